/// Counts the aliases (`*name`) of a YAML text before anything expands them.
///
/// A handful of aliases to aliases stands for a tree of exponential size, and the parser hashes such a tree
/// where it is used as a key. With this limit the tree stays small. The count is a bound from above: a star
/// inside quotes may be counted too.
enum AliasCount {
  static let limit = 32

  static func exceedsLimit(_ text: String) -> Bool {
    var count = 0
    var isComment = false
    var last = UInt8(ascii: "\n")
    var beforeLast = last
    for byte in text.utf8 {
      if byte == UInt8(ascii: "\n") { isComment = false }
      if byte == UInt8(ascii: "#"), isSpace(last) { isComment = true }
      if last == UInt8(ascii: "*"), opensToken(beforeLast), !isSpace(byte), !isComment { count += 1 }
      (beforeLast, last) = (last, byte)
    }
    return count > limit
  }

  private static func opensToken(_ byte: UInt8) -> Bool {
    isSpace(byte) || "[{,:?-".utf8.contains(byte)
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    " \t\r\n".utf8.contains(byte)
  }
}
