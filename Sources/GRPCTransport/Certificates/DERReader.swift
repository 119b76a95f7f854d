/// Reads the distinguished encoding of ASN.1, element by element; whatever does not fit ends it with nil.
struct DERReader {
  struct Element: Equatable {
    let tag: UInt8
    let content: ArraySlice<UInt8>

    static let integer: UInt8 = 0x02
    static let octets: UInt8 = 0x04
    static let identifier: UInt8 = 0x06
    static let sequence: UInt8 = 0x30
    static let set: UInt8 = 0x31

    /// What it is made of.
    var inside: DERReader { DERReader(content) }
  }

  private var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) {
    rest = bytes
  }

  /// The next element.
  mutating func next() -> Element? {
    guard let tag = rest.popFirst(), let length = length(), length <= rest.count else { return nil }
    defer { rest = rest.dropFirst(length) }
    return Element(tag: tag, content: rest.prefix(length))
  }

  /// The next element, which must have this tag.
  mutating func next(_ tag: UInt8) -> Element? {
    guard rest.first == tag else { return nil }
    return next()
  }

  /// All that follow.
  mutating func all() -> [Element] {
    var elements: [Element] = []
    while let element = next() { elements.append(element) }
    return elements
  }

  /// At most four bytes: no certificate has four gigabytes.
  private mutating func length() -> Int? {
    guard let first = rest.popFirst() else { return nil }
    guard first >= 0x80 else { return Int(first) }
    let count = Int(first & 0x7F)
    guard (1...4).contains(count), rest.count >= count else { return nil }
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count).reduce(0) { $0 << 8 | Int($1) }
  }
}
