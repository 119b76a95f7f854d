/// How far a wall clock is ahead of UTC; read timestamps without an offset with the one of the clock that wrote them.
public struct UTCOffset: Hashable, Sendable {
  /// Seconds east of Greenwich, within a day either way.
  public let seconds: Int

  /// No offset.
  public static let utc = UTCOffset(unchecked: 0)

  private init(unchecked seconds: Int) {
    self.seconds = seconds
  }

  /// An offset of `seconds`; nil from 24 hours on.
  public init?(seconds: Int) {
    guard abs(seconds.clamped) < 86_400 else { return nil }
    self.seconds = seconds
  }

  /// An offset as ISO 8601 writes it: `Z`, `+05:30`, `-0800`, `+01`; nil for anything else.
  public init?(_ text: String) {
    var scanner = ClockScanner(text)
    guard let offset = scanner.offset(), scanner.isAtEnd else { return nil }
    self = offset
  }
}

extension Int {
  /// The same number, or one whose magnitude fits when it is the smallest there is.
  fileprivate var clamped: Int { self == .min ? .max : self }
}
