import Telemetry

extension Meter {
  func counter(_ entry: InstrumentCatalogue.Entry) -> Counter<Int64> {
    let made = entry.descriptor
    return counter(made.name, unit: made.unit, description: made.description)
  }

  func gauge<Value: MeasurementValue>(
    _ entry: InstrumentCatalogue.Entry,
    of type: Value.Type = Double.self
  ) -> Gauge<Value> {
    let made = entry.descriptor
    return gauge(made.name, of: Value.self, unit: made.unit, description: made.description)
  }

  func histogram(_ entry: InstrumentCatalogue.Entry) -> Histogram<Double> {
    let made = entry.descriptor
    return histogram(
      made.name,
      unit: made.unit,
      description: made.description,
      boundaries: made.boundaries
    )
  }
}
