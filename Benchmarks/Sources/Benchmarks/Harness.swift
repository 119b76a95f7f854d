import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Figures of one run, each beside the floor it is measured against.
struct Report {
  private var rows: [(name: String, value: String, floor: String)] = []

  /// Notes a figure beside the floor that was measured with it.
  mutating func add(_ name: String, _ figure: PairedFigure, of floorName: String) {
    rows.append((name, duration(figure.nanoseconds), decimal(figure.ratio) + " × " + floorName))
  }

  /// Notes a figure in its own words.
  mutating func add(_ name: String, _ value: String, _ comparison: String) {
    rows.append((name, value, comparison))
  }

  /// The figures as a Markdown table.
  var markdown: String {
    let head = "| what | median | against the floor of this run |\n|---|---:|---|\n"
    return head + rows.map { "| \($0.name) | \($0.value) | \($0.floor) |" }.joined(separator: "\n")
  }
}

/// The median duration in nanoseconds of one of `operations` operations, over `runs` runs after a warm-up.
func median(runs: Int = 15, operations: Int, _ body: (Int) -> Void) -> Double {
  body(operations / 10 + 1)
  var samples: [Double] = []
  for _ in 0..<runs {
    let start = ContinuousClock.now
    body(operations)
    samples.append((ContinuousClock.now - start) / .nanoseconds(1) / Double(operations))
  }
  return samples.sorted()[runs / 2]
}

/// What an operation costs, and how many times its floor that is.
struct PairedFigure {
  /// The median over all runs.
  let nanoseconds: Double
  /// The median of the ratios of neighbouring runs: whatever slows the machine slows both.
  let ratio: Double
}

/// Measures `body` and `floor` in turns, in processor time of this thread: what others do meanwhile does not count.
func paired(
  runs: Int = 21,
  operations: Int,
  floorOperations: Int = 1_000_000,
  floor: (Int) -> Void,
  _ body: (Int) -> Void
) -> PairedFigure {
  body(operations / 10 + 1)
  floor(floorOperations / 10 + 1)
  var samples: [(time: Double, ratio: Double)] = []
  for _ in 0..<runs {
    let base = threadTime(floorOperations, floor)
    let time = threadTime(operations, body)
    samples.append((time, time / base))
  }
  return PairedFigure(
    nanoseconds: samples.map(\.time).sorted()[runs / 2],
    ratio: samples.map(\.ratio).sorted()[runs / 2]
  )
}

/// The processor time of this thread for one of `operations`, in nanoseconds.
func threadTime(_ operations: Int, _ body: (Int) -> Void) -> Double {
  let start = threadCPU()
  body(operations)
  return (threadCPU() - start) / Double(operations)
}

private func threadCPU() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
}

/// The CPU time of this process so far, all threads together.
func processCPU() -> Duration {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
}

/// Keeps a value from being optimised away.
@inline(never)
func use<Value>(_ value: Value) {
  withExtendedLifetime(value) {}
}

func decimal(_ value: Double) -> String {
  let digits = value >= 100 ? 0 : value >= 10 ? 1 : 2
  let scale = digits == 0 ? 1.0 : digits == 1 ? 10 : 100
  let rounded = (value * scale).rounded() / scale
  return digits == 0 ? "\(Int(rounded))" : "\(rounded)"
}

func duration(_ nanoseconds: Double) -> String {
  switch nanoseconds {
  case ..<1_000: decimal(nanoseconds) + " ns"
  case ..<1_000_000: decimal(nanoseconds / 1_000) + " µs"
  default: decimal(nanoseconds / 1_000_000) + " ms"
  }
}

/// The floor of what recording costs: a relaxed atomic addition.
final class AtomicFloor: Sendable {
  private let value = Atomic<UInt64>(0)

  @inline(never)
  func add(_ count: Int) {
    for _ in 0..<count { value.wrappingAdd(1, ordering: .relaxed) }
  }

  /// Measures `body` in turns with additions, and notes it.
  @discardableResult
  func measure(
    _ report: inout Report,
    _ name: String,
    operations: Int = 1_000_000,
    _ body: (Int) -> Void
  ) -> PairedFigure {
    let figure = paired(operations: operations, floor: add, body)
    report.add(name, figure, of: "atomic add")
    return figure
  }
}
