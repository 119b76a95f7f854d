extension Diagnostics {
  /// Says once for each reason that a batch processor gives up items; what comes after the shutdown is refused quietly
  /// (T-59).
  func reportDrop(of item: String, _ reason: DropReason) {
    guard reason != .alreadyShutdown else { return }
    reportOnce(
      "batch:\(item):\(reason)",
      Diagnostic(.warning, "a batch processor drops \(item)s: \(reason); further ones are only counted"))
  }
}
