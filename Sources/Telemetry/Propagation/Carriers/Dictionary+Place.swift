extension Dictionary where Key == String {
  /// Where the value of `key`, a text of ASCII, is. A few keys are compared faster than one is hashed.
  @inline(__always)
  func place(of key: String) -> Index? {
    guard count <= 8 else { return index(forKey: key) }
    var place: Index?
    forEachPlace { name, index in
      if name.utf8.count == key.utf8.count, name == key { place = index }
    }
    return place
  }

  /// Hands each key to `body` with the place of its value, which is not touched: counting the references of values that
  /// nobody wants costs more than all the rest.
  @inline(__always)
  func forEachPlace(_ body: (String, Index) -> Void) {
    var index = startIndex
    var left = count
    while left > 0 {
      body(keys[index], index)
      left -= 1
      if left > 0 { formIndex(after: &index) }
    }
  }
}
