package import Telemetry
package import WireFormat

// The points of a metric, each as an element of `data_points`.

extension ByteWriter {
  /// `NumberDataPoint`: the value is written even when it is zero (W-03).
  package mutating func numberPoint(
    _ number: NumberValue,
    _ point: borrowing PointContext
  ) {
    if point.isPlain { return plainNumberPoint(number, point) }
    let expected = point.attributes.byteCount &+ 27 &+ Self.expectedBytes(of: point.exemplars)
    let message = open(0x0A, expecting: expected)
    if let start = point.start { fixed64(0x11, start.nanosecondsSinceEpoch) }
    fixed64(0x19, point.time.nanosecondsSinceEpoch)
    if case .double(let value) = number { double(0x21, value) }
    exemplars(0x2A, point.exemplars)
    if case .int(let value) = number { fixed64(0x31, UInt64(bitPattern: value)) }
    attributes(0x3A, point.attributes)
    close(message)
  }

  /// The same without exemplars, as nearly always: its length is known beforehand, so it is written in one go.
  @inline(__always)
  private mutating func plainNumberPoint(_ number: NumberValue, _ point: borrowing PointContext) {
    unsafe point.withAttributes { attributes in
      let length = attributes.count &+ (point.start == nil ? 18 : 27)
      unsafe append(atMost: length &+ 11) { target in
        var place = unsafe target
        unsafe place.storeBytes(of: 0x0A, as: UInt8.self)
        unsafe place += 1 &+ Self.writeVarint(UInt64(truncatingIfNeeded: length), to: place + 1)
        if let start = point.start { unsafe Self.put(0x11, start.nanosecondsSinceEpoch, &place) }
        unsafe Self.put(0x19, point.time.nanosecondsSinceEpoch, &place)
        switch number {
        case .double(let value): unsafe Self.put(0x21, value.bitPattern, &place)
        case .int(let value): unsafe Self.put(0x31, UInt64(bitPattern: value), &place)
        }
        if let start = attributes.baseAddress {
          unsafe place.copyMemory(from: start, byteCount: attributes.count)
        }
        return unsafe place - target &+ attributes.count
      }
    }
  }

  /// A tag and eight bytes, where there is room for them.
  @inline(__always)
  private static func put(_ tag: UInt8, _ value: UInt64, _ place: inout UnsafeMutableRawPointer) {
    unsafe place.storeBytes(of: tag, as: UInt8.self)
    unsafe place.storeBytes(of: value.littleEndian, toByteOffset: 1, as: UInt64.self)
    unsafe place += 9
  }

  /// `HistogramDataPoint`; what is not reported is left out.
  package mutating func histogramPoint(
    _ histogram: borrowing HistogramSnapshot,
    bounds: [Double],
    _ point: borrowing PointContext
  ) {
    let buckets = histogram.buckets.count &* 16
    let expected = point.attributes.byteCount &+ 60 &+ buckets &+ Self.expectedBytes(of: point.exemplars)
    let message = open(0x0A, expecting: expected)
    if let start = point.start { fixed64(0x11, start.nanosecondsSinceEpoch) }
    fixed64(0x19, point.time.nanosecondsSinceEpoch)
    if histogram.count > 0 { fixed64(0x21, histogram.count) }
    if let sum = histogram.sum { double(0x29, sum) }
    packed(0x32, histogram.buckets)
    packed(0x3A, bounds.lazy.map(\.bitPattern))
    exemplars(0x42, point.exemplars)
    attributes(0x4A, point.attributes)
    if let min = histogram.min { double(0x59, min) }
    if let max = histogram.max { double(0x61, max) }
    close(message)
  }

  /// `ExponentialHistogramDataPoint`; what is not reported is left out, and nothing recorded has no range.
  package mutating func exponentialPoint(
    _ snapshot: borrowing ExponentialSnapshot,
    _ point: borrowing PointContext
  ) {
    let histogram = snapshot.histogram
    // Most counts take one or two bytes.
    let counts = (histogram.positive.count &+ histogram.negative.count) &* 2
    let expected = point.attributes.byteCount &+ 80 &+ counts &+ Self.expectedBytes(of: point.exemplars)
    let message = open(0x0A, expecting: expected)
    attributes(0x0A, point.attributes)
    if let start = point.start { fixed64(0x11, start.nanosecondsSinceEpoch) }
    fixed64(0x19, point.time.nanosecondsSinceEpoch)
    if histogram.count > 0 { fixed64(0x21, histogram.count) }
    if snapshot.hasSum { double(0x29, histogram.sum) }
    nonZeroZigZag(0x30, Int32(histogram.scale))
    if histogram.zeroCount > 0 { fixed64(0x39, histogram.zeroCount) }
    buckets(0x42, histogram.positive)
    buckets(0x4A, histogram.negative)
    exemplars(0x5A, point.exemplars)
    if snapshot.hasMinMax, histogram.count > 0 {
      double(0x61, histogram.min)
      double(0x69, histogram.max)
    }
    if histogram.zeroThreshold > 0 { double(0x71, histogram.zeroThreshold) }
    close(message)
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
