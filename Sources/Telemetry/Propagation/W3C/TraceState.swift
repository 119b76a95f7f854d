/// What tracing systems have to say about a trace, each under a key of its own: the W3C's `tracestate`, level 2.
///
/// At most 32 entries, the one written last at the front. Always valid: an argument that is not changes nothing (P-30).
///
/// ```swift
/// let state = span.context.traceState.setting("vendor", to: "t61rcWkgMzE")
/// ```
public struct TraceState: Hashable, Sendable {
  /// The most entries.
  public static let maximumCount = 32

  /// Nil for no entries, which is what most contexts have: copying those counts no reference.
  private let text: Text?

  private final class Text: Sendable {
    let header: String

    init(_ header: String) {
      self.header = header
    }
  }

  /// The entries as the field `tracestate` writes them: `vendor=value,other=value`; empty for none.
  public var header: String { text?.header ?? "" }

  /// No entries.
  public init() {
    text = nil
  }

  private init(valid header: String) {
    text = header.isEmpty ? nil : Text(header)
  }

  /// Equal when they have the same entries in the same order.
  public static func == (left: TraceState, right: TraceState) -> Bool {
    left.text === right.text || left.header == right.header
  }

  /// Feeds the entries.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(header)
  }

  /// The entries that `header` lists; nil when anything about it is malformed.
  public init?(_ header: String) {
    var parser = TraceStateParser()
    parser.add(header)
    self.init(parser)
  }

  /// The entries of several fields, in their order; nil when anything about them is malformed.
  public init?(headers: some Sequence<String>) {
    var parser = TraceStateParser()
    for header in headers { parser.add(header) }
    self.init(parser)
  }

  /// What `parser` has read; nil when anything about it is malformed.
  init?(_ parser: TraceStateParser) {
    guard let header = parser.header else { return nil }
    self.init(valid: header)
  }

  private init(_ entries: [Substring]) {
    self.init(valid: entries.joined(separator: ","))
  }

  /// Whether there are no entries.
  public var isEmpty: Bool { text == nil }

  /// The entries in their order.
  public var entries: [(key: String, value: String)] {
    members.compactMap { member in
      guard let end = member.firstIndex(of: "=") else { return nil }
      return (String(member[..<end]), String(member[member.index(after: end)...]))
    }
  }

  /// The value of `key`; nil without one.
  public subscript(key: String) -> String? {
    members.first { $0.hasKey(key) }.map { String($0.dropFirst(key.utf8.count + 1)) }
  }

  /// The same with `value` for `key`, at the front; a 33rd entry takes the place of the last (P-29).
  ///
  /// Unchanged when `key` is not 1 to 256 of `a-z 0-9 _ - * / @`, a letter or digit first, or `value` not 1 to 256
  /// printable characters of ASCII without `,` and `=`, and no space last (P-24, P-25).
  public func setting(_ key: String, to value: String) -> TraceState {
    let member = "\(key)=\(value)"
    guard TraceStateParser.isMember(member) else { return self }
    let others = members.filter { !$0.hasKey(key) }.prefix(Self.maximumCount - 1)
    return TraceState([member[...]] + others)
  }

  /// The same without `key`.
  public func removing(_ key: String) -> TraceState {
    TraceState(members.filter { !$0.hasKey(key) })
  }

  private var members: [Substring] { header.split(separator: ",") }
}

extension TraceState: ExpressibleByDictionaryLiteral {
  /// The entries in the order they are written; those that are not valid are left out, and of a key the first counts.
  public init(dictionaryLiteral entries: (String, String)...) {
    self = entries.reversed().reduce(TraceState()) { $0.setting($1.0, to: $1.1) }
  }
}

extension TraceState: CustomStringConvertible {
  /// As the field `tracestate` writes it.
  public var description: String { header }
}

extension Substring {
  fileprivate func hasKey(_ key: String) -> Bool {
    utf8.starts(with: key.utf8) && utf8.dropFirst(key.utf8.count).first == UInt8(ascii: "=")
  }
}
