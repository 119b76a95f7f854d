extension TracerCore {
  /// Says the first time that a span of this tracer had more than it may hold; further ones are only counted (T-54).
  @inline(__always)
  func noteLimits(of content: borrowing SpanContent) {
    guard content.hasDropped else { return }
    tell(content.droppedAttributes, content.droppedEvents, content.droppedLinks)
  }

  private func tell(_ attributes: UInt32, _ events: UInt32, _ links: UInt32) {
    let name = identity.scope.name
    diagnostics.reportOnce(
      "span limits:\(name)",
      Diagnostic(
        .warning,
        "a span of the tracer '\(name)' had more than its limits allow, and the rest was discarded: "
          + "\(attributes) attributes, \(events) events, \(links) links; further spans are only counted"
      )
    )
  }
}
