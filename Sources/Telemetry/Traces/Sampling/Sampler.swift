/// Decides which spans are recorded, before anything is built for them.
///
/// A sampler of your own is asked about every span of its provider, on the thread that starts it:
///
/// ```swift
/// struct NoHealthChecks: Sampler {
///   func decide(_ request: borrowing SamplingRequest) -> SamplingResult {
///     request.name == "health" ? .drop : .recordAndSample
///   }
///   var description: String { "NoHealthChecks" }
/// }
/// ```
public protocol Sampler: Sendable {
  /// What becomes of one new span; called from any thread, must not block (T-40).
  func decide(_ request: borrowing SamplingRequest) -> SamplingResult

  /// The name and parameters, in the specified form (T-42); may change over time.
  var description: String { get }
}
