import Synchronization

/// The memory of all switches of the process, so that a forked child can turn every one off without a lock.
///
/// A word that is no longer needed serves the next switch; none is ever given back to the system.
enum SwitchWords {
  /// One word, and the way to the one that was made before it.
  @safe struct Word: ~Copyable {
    let isOn: Atomic<Bool>
    fileprivate let next: UInt
  }

  typealias Pointer = UnsafeMutablePointer<Word>

  /// The address of the youngest word.
  private static let youngest = Atomic<UInt>(0)
  /// The addresses of those that serve nobody.
  private static let free = Mutex<[UInt]>([])

  /// A word of one's own.
  static func take(_ isOn: Bool) -> Pointer {
    if let used = free.withLock({ $0.popLast() }), let word = unsafe Pointer(bitPattern: used) {
      unsafe word.pointee.isOn.store(isOn, ordering: .relaxed)
      return unsafe word
    }
    let word = Pointer.allocate(capacity: 1)
    var next = youngest.load(ordering: .relaxed)
    while true {
      unsafe word.initialize(to: Word(isOn: Atomic(isOn), next: next))
      let (isDone, found) = youngest.compareExchange(
        expected: next, desired: UInt(bitPattern: word), ordering: .acquiringAndReleasing)
      if isDone { return unsafe word }
      next = found
    }
  }

  /// Nobody reads `word` any more.
  static func giveBack(_ word: Pointer) {
    unsafe word.pointee.isOn.store(false, ordering: .relaxed)
    free.withLock { $0.append(UInt(bitPattern: word)) }
  }

  /// Turns off every switch there is.
  static func turnAllOff() {
    var address = youngest.load(ordering: .acquiring)
    while let word = unsafe Pointer(bitPattern: address) {
      unsafe word.pointee.isOn.store(false, ordering: .relaxed)
      address = unsafe word.pointee.next
    }
  }
}
