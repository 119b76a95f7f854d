/// Fills `${NAME}` in the text of one value, after YAML was parsed: what it inserts can never become YAML.
///
/// Understood are `${NAME}`, `${NAME:default}`, `${NAME:-default}`, the same with `env:` in front, and `$$` for
/// a dollar sign. An empty variable counts as unset. Daemons have no `HOSTNAME` exported, so `${HOSTNAME}`
/// falls back to the system's own name of the machine.
struct Interpolation: Sendable {
  let environment: [String: String]
  let hostName: @Sendable () -> String?

  /// `text` with its references filled; nil when it has none.
  func fill(_ text: String) throws(ValueProblem) -> String? {
    guard text.contains("$") else { return nil }
    var result = ""
    var rest = text[...]
    var isFilled = false
    while let dollar = rest.firstIndex(of: "$") {
      result += rest[..<dollar]
      rest = rest[dollar...]
      if rest.hasPrefix("$$") {
        result += "$"
        rest = rest.dropFirst(2)
      } else if rest.hasPrefix("${") {
        guard let end = rest.firstIndex(of: "}") else {
          throw ValueProblem(expected: "} after ${ ($$ is a dollar sign)", found: String(rest).quoted)
        }
        result += try value(of: String(rest[..<end].dropFirst(2)))
        rest = rest[rest.index(after: end)...]
        isFilled = true
      } else {
        result += "$"
        rest = rest.dropFirst()
      }
      guard result.utf8.count <= SettingsLoader.maximumFileBytes else {
        throw ValueProblem(expected: "at most \(SettingsLoader.maximumFileBytes) bytes", found: "more")
      }
    }
    result += rest
    return isFilled || result != text ? result : nil
  }

  private func value(of reference: String) throws(ValueProblem) -> String {
    let body = reference.hasPrefix("env:") ? reference.dropFirst(4) : reference[...]
    let parts = body.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    guard name.isVariableName else {
      throw ValueProblem(expected: "${NAME} or ${NAME:default}", found: "${\(reference)}".quoted)
    }
    if let value = environment[name], !value.isEmpty { return value }
    if parts.count == 2 {
      let fallback = parts[1].hasPrefix("-") ? parts[1].dropFirst() : parts[1]
      guard !fallback.contains("${") else {
        throw ValueProblem(expected: "a default without ${ in it", found: "${\(reference)}".quoted)
      }
      return String(fallback)
    }
    if name == "HOSTNAME", let hostName = hostName() { return hostName }
    throw ValueProblem(
      expected: "the environment variable \(name) to be set (or a default, as in ${\(name):default})",
      found: environment[name] == nil ? "it is not" : "it is empty"
    )
  }
}

extension String {
  fileprivate var isVariableName: Bool {
    guard let first = utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else {
      return false
    }
    return utf8.allSatisfy { byte in
      let scalar = Unicode.Scalar(byte)
      return scalar == "_" || scalar.isASCII && (scalar.properties.isAlphabetic || (48...57).contains(byte))
    }
  }
}
