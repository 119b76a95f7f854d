/// How long something took.
struct ElapsedTime {
  private let start = ContinuousClock.now

  /// The time since it was made, such as `1.2 ms`.
  var text: String {
    let milliseconds = (ContinuousClock.now - start) / .milliseconds(1)
    guard milliseconds < 1_000 else { return "\((milliseconds / 100).rounded() / 10) s" }
    return "\((milliseconds * 10).rounded() / 10) ms"
  }
}
