/// What may be chosen about the batches of a signal.
package struct BatchOptions: Sendable {
  /// How long an item waits for company.
  package var scheduleDelay: Duration
  /// How many items make a request.
  package var maximumBatchSize = 512
  /// How many bytes make a request.
  package var maximumBatchBytes = 1_048_576

  /// The specification's for spans (T-62); see ``logs`` for log records.
  package init() {
    scheduleDelay = .seconds(5)
  }

  /// The specification's for log records (L-24).
  package static var logs: BatchOptions {
    var options = BatchOptions()
    options.scheduleDelay = .seconds(1)
    return options
  }
}
