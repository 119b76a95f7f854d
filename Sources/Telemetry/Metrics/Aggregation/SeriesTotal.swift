/// What a reader is owed of one series: all of it, or what came since it was last shown.
protocol SeriesTotal: Sendable {
  /// What is the same for all series of a stream.
  associatedtype Form: Sendable

  /// Nothing.
  init()
  /// Whether nothing was recorded.
  var isEmpty: Bool { get }
  /// Takes in what another total holds.
  mutating func merge(_ other: borrowing Self, _ form: Form)
  /// Hands what stands in a cell to every total, and empties the cell; false when there was nothing.
  static func drain(_ cell: UnsafeMutableRawPointer, _ form: Form, into body: (borrowing Self) -> Void)
    -> Bool
  /// Shows the point.
  func show<Visitor: MetricVisitor & ~Copyable>(
    _ point: PointContext, _ form: Form, to visitor: inout Visitor)
}
