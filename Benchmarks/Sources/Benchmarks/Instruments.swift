import AllocationCount
import Dispatch
import Synchronization
import Telemetry

/// What one measurement costs, as multiples of one relaxed atomic addition measured in turns with it.
struct InstrumentBenchmarks {
  private let cell = AtomicCell()
  private let provider = MeterProvider(resource: Resource(), readers: [ManualReader()])
  private let ready: AttributeSet = ["route": "/v1/search", "method": "GET", "status": 200, "cached": true]

  func run(into report: inout Report) {
    let meter = provider.meter(named: "bench")
    add(&report, "bare relaxed atomic add (floor)") { cell.add($0) }
    counters(meter.counter("counter"), &report)
    histograms(meter.histogram("histogram"), &report)
    gauges(meter.gauge("gauge"), &report)
    bad(meter.counter("counter"), &report)
  }

  private func counters(_ counter: Counter<Int64>, _ report: inout Report) {
    let bound = counter.bound(to: ready)
    let alone = add(&report, "counter, bound") { count in for _ in 0..<count { bound.add(1) } }
    twoThreads(bound, alone, &report)
    add(&report, "counter, no attributes") { count in for _ in 0..<count { counter.add(1) } }
    add(&report, "counter, ready set of 4 attributes") { count in for _ in 0..<count { counter.add(1, ready) }
    }
    let literal = { (count: Int) in
      for _ in 0..<count {
        counter.add(1, ["route": "/v1/search", "method": "GET", "status": 200, "cached": true])
      }
    }
    add(&report, "counter, literal of 4 attributes", operations: 200_000, literal)
    let before = allocation_count()
    literal(1_000)
    report.add(
      "counter, literal of 4 attributes, allocations", "\(allocation_count() - before)", "of 1,000 additions")
  }

  /// What each of two threads pays that add to one series at the same time, beside one thread alone.
  private func twoThreads(_ bound: BoundCounter<Int64>, _ alone: PairedFigure, _ report: inout Report) {
    let times = Mutex<[Double]>([])
    for _ in 0..<11 {
      DispatchQueue.concurrentPerform(iterations: 2) { _ in
        let time = threadTime(2_000_000) { count in for _ in 0..<count { bound.add(1) } }
        times.withLock { $0.append(time) }
      }
    }
    let time = times.withLock { $0.sorted()[$0.count / 2] }
    report.add(
      "counter, bound, each of two threads on one series", duration(time),
      decimal(time / alone.nanoseconds) + " × one thread alone")
  }

  private func histograms(_ histogram: Histogram<Double>, _ report: inout Report) {
    let bound = histogram.bound(to: ready)
    add(&report, "histogram, bound") { count in
      for index in 0..<count { bound.record(Double(index & 1023)) }
    }
    add(&report, "histogram, ready set of 4 attributes") { count in
      for index in 0..<count { histogram.record(Double(index & 1023), ready) }
    }
  }

  private func gauges(_ gauge: Gauge<Double>, _ report: inout Report) {
    add(&report, "gauge, ready set of 4 attributes") { count in
      for index in 0..<count { gauge.record(Double(index), ready) }
    }
  }

  /// What the limit refuses goes to the overflow series under the lock.
  private func bad(_ counter: Counter<Int64>, _ report: inout Report) {
    let limited = MeterProvider(resource: Resource(), readers: [ManualReader()]) { $0.cardinalityLimit = 1 }
      .meter(named: "bench").counter("limited")
    limited.add(1)
    add(&report, "counter, ready set of 4 attributes, past the limit", operations: 100_000) { count in
      for _ in 0..<count { limited.add(1, ready) }
    }
  }

  @discardableResult
  private func add(
    _ report: inout Report,
    _ name: String,
    operations: Int = 1_000_000,
    _ body: (Int) -> Void
  ) -> PairedFigure {
    let figure = paired(operations: operations, floor: { cell.add($0) }, body)
    report.add(name, figure, of: "atomic add")
    return figure
  }
}

extension MeterProvider {
  /// A provider that says nothing.
  convenience init(
    resource: Resource,
    readers: [any MetricReader],
    _ change: (inout MeterProvider.Options) -> Void
  ) {
    var options = MeterProvider.Options()
    change(&options)
    self.init(resource: resource, readers: readers, options: options, diagnostics: Diagnostics { _ in })
  }
}
