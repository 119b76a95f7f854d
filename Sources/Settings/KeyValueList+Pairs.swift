import Surroundings

extension KeyValueList {
  /// The pairs in order, or what is wrong in the words of settings.
  static func pairs(of text: String) throws(ValueProblem) -> [(name: String, value: String)] {
    do {
      return try parse(text)
    } catch {
      throw ValueProblem(expected: error.expected, found: error.found)
    }
  }
}
