/// What a bridge may be told.
public struct BridgeOptions: Sendable {
  /// Whether project paths are replaced by a keyed hash of 64 bits, `project-` and 16 hexadecimal digits.
  ///
  /// The hash depends on the path and the key only, so a project keeps its series across restarts and machines.
  public var anonymizePaths = false
  /// The secret of the hash; without one, who guesses a path can check the guess.
  public var anonymizationKey = ""
  /// How many series the meter's provider keeps of one instrument: its `MeterProvider.Options.cardinalityLimit`.
  ///
  /// A third of it, but at most 5,000, is how many projects have a velocity and a trend, which has three series.
  /// Those first seen keep theirs as long as the bridge lives; the others have none, and their sessions are counted
  /// as ``DroppedValueReason/projectLimit``. Left to the provider, the gauges of all further projects would share one
  /// series and overwrite each other in it. Counters and histograms need no such care: their overflow adds up.
  public var cardinalityLimit = 2_000

  /// The defaults: paths as they are, and the provider's own default limit.
  public init() {}
}
