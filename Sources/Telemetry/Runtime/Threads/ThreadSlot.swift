import CTelemetry
import Synchronization

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// What a thread that records has for itself: a number, and a word that says whether it is recording at this moment.
///
/// Whoever records does so between ``enter()`` and ``leave(_:)``, and writes to memory that only its thread writes to: no
/// locked instruction, no line of memory shared with another thread. Whoever collects turns the page first (see
/// ``CollectionPhase``) and then waits until every thread that was recording has left, with ``GracePeriod``.
@safe struct ThreadSlot: ~Copyable {
  /// Where a slot lives; the memory is never given back, so that anybody may look at any slot.
  typealias Pointer = UnsafePointer<ThreadSlot>

  /// How many threads at once have a slot; further ones record under a lock.
  static let maximumCount = 64

  /// Odd while its thread records.
  let phase = Atomic<UInt64>(0)
  /// From 0, small numbers first.
  let index: Int
  let seed: FingerprintSeed
  /// What only its thread touches.
  let scratch: UnsafeMutablePointer<ThreadScratch>
  /// Whether entering takes a barrier, because the system has none that a collector can ask of all threads.
  private let isFenced: Bool

  fileprivate init(index: Int, isFenced: Bool, scratch: UnsafeMutablePointer<ThreadScratch>) {
    unsafe self.scratch = scratch
    self.index = index
    self.isFenced = isFenced
    seed = .process
  }

  /// Begins to record. Until ``leave(_:)`` is called with what this returns nothing may wait, call out, or begin to
  /// record again.
  @inline(__always)
  borrowing func enter() -> UInt64 {
    let next = phase.load(ordering: .relaxed) &+ 1
    if isFenced {
      phase.store(next, ordering: .sequentiallyConsistent)
      atomicMemoryFence(ordering: .sequentiallyConsistent)
    } else {
      phase.store(next, ordering: .relaxed)
      // The processor may still read ahead of this store; the collector's barrier is what orders the two.
      ctelemetry_compiler_fence()
    }
    return next
  }

  /// The same for a slot that ``ThreadSlots/known`` gave: there the collector's barrier is always enough.
  @inline(__always)
  borrowing func enterUnfenced() -> UInt64 {
    let next = phase.load(ordering: .relaxed) &+ 1
    phase.store(next, ordering: .relaxed)
    ctelemetry_compiler_fence()
    return next
  }

  /// Ends what ``enter()`` began; what was written is seen by whoever sees this.
  @inline(__always)
  borrowing func leave(_ entered: UInt64) {
    // Not read again: to wait for one's own store takes longer than all the rest.
    phase.store(entered &+ 1, ordering: .releasing)
  }
}

/// All slots, and who has which.
package enum ThreadSlots {
  private struct State {
    /// The numbers nobody has at the moment, the smallest last.
    var free: [Int] = []
    var count = 0
  }

  private static let state = Mutex(State())
  private static let isFenced = !ctelemetry_membarrier_register()
  private nonisolated(unsafe) static let slots: UnsafeMutablePointer<Atomic<UInt>> = {
    let slots = UnsafeMutablePointer<Atomic<UInt>>.allocate(capacity: ThreadSlot.maximumCount)
    for index in 0..<ThreadSlot.maximumCount { unsafe (slots + index).initialize(to: Atomic(0)) }
    return unsafe slots
  }()

  /// Its destructor gives a slot back when the thread ends.
  private static let exitKey: pthread_key_t? = {
    var key = pthread_key_t()
    let failure = unsafe pthread_key_create(&key) { value in unsafe ThreadSlots.release(value) }
    return failure == 0 ? key : nil
  }()

  /// The calling thread's slot, its own until the thread ends; nil when all are taken.
  @inline(__always)
  static var current: ThreadSlot.Pointer? {
    if let known = unsafe ctelemetry_thread_value_get() {
      return unsafe ThreadSlot.Pointer(known.assumingMemoryBound(to: ThreadSlot.self))
    }
    return unsafe acquire()
  }

  /// A small number that threads which run at the same time mostly do not share.
  package static var currentIndex: Int { unsafe current?.pointee.index ?? 0 }

  /// The calling thread's slot, unless this is the first time it needs one, or entering takes a barrier.
  @inline(__always)
  static var known: ThreadSlot.Pointer? {
    guard let known = unsafe ctelemetry_thread_value_get() else { return nil }
    return unsafe ThreadSlot.Pointer(known.assumingMemoryBound(to: ThreadSlot.self))
  }

  /// How many were ever given out, at most ``ThreadSlot/maximumCount``; one that is given back is given out again.
  package static var count: Int { state.withLock { $0.count } }

  /// The slots that were ever given out, in order.
  static func forEach(_ body: (ThreadSlot.Pointer) -> Void) {
    for index in 0..<count {
      if let slot = unsafe slot(index) { unsafe body(slot) }
    }
  }

  /// The phase of a slot that was given out.
  static func phase(of index: Int) -> UInt64? {
    unsafe slot(index)?.pointee.phase.load(ordering: .acquiring)
  }

  private static func slot(_ index: Int) -> ThreadSlot.Pointer? {
    unsafe ThreadSlot.Pointer(bitPattern: slots[index].load(ordering: .acquiring))
  }

  @inline(never)
  private static func acquire() -> ThreadSlot.Pointer? {
    guard let key = exitKey else { return nil }
    if let held = unsafe pthread_getspecific(key) {
      return unsafe ThreadSlot.Pointer(held.assumingMemoryBound(to: ThreadSlot.self))
    }
    guard let index = takeIndex() else { return nil }
    let slot = unsafe slot(index) ?? make(index)
    unsafe pthread_setspecific(key, UnsafeRawPointer(slot))
    // Where entering takes a barrier the short ways that leave it out must not find the slot.
    if !isFenced { unsafe ctelemetry_thread_value_set(UnsafeMutableRawPointer(mutating: slot)) }
    return unsafe slot
  }

  private static func takeIndex() -> Int? {
    state.withLock { state in
      if let index = state.free.popLast() { return index }
      guard state.count < ThreadSlot.maximumCount else { return nil }
      state.count += 1
      return state.count - 1
    }
  }

  /// A forked process begins with the memory of its parent, and must not go on with the same random numbers.
  static func reseed() {
    for index in 0..<ThreadSlot.maximumCount {
      if let slot = unsafe ThreadSlots.slot(index) {
        unsafe slot.pointee.scratch.pointee.random = .seededBySystem()
      }
    }
  }

  /// On lines of memory of its own: what one thread writes must not be in another's cache.
  private static func make(_ index: Int) -> ThreadSlot.Pointer {
    let size = MemoryLayout<ThreadSlot>.size.rounded(upTo: 128)
    let rest = MemoryLayout<ThreadScratch>.size.rounded(upTo: 128)
    let memory = UnsafeMutableRawPointer.allocate(byteCount: size + rest, alignment: 128)
    let scratch = unsafe (memory + size).bindMemory(to: ThreadScratch.self, capacity: 1)
    unsafe scratch.initialize(to: ThreadScratch())
    let slot = unsafe memory.bindMemory(to: ThreadSlot.self, capacity: 1)
    unsafe slot.initialize(to: ThreadSlot(index: index, isFenced: isFenced, scratch: scratch))
    _ = ProcessOrigin.hook
    unsafe slots[index].store(UInt(bitPattern: slot), ordering: .releasing)
    return unsafe ThreadSlot.Pointer(slot)
  }

  private static func release(_ value: UnsafeMutableRawPointer?) {
    guard let value = unsafe value else { return }
    // Other destructors of the thread may still record: then it takes a slot again, and this runs again.
    ctelemetry_thread_value_set(nil)
    let index = unsafe value.assumingMemoryBound(to: ThreadSlot.self).pointee.index
    state.withLock { state in
      let place = state.free.firstIndex { $0 < index } ?? state.free.endIndex
      state.free.insert(index, at: place)
    }
  }
}

extension Int {
  /// The next multiple of `step`, a power of two.
  @inline(__always)
  func rounded(upTo step: Int) -> Int { (self &+ step &- 1) & ~(step &- 1) }
}
