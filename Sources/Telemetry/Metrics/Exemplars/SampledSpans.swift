import CTelemetry
import Synchronization

/// Whether there may be a sampled span: while there is none, none is current, and no measurement has to look.
///
/// Spans are counted where they begin and end, by each thread for itself; the one word that recorders read is set by the
/// first span, and taken back by a collection that finds none. The words stand in memory that is never given back.
@safe enum SampledSpans {
  /// Not 0 while there may be one.
  nonisolated(unsafe) static let possible = unsafe UnsafePointer(word)
  /// Where there are exemplars whatever the spans.
  nonisolated(unsafe) static let always = unsafe UnsafePointer(number(1))
  /// Where there are no exemplars.
  nonisolated(unsafe) static let never = unsafe UnsafePointer(number(0))

  private nonisolated(unsafe) static let word = unsafe number(0)
  /// From when on there may always be one: a span that only carries an identity is a value, whose end nobody sees.
  private static let expectsUnseen = Atomic(false)
  /// What threads without a slot count.
  private static let begunElsewhere = Atomic<UInt64>(0)
  private static let endedElsewhere = Atomic<UInt64>(0)

  /// A sampled span begins.
  @inline(__always)
  static func begin() {
    if let slot = unsafe ThreadSlots.current {
      unsafe slot.pointee.scratch.pointee.spansBegun.increase()
    } else {
      begunElsewhere.wrappingAdd(1, ordering: .relaxed)
    }
    arm()
  }

  /// Nobody holds a sampled span any more.
  @inline(__always)
  static func end() {
    if let slot = unsafe ThreadSlots.current {
      unsafe slot.pointee.scratch.pointee.spansEnded.increase()
    } else {
      endedElsewhere.wrappingAdd(1, ordering: .relaxed)
    }
  }

  /// A sampled span begins whose end nobody will see.
  static func expectUnseen() {
    if !expectsUnseen.load(ordering: .relaxed) { expectsUnseen.store(true, ordering: .relaxed) }
    arm()
  }

  @inline(__always)
  private static func arm() {
    if unsafe word.pointee.load(ordering: .relaxed) == 0 { unsafe word.pointee.store(1, ordering: .relaxed) }
  }

  /// Looks whether there still is one; from time to time, as it asks all threads.
  static func review() {
    guard unsafe word.pointee.load(ordering: .relaxed) != 0, !expectsUnseen.load(ordering: .relaxed),
      !isAnyAlive
    else { return }
    unsafe word.pointee.store(0, ordering: .relaxed)
    // One that begins meanwhile has either seen the word, or is seen here.
    _ = ctelemetry_membarrier()
    atomicMemoryFence(ordering: .sequentiallyConsistent)
    if isAnyAlive { arm() }
  }

  /// The ends are counted before the beginnings: what happens in between only makes it too many.
  private static var isAnyAlive: Bool {
    var ended = endedElsewhere.load(ordering: .acquiring)
    unsafe ThreadSlots.forEach { slot in
      unsafe ended &+= slot.pointee.scratch.pointee.spansEnded.load(ordering: .acquiring)
    }
    var begun = begunElsewhere.load(ordering: .acquiring)
    unsafe ThreadSlots.forEach { slot in
      unsafe begun &+= slot.pointee.scratch.pointee.spansBegun.load(ordering: .acquiring)
    }
    return begun != ended
  }

  private static func number(_ value: Int) -> UnsafeMutablePointer<Atomic<Int>> {
    let pointer = UnsafeMutablePointer<Atomic<Int>>.allocate(capacity: 1)
    unsafe pointer.initialize(to: Atomic(value))
    return unsafe pointer
  }
}

extension Atomic where Value == UInt64 {
  /// One more, where only one thread counts: no locked instruction.
  @inline(__always)
  fileprivate borrowing func increase() {
    store(load(ordering: .relaxed) &+ 1, ordering: .releasing)
  }
}
