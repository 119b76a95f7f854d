import AllocationCount
import Dispatch
import Synchronization
import Telemetry

/// Other ways to find a series and to add to it, for comparison with the one that was taken.
///
/// Each is as small as it can be: no kinds, no limit, no readers. What the library does besides has to be won elsewhere.
struct DesignBenchmarks {
  let floor: AtomicFloor
  private let ready: AttributeSet = ["route": "/v1/search", "method": "GET", "status": 200, "cached": true]

  func run(into report: inout Report) {
    let one = AtomicFloor()
    add(&report, "design: one atomic for each series, found before") { one.add($0) }
    twoThreads(&report, "design: one atomic for each series") { one.add($0) }
    let striped = StripedSum()
    add(&report, "design: a sum in 8 stripes, found before") { striped.add($0) }
    twoThreads(&report, "design: a sum in 8 stripes") { striped.add($0) }

    let locked = LockedTable(stripes: 1)
    locked.insert(ready)
    add(&report, "design: a table under a lock, ready set") { locked.add(ready, $0) }
    twoThreads(&report, "design: a table under a lock") { locked.add(ready, $0) }
    let tables = LockedTable(stripes: 16)
    tables.insert(ready)
    add(&report, "design: 16 tables under 16 locks, ready set") { tables.add(ready, $0) }
    let snapshot = SnapshotTable([ready])
    add(&report, "design: a table that is replaced when it changes, ready set") { snapshot.add(ready, $0) }
    twoThreads(&report, "design: a table that is replaced when it changes") { snapshot.add(ready, $0) }
    let interned = InternedSet(ready)
    add(&report, "design: an interned set that holds its cell, of one instrument") { interned.add($0) }
  }

  private func add(_ report: inout Report, _ name: String, _ body: (Int) -> Void) {
    floor.measure(&report, name, operations: 300_000, body)
  }

  private func twoThreads(_ report: inout Report, _ name: String, _ body: @Sendable (Int) -> Void) {
    let alone = paired(operations: 500_000, floor: floor.add, body).nanoseconds
    let times = Mutex<[Double]>([])
    for _ in 0..<11 {
      DispatchQueue.concurrentPerform(iterations: 2) { _ in
        let time = threadTime(500_000, body)
        times.withLock { $0.append(time) }
      }
    }
    let time = times.withLock { $0.sorted()[$0.count / 2] }
    report.add("\(name), each of two threads", duration(time), decimal(time / alone) + " × one thread alone")
  }
}

/// A sum that threads add to in different places, by a number each of them has.
private final class StripedSum: Sendable {
  private let stripes = (0..<8).map { _ in Stripe() }

  private final class Stripe: Sendable {
    let value = Atomic<UInt64>(0)
    // Away from the next one's line.
    let padding = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
  }

  @inline(never)
  func add(_ count: Int) {
    for _ in 0..<count {
      let stripe = stripes[Int(thread_number()) & 7]
      stripe.value.wrappingAdd(1, ordering: .relaxed)
    }
  }
}

/// Series in dictionaries, each under a lock.
private final class LockedTable: Sendable {
  private final class Stripe: Sendable {
    let series = Mutex<[AttributeSet: AtomicFloor]>([:])
  }

  private let stripes: [Stripe]

  init(stripes: Int) {
    self.stripes = (0..<stripes).map { _ in Stripe() }
  }

  func insert(_ set: AttributeSet) {
    stripe(of: set).series.withLock { $0[set] = AtomicFloor() }
  }

  @inline(never)
  func add(_ set: AttributeSet, _ count: Int) {
    for _ in 0..<count { stripe(of: set).series.withLock { $0[set]?.add(1) } }
  }

  private func stripe(of set: AttributeSet) -> Stripe {
    stripes.count == 1
      ? stripes[0] : stripes[Int(truncatingIfNeeded: UInt(bitPattern: set.hashValue)) & (stripes.count - 1)]
  }
}

/// Series in a dictionary that is never changed, only replaced; nothing is ever given back here.
private final class SnapshotTable: Sendable {
  private final class Snapshot: Sendable {
    let series: [AttributeSet: AtomicFloor]

    init(_ series: [AttributeSet: AtomicFloor]) {
      self.series = series
    }
  }

  private let current: Atomic<UInt>

  init(_ sets: [AttributeSet]) {
    let series = Dictionary(uniqueKeysWithValues: sets.map { ($0, AtomicFloor()) })
    current = Atomic(UInt(bitPattern: Unmanaged.passRetained(Snapshot(series)).toOpaque()))
  }

  @inline(never)
  func add(_ set: AttributeSet, _ count: Int) {
    for _ in 0..<count {
      guard let pointer = UnsafeRawPointer(bitPattern: current.load(ordering: .acquiring)) else { return }
      Unmanaged<Snapshot>.fromOpaque(pointer)._withUnsafeGuaranteedRef { $0.series[set]?.add(1) }
    }
  }
}

/// A set that knows its cell: good for one instrument and one stream only.
private final class InternedSet: Sendable {
  private let attributes: AttributeSet
  private let cell = AtomicFloor()

  init(_ attributes: AttributeSet) {
    self.attributes = attributes
  }

  @inline(never)
  func add(_ count: Int) {
    for _ in 0..<count { cell.add(1) }
  }
}
