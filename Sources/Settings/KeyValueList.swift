/// The list notation of OpenTelemetry's environment variables: `k1=v1,k2=v2`, percent-encoded.
enum KeyValueList {
  /// Reads the pairs in order; one bad pair spoils the list, as the specification asks.
  ///
  /// Messages never show a value, because the same notation carries credentials.
  static func parse(_ text: String) throws(ValueProblem) -> [(name: String, value: String)] {
    var pairs: [(name: String, value: String)] = []
    for (index, item) in text.split(separator: ",").enumerated() where !item.allSatisfy(\.isWhitespace) {
      let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(parts[0]).trimmed
      guard parts.count == 2, !name.isEmpty else {
        throw ValueProblem(
          expected: "name=value, separated by commas", found: "no name=value as item \(index + 1)")
      }
      guard let name = name.percentDecoded, let value = String(parts[1]).trimmed.percentDecoded else {
        throw ValueProblem(expected: "valid percent-encoding", found: "something else in item \(index + 1)")
      }
      pairs.append((name, value))
    }
    return pairs
  }
}

extension String {
  /// This text without white space around it.
  var trimmed: String {
    String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
  }

  /// This text with `%41` turned into `A`, or nil when an escape or the UTF-8 it yields is invalid.
  var percentDecoded: String? {
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
