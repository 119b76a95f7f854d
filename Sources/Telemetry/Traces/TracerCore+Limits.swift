extension TracerCore {
  /// Says the first time that a span of this tracer had more than it may hold; further ones are only counted (T-54).
  func noteLimits(of content: SpanContent) {
    guard content.droppedAttributes | content.droppedEvents | content.droppedLinks != 0 else { return }
    let name = identity.scope.name
    diagnostics.reportOnce(
      "span limits:\(name)",
      Diagnostic(
        .warning,
        "a span of the tracer '\(name)' had more than its limits allow, and the rest was discarded: "
          + "\(content.droppedAttributes) attributes, \(content.droppedEvents) events, "
          + "\(content.droppedLinks) links; further spans are only counted"
      )
    )
  }
}
