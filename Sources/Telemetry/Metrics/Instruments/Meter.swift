/// Makes the instruments of one instrumentation scope.
///
/// Asking again for the same instrument gives one that feeds the same series (M-38), so instruments may be made wherever
/// they are needed; keeping them is faster. Everything is safe from any thread (M-20).
public struct Meter: Sendable {
  /// Which code this meter measures.
  public let scope: InstrumentationScope
  /// Nil for a meter that does nothing.
  let registry: InstrumentRegistry?

  init(_ scope: InstrumentationScope, _ registry: InstrumentRegistry?) {
    self.scope = scope
    self.registry = registry
  }

  /// A ``Counter`` of `Int64`, or of `Double` when asked for.
  ///
  /// `attributeKeys` are the only attributes to keep unless a view says otherwise; nil for all (M-13).
  public func counter<Value: MeasurementValue>(
    _ name: String,
    of type: Value.Type = Int64.self,
    unit: String = "",
    description: String = "",
    attributeKeys: Set<String>? = nil
  ) -> Counter<Value> {
    Counter(
      instrument(
        InstrumentDescriptor(
          name, .counter, of: type, unit: unit, description: description, attributeKeys: attributeKeys)
      )
    )
  }

  /// An ``UpDownCounter`` of `Int64`, or of `Double` when asked for.
  ///
  /// `attributeKeys` are the only attributes to keep unless a view says otherwise; nil for all (M-13).
  public func upDownCounter<Value: MeasurementValue>(
    _ name: String,
    of type: Value.Type = Int64.self,
    unit: String = "",
    description: String = "",
    attributeKeys: Set<String>? = nil
  ) -> UpDownCounter<Value> {
    UpDownCounter(
      instrument(
        InstrumentDescriptor(
          name, .upDownCounter, of: type, unit: unit, description: description, attributeKeys: attributeKeys)
      )
    )
  }

  /// A ``Gauge`` of `Double`, or of `Int64` when asked for.
  ///
  /// `attributeKeys` are the only attributes to keep unless a view says otherwise; nil for all (M-13).
  public func gauge<Value: MeasurementValue>(
    _ name: String,
    of type: Value.Type = Double.self,
    unit: String = "",
    description: String = "",
    attributeKeys: Set<String>? = nil
  ) -> Gauge<Value> {
    Gauge(
      instrument(
        InstrumentDescriptor(
          name, .gauge, of: type, unit: unit, description: description, attributeKeys: attributeKeys)
      )
    )
  }

  /// A ``Histogram`` of `Double`, or of `Int64` when asked for; the specification's bounds unless `boundaries` are
  /// advised (M-12).
  ///
  /// `attributeKeys` are the only attributes to keep unless a view says otherwise; nil for all (M-13).
  public func histogram<Value: MeasurementValue>(
    _ name: String,
    of type: Value.Type = Double.self,
    unit: String = "",
    description: String = "",
    boundaries: Boundaries? = nil,
    attributeKeys: Set<String>? = nil
  ) -> Histogram<Value> {
    Histogram(
      instrument(
        InstrumentDescriptor(
          name,
          .histogram,
          of: type,
          unit: unit,
          description: description,
          boundaries: boundaries,
          attributeKeys: attributeKeys
        )
      )
    )
  }

  /// A ``Histogram`` whose advised bounds may turn out to be none: those that are not finite and strictly ascending are
  /// reported, and the specification's are used (M-42).
  ///
  /// ```swift
  /// meter.histogram("search.duration", unit: "s", boundaries: [0.01, 0.1, 1, 10])
  /// ```
  public func histogram<Value: MeasurementValue>(
    _ name: String,
    of type: Value.Type = Double.self,
    unit: String = "",
    description: String = "",
    boundaries: [Double],
    attributeKeys: Set<String>? = nil
  ) -> Histogram<Value> {
    let advice = Boundaries(boundaries)
    if advice == nil { registry?.reportBadBoundaries(boundaries, of: name) }
    return histogram(
      name, of: type, unit: unit, description: description, boundaries: advice, attributeKeys: attributeKeys)
  }

  private func instrument(_ descriptor: InstrumentDescriptor) -> InstrumentCore {
    registry?.instrument(descriptor) ?? InstrumentCore.disabled(descriptor)
  }
}

extension InstrumentCore {
  /// An instrument that does nothing (M-28).
  static func disabled(_ descriptor: InstrumentDescriptor) -> InstrumentCore {
    InstrumentCore(descriptor, storages: [], meter: .off, exemplars: nil, diagnostics: .unheard)
  }
}
