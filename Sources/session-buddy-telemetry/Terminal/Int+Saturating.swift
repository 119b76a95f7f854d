extension Int {
  /// `number` without its fraction, or the nearest there is to it; zero for NaN.
  ///
  /// For numbers from the network: `Int(_:)` ends the program over those it cannot hold.
  package init(saturating number: Double) {
    if let whole = Int(exactly: number.rounded(.towardZero)) {
      self = whole
    } else if number.isNaN {
      self = 0
    } else {
      self = number < 0 ? .min : .max
    }
  }
}
