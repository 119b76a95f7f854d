extension String {
  /// The text, or as much of its beginning as fits into so many bytes of UTF-8 without breaking a scalar.
  ///
  /// Not by characters: one character may be a letter with any number of marks on it.
  func cut(toBytes limit: Int) -> String {
    guard utf8.count > limit else { return self }
    var end = utf8.index(utf8.startIndex, offsetBy: limit)
    while utf8[end] & 0b1100_0000 == 0b1000_0000 { end = utf8.index(before: end) }
    return String(self[..<end])
  }
}
