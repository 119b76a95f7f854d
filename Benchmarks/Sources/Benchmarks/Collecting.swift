import AllocationCount
import OTLPEncoding
import Synchronization
import Telemetry

/// What a collection costs for each series, beside copying as many bytes, and what memory a series takes.
struct CollectionBenchmarks {
  private static let seriesCount = 10_000

  /// Encodes each collection as it is read.
  private final class EncodingReader: MetricReader {
    private let batch = Mutex<MetricBatch?>(nil)

    func attach(_ batch: MetricBatch) -> Bool {
      self.batch.withLock { $0 = batch }
      return true
    }

    func flush(until deadline: Instant) -> Bool { true }
    func shutdown(until deadline: Instant) -> Bool { true }

    /// How many bytes one collection is.
    func encode(expectedBytes: Int) -> Int {
      guard let batch = batch.withLock({ $0 }) else { return 0 }
      var writer = MetricRequestWriter(
        resource: batch.resource, maximumBytes: 64 << 20, expectedBytes: expectedBytes)
      _ = batch.collect(into: &writer)
      return writer.finish().reduce(0) { $0 + $1.byteCount }
    }
  }

  func run(into report: inout Report) {
    let sets = (0..<Self.seriesCount).map { index -> AttributeSet in
      ["route": .string("/v1/items/\(index)"), "method": "GET", "status": 200, "cached": true]
    }
    let reader = EncodingReader()
    let provider = MeterProvider(resource: Resource(), readers: [reader]) { $0.cardinalityLimit = 20_000 }
    let before = allocated_bytes()
    let counter = provider.meter(named: "bench").counter("counter")
    for index in 0..<Self.seriesCount {
      // A set of its own, which the series keeps: the benchmark's stay out of the account.
      counter.add(1, AttributeSet(sets[index].map { ($0.key, $0.value) }))
    }
    let byteCount = reader.encode(expectedBytes: 4_096)
    let memory = Double(allocated_bytes() - before) / Double(Self.seriesCount)
    report.add(
      "memory of a counter's series, 4 attributes, 1 thread, 1 reader", decimal(memory) + " bytes",
      "\(sets[5_000].byteCount) of them its attributes on the wire")
    collect(reader, sets, counter, byteCount, &report)
  }

  private func collect(
    _ reader: EncodingReader,
    _ sets: [AttributeSet],
    _ counter: Counter<Int64>,
    _ byteCount: Int,
    _ report: inout Report
  ) {
    let source = [UInt8](repeating: 1, count: byteCount)
    var target = [UInt8](repeating: 0, count: byteCount)
    let copy = { (count: Int) in
      for _ in 0..<count {
        source.withUnsafeBytes { source in target.withUnsafeMutableBytes { $0.copyMemory(from: source) } }
        use(target)
      }
    }
    let figure = paired(operations: 10, floorOperations: 100, floor: copy) { count in
      for _ in 0..<count { use(reader.encode(expectedBytes: byteCount)) }
    }
    let each = figure.nanoseconds / Double(Self.seriesCount)
    report.add(
      "collect and encode, for each of 10,000 series", duration(each),
      decimal(figure.ratio) + " × copying its bytes")
    let touched = paired(operations: 1, floorOperations: 10, floor: copy) { count in
      for _ in 0..<count {
        for set in sets { counter.add(1, set) }
        use(reader.encode(expectedBytes: byteCount))
      }
    }
    report.add(
      "record, collect and encode, for each of 10,000 series",
      duration(touched.nanoseconds / Double(Self.seriesCount)),
      decimal(touched.ratio) + " × copying its bytes")
  }
}
