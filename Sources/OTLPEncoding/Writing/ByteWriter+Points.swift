package import Telemetry
package import WireFormat

// The points of a metric, each as an element of `data_points`.

extension ByteWriter {
  /// `NumberDataPoint`: the value is written even when it is zero (W-03).
  package mutating func numberPoint(
    _ number: NumberValue,
    of attributes: AttributeSet,
    start: Timestamp?,
    time: Timestamp,
    exemplars: [Exemplar] = []
  ) {
    let expected = attributes.byteCount &+ 27 &+ Self.expectedBytes(of: exemplars)
    message(0x0A, expecting: expected) { writer in
      if let start { writer.fixed64(0x11, start.nanosecondsSinceEpoch) }
      writer.fixed64(0x19, time.nanosecondsSinceEpoch)
      if case .double(let value) = number { writer.double(0x21, value) }
      writer.exemplars(0x2A, exemplars)
      if case .int(let value) = number { writer.fixed64(0x31, UInt64(bitPattern: value)) }
      writer.attributes(0x3A, attributes)
    }
  }

  /// `HistogramDataPoint`; the sum and the range may be left out, and nothing recorded has no range.
  package mutating func histogramPoint(
    _ histogram: HistogramSeries.Snapshot,
    bounds: [Double],
    of attributes: AttributeSet,
    start: Timestamp,
    time: Timestamp,
    includesSum: Bool = true,
    includesRange: Bool = true,
    exemplars: [Exemplar] = []
  ) {
    let buckets = histogram.buckets.count &* 16
    let expected = attributes.byteCount &+ 60 &+ buckets &+ Self.expectedBytes(of: exemplars)
    message(0x0A, expecting: expected) { writer in
      writer.fixed64(0x11, start.nanosecondsSinceEpoch)
      writer.fixed64(0x19, time.nanosecondsSinceEpoch)
      if histogram.count > 0 { writer.fixed64(0x21, histogram.count) }
      if includesSum { writer.double(0x29, histogram.sum) }
      writer.packed(0x32, histogram.buckets)
      writer.packed(0x3A, bounds.lazy.map(\.bitPattern))
      writer.exemplars(0x42, exemplars)
      writer.attributes(0x4A, attributes)
      if includesRange, histogram.count > 0 {
        writer.double(0x59, histogram.min)
        writer.double(0x61, histogram.max)
      }
    }
  }

  /// `ExponentialHistogramDataPoint`; the sum and the range may be left out, and nothing recorded has no range.
  package mutating func exponentialPoint(
    _ histogram: borrowing ExponentialHistogram,
    of attributes: AttributeSet,
    start: Timestamp,
    time: Timestamp,
    includesSum: Bool = true,
    includesRange: Bool = true,
    exemplars: [Exemplar] = []
  ) {
    // Most counts take one or two bytes.
    let counts = (histogram.positive.count &+ histogram.negative.count) &* 2
    let expected = attributes.byteCount &+ 80 &+ counts &+ Self.expectedBytes(of: exemplars)
    let point = open(0x0A, expecting: expected)
    self.attributes(0x0A, attributes)
    fixed64(0x11, start.nanosecondsSinceEpoch)
    fixed64(0x19, time.nanosecondsSinceEpoch)
    if histogram.count > 0 { fixed64(0x21, histogram.count) }
    if includesSum { double(0x29, histogram.sum) }
    nonZeroZigZag(0x30, Int32(histogram.scale))
    if histogram.zeroCount > 0 { fixed64(0x39, histogram.zeroCount) }
    buckets(0x42, histogram.positive)
    buckets(0x4A, histogram.negative)
    self.exemplars(0x5A, exemplars)
    if includesRange, histogram.count > 0 {
      double(0x61, histogram.min)
      double(0x69, histogram.max)
    }
    if histogram.zeroThreshold > 0 { double(0x71, histogram.zeroThreshold) }
    close(point)
  }

  /// `Buckets`, left out when there are none.
  private mutating func buckets(_ tag: UInt8, _ buckets: ExponentialBuckets) {
    guard !buckets.isEmpty else { return }
    message(tag, expecting: buckets.count &+ 8) { writer in
      buckets.withRun { offset, counts in
        writer.nonZeroZigZag(0x08, Int32(offset))
        writer.packedVarints(0x12, counts)
      }
    }
  }
}
