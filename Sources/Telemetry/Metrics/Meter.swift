import Synchronization

/// Makes the instruments of one instrumentation scope.
///
/// Asking again for the same instrument gives one that feeds the same series (M-38), so instruments may be made
/// wherever they are needed; keeping them is faster.
public struct Meter: Sendable {
  private let registry: InstrumentRegistry

  package init(_ registry: InstrumentRegistry) {
    self.registry = registry
  }

  /// Which code this meter measures.
  public var scope: InstrumentationScope { registry.scope }

  /// A ``Counter`` of `Int64`, or of `Double` when asked for.
  public func counter<Value: MeasurementValue>(
    _ name: String,
    of type: Value.Type = Int64.self,
    unit: String = "",
    description: String = ""
  ) -> Counter<Value> {
    let descriptor = InstrumentDescriptor(name, .counter, of: type, unit: unit, description: description)
    return Counter(descriptor, streams: registry.numberStreams(descriptor), diagnostics: registry.diagnostics)
  }

  /// An ``UpDownCounter`` of `Int64`, or of `Double` when asked for.
  public func upDownCounter<Value: MeasurementValue>(
    _ name: String,
    of type: Value.Type = Int64.self,
    unit: String = "",
    description: String = ""
  ) -> UpDownCounter<Value> {
    let descriptor = InstrumentDescriptor(
      name, .upDownCounter, of: type, unit: unit, description: description)
    return UpDownCounter(
      descriptor,
      streams: registry.numberStreams(descriptor),
      diagnostics: registry.diagnostics
    )
  }

  /// A ``Gauge`` of `Double`, or of `Int64` when asked for.
  public func gauge<Value: MeasurementValue>(
    _ name: String,
    of type: Value.Type = Double.self,
    unit: String = "",
    description: String = ""
  ) -> Gauge<Value> {
    let descriptor = InstrumentDescriptor(name, .gauge, of: type, unit: unit, description: description)
    return Gauge(descriptor, streams: registry.numberStreams(descriptor), diagnostics: registry.diagnostics)
  }

  /// A ``Histogram`` of `Double`, or of `Int64` when asked for; the specification's bounds unless `boundaries`
  /// are advised.
  public func histogram<Value: MeasurementValue>(
    _ name: String,
    of type: Value.Type = Double.self,
    unit: String = "",
    description: String = "",
    boundaries: Boundaries? = nil
  ) -> Histogram<Value> {
    let descriptor = InstrumentDescriptor(
      name, .histogram, of: type, unit: unit, description: description, boundaries: boundaries)
    return Histogram(
      descriptor,
      streams: registry.histogramStreams(descriptor),
      diagnostics: registry.diagnostics
    )
  }
}
