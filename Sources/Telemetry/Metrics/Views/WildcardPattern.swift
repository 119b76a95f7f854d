/// A text in which `*` stands for any run of characters and `?` for one; ASCII letters match whatever their case.
struct WildcardPattern {
  private let pattern: [UInt8]

  init(_ pattern: String) {
    self.pattern = pattern.utf8.map(\.lowercased)
  }

  /// - Complexity: O(pattern × text), without recursion.
  func matches(_ text: String) -> Bool {
    let text = text.utf8.map(\.lowercased)
    var (place, position) = (0, 0)
    // Where to go on when a star has to take in one more character.
    var star: (place: Int, position: Int)?
    while position < text.count {
      if place < pattern.count, pattern[place] == UInt8(ascii: "*") {
        star = (place, position)
        place += 1
      } else if place < pattern.count, pattern[place] == UInt8(ascii: "?") || pattern[place] == text[position]
      {
        place += 1
        position += 1
      } else if let last = star {
        star = (last.place, last.position + 1)
        (place, position) = (last.place + 1, last.position + 1)
      } else {
        return false
      }
    }
    return pattern[place...].allSatisfy { $0 == UInt8(ascii: "*") }
  }
}

extension UInt8 {
  fileprivate var lowercased: UInt8 { (0x41...0x5A).contains(self) ? self | 0x20 : self }
}
