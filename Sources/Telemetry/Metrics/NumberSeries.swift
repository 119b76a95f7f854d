import Synchronization

/// A sum or last value: a single number, so one atomic is enough.
package final class NumberSeries<Value: MeasurementValue>: MetricSeries {
  package let attributes: AttributeSet
  package let start: Timestamp
  private let bits: Atomic<UInt64>

  package init(attributes: AttributeSet, start: Timestamp, configuration: Void) {
    self.attributes = attributes
    self.start = start
    bits = Atomic((0 as Value).bits)
  }

  package func add(_ amount: Value) {
    Value.add(amount, to: bits)
  }

  package func set(_ value: Value) {
    bits.store(value.bits, ordering: .relaxed)
  }

  package var value: Value {
    Value(bits: bits.load(ordering: .relaxed))
  }
}
