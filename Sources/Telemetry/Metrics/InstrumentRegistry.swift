import Synchronization

/// The instruments of one scope, so that the same instrument asked for twice feeds the same series.
package final class InstrumentRegistry: Sendable {
  private struct State {
    var streams: [InstrumentDescriptor.Identity: [any MetricStream]] = [:]
    var identities: [String: InstrumentDescriptor] = [:]
  }

  package let scope: InstrumentationScope
  package let diagnostics: Diagnostics
  private let sources: [MetricSource]
  private let options: MeterProvider.Options
  private let clock: any TelemetryClock
  private let state = Mutex(State())

  package init(
    scope: InstrumentationScope,
    sources: [MetricSource],
    options: MeterProvider.Options,
    clock: any TelemetryClock,
    diagnostics: Diagnostics
  ) {
    self.scope = scope
    self.sources = sources
    self.options = options
    self.clock = clock
    self.diagnostics = diagnostics
  }

  func numberStreams<Value: MeasurementValue>(_ descriptor: InstrumentDescriptor) -> [NumberStream<Value>] {
    streams(descriptor) { _ in
      let kind: MetricHeader.Kind =
        switch descriptor.kind {
        case .counter: .sum(.cumulative, isMonotonic: true)
        case .upDownCounter: .sum(.cumulative, isMonotonic: false)
        case .gauge, .histogram: .gauge
        }
      return NumberStream(header: header(descriptor, kind), table: table(descriptor, ()))
    }
  }

  func histogramStreams(_ descriptor: InstrumentDescriptor) -> [HistogramStream] {
    streams(descriptor) { _ in
      let boundaries = descriptor.boundaries ?? .standard
      let header = header(descriptor, .histogram(.cumulative, boundaries))
      return HistogramStream(header: header, table: table(descriptor, boundaries))
    }
  }

  /// The streams of an instrument, one per reader: those of an identical one, or new ones.
  private func streams<Stream: MetricStream>(
    _ descriptor: InstrumentDescriptor,
    make: (MetricSource) -> Stream
  ) -> [Stream] {
    guard isAllowed(descriptor) else { return [] }
    let (streams, earlier) = state.withLock { state in
      let earlier = state.identities[descriptor.name.lowercased()]
      if let known = state.streams[descriptor.identity] as? [Stream] { return (known, earlier) }
      let new = sources.map(make)
      state.streams[descriptor.identity] = new
      if earlier == nil { state.identities[descriptor.name.lowercased()] = descriptor }
      for (source, stream) in zip(sources, new) { source.add(stream, of: scope) }
      return (new, earlier)
    }
    if let earlier { warnAboutConflict(earlier, descriptor) }
    return streams
  }

  /// A bad name is reported and the instrument does nothing, as does one the provider filters out (M-08).
  private func isAllowed(_ descriptor: InstrumentDescriptor) -> Bool {
    guard descriptor.hasValidName else {
      diagnostics.reportOnce(
        "name:\(descriptor.name)",
        Diagnostic(
          .error,
          "instrument name '\(descriptor.name.prefix(80))': expected a letter, then up to 254 of"
            + " A-Z a-z 0-9 _ . - /; nothing is recorded for it"
        )
      )
      return false
    }
    return options.isEnabled(descriptor)
  }

  /// Different instruments of one name are both exported, and said once (M-36, M-39).
  private func warnAboutConflict(_ first: InstrumentDescriptor, _ second: InstrumentDescriptor) {
    guard first.identity != second.identity || first.name != second.name else { return }
    diagnostics.reportOnce(
      "duplicate:\(second.name)",
      Diagnostic(
        .warning, "instrument registered twice: first as \(first.summary), then as \(second.summary)")
    )
  }

  private func header(_ descriptor: InstrumentDescriptor, _ kind: MetricHeader.Kind) -> MetricHeader {
    MetricHeader(
      name: descriptor.name,
      description: descriptor.description,
      unit: descriptor.unit,
      kind: kind
    )
  }

  private func table<Series: MetricSeries>(
    _ descriptor: InstrumentDescriptor,
    _ configuration: Series.Configuration
  ) -> SeriesTable<Series> {
    SeriesTable(
      name: descriptor.name,
      limit: options.cardinalityLimit,
      configuration: configuration,
      clock: clock,
      diagnostics: diagnostics
    )
  }
}

extension InstrumentDescriptor {
  fileprivate var summary: String {
    "\(kind.rawValue) \(name) of \(isFloatingPoint ? "Double" : "Int64"), unit '\(unit)', description"
      + " '\(description)'"
  }
}
