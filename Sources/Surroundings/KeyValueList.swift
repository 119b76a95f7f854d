/// The list notation of OpenTelemetry's environment variables: `k1=v1,k2=v2`, percent-encoded.
package enum KeyValueList {
  /// What is wrong with a list; never shows a value, because the same notation carries credentials.
  package struct Problem: Error, Equatable, Sendable {
    /// What the notation asks for.
    package let expected: String
    /// What stands there, and where.
    package let found: String
  }

  /// Reads the pairs in order; one bad pair spoils the list, as the specification asks.
  package static func parse(_ text: String) throws(Problem) -> [(name: String, value: String)] {
    var pairs: [(name: String, value: String)] = []
    for (index, item) in text.split(separator: ",").enumerated() where !item.allSatisfy(\.isWhitespace) {
      let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(parts[0]).trimmed
      guard parts.count == 2, !name.isEmpty else {
        throw Problem(
          expected: "name=value, separated by commas", found: "no name=value as item \(index + 1)")
      }
      guard let name = name.percentDecoded, let value = String(parts[1]).trimmed.percentDecoded else {
        throw Problem(expected: "valid percent-encoding", found: "something else in item \(index + 1)")
      }
      pairs.append((name, value))
    }
    return pairs
  }
}

extension String {
  /// This text without white space around it.
  package var trimmed: String {
    String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
  }

  /// This text with `%41` turned into `A`, or nil when an escape or the UTF-8 it yields is invalid.
  package var percentDecoded: String? {
    var bytes: [UInt8] = []
    var rest = Substring(self).utf8
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard let high = rest.popFirst(), let low = rest.popFirst(),
        let first = Character(Unicode.Scalar(high)).hexDigitValue,
        let second = Character(Unicode.Scalar(low)).hexDigitValue
      else { return nil }
      bytes.append(UInt8(first << 4 | second))
    }
    return String(validating: bytes, as: UTF8.self)
  }
}
