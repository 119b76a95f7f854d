/// When a failed attempt is repeated: exponential back-off with jitter, within a budget of time.
package struct RetryPolicy: Equatable, Sendable {
  /// The longest pause after the first failure.
  package var initialPause = Duration.seconds(1)
  /// The longest pause ever. It bounds how long a collector that is back stays unnoticed.
  package var maximumPause = Duration.seconds(10)
  /// The longest pause while somebody waits for a flush.
  package var maximumPauseInFlush = Duration.milliseconds(500)
  /// How long a request is kept before it is given up.
  package var budget = Duration.seconds(600)

  package init() {}

  /// The pause after `failures` failures in a row: between half of the doubled pause and all of it, so that many
  /// clients do not come back at once.
  package func pause(
    afterFailures failures: Int,
    isFlush: Bool,
    using generator: inout some RandomNumberGenerator
  ) -> Duration {
    let doublings = min(max(failures - 1, 0), 20)
    let cap = isFlush ? min(maximumPauseInFlush, maximumPause) : maximumPause
    let longest = min(initialPause * Double(1 << doublings), cap)
    return longest * Double.random(in: 0.5...1, using: &generator)
  }
}
