/// What may be chosen about a batch processor; the defaults are the specification's (T-62, L-24).
///
/// Values that make no sense are moved to the nearest that do: every size is at least one, and no batch is larger than
/// the queue.
public struct BatchProcessorOptions: Equatable, Sendable {
  /// How many items may wait; what comes while as many do is dropped and counted.
  public var maximumQueueSize = 2_048
  /// How many bytes they may have together, roughly, as they lie in memory.
  public var maximumQueueBytes = 16_777_216
  /// How long an item waits for others, unless a batch is full before.
  public var scheduleDelay: Duration
  /// How long one export may take.
  public var exportTimeout = Duration.seconds(30)
  /// How many items the exporter gets at once.
  public var maximumBatchSize = 512

  /// Those for spans: what waits is exported after 5 seconds.
  public static let spans = BatchProcessorOptions(scheduleDelay: .seconds(5))
  /// Those for log records: what waits is exported after one second.
  public static let logs = BatchProcessorOptions(scheduleDelay: .seconds(1))

  private init(scheduleDelay: Duration) {
    self.scheduleDelay = scheduleDelay
  }

  /// The same, with values that make sense.
  var resolved: BatchProcessorOptions {
    var options = self
    options.maximumQueueSize = max(maximumQueueSize, 1)
    options.maximumQueueBytes = max(maximumQueueBytes, 1)
    options.scheduleDelay = max(scheduleDelay, .zero)
    options.exportTimeout = max(exportTimeout, .zero)
    options.maximumBatchSize = min(max(maximumBatchSize, 1), options.maximumQueueSize)
    return options
  }
}
