/// What a YAML text may ask of the parser, judged before it is parsed.
///
/// A handful of aliases to aliases stands for a tree of exponential size, and the parser hashes such a tree
/// where it is used as a key. Nested collections cost a stack frame each, and the stack of a thread may be
/// small. Both counts are bounds from above: what only looks like nesting or an alias is counted too.
struct YAMLLimits {
  static let aliases = 32
  static let flowDepth = 100
  static let indentation = 200
  /// How much of a list in a mapping is read, so that aliases of one long list cost little; nobody needs more.
  static let nestedItems = HistogramBoundaries.maximumCount + 1

  private var aliasCount = 0
  private var depth = 0
  private var deepest = 0
  private var indent = 0
  private var widest = 0
  private var isComment = false
  private var isIndent = true
  private var last = UInt8(ascii: "\n")
  private var beforeLast = UInt8(ascii: "\n")

  /// Which limit `text` exceeds, as an error message; nil when it exceeds none.
  static func objection(to text: String) -> String? {
    var counts = YAMLLimits()
    for byte in text.utf8 { counts.count(byte) }
    if counts.aliasCount > aliases { return "expected at most \(aliases) YAML aliases, found more" }
    if counts.deepest > flowDepth { return "expected at most \(flowDepth) nested brackets, found more" }
    if counts.widest > indentation {
      return "expected at most \(indentation) columns of indentation, found more"
    }
    return nil
  }

  private mutating func count(_ byte: UInt8) {
    if byte == UInt8(ascii: "\n") { (isComment, isIndent, indent) = (false, true, 0) }
    if byte == UInt8(ascii: "#"), Self.isSpace(last) { isComment = true }
    if !isComment {
      countIndentation(byte)
      if "[{".utf8.contains(byte) { depth += 1 }
      if "]}".utf8.contains(byte) { depth = max(0, depth - 1) }
      deepest = max(deepest, depth)
      if last == UInt8(ascii: "*"), Self.opensToken(beforeLast), !Self.isSpace(byte) { aliasCount += 1 }
    }
    (beforeLast, last) = (last, byte)
  }

  /// In `- - ? a` every indicator opens a level of its own, so it counts like the spaces before it.
  private mutating func countIndentation(_ byte: UInt8) {
    guard isIndent, byte != UInt8(ascii: "\n") else { return }
    isIndent = byte == UInt8(ascii: " ") || ("-?:".utf8.contains(byte) && Self.isSpace(last))
    if isIndent { indent += 1 } else { widest = max(widest, indent) }
  }

  private static func opensToken(_ byte: UInt8) -> Bool {
    isSpace(byte) || "[{,:?-".utf8.contains(byte)
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    " \t\r\n".utf8.contains(byte)
  }
}
