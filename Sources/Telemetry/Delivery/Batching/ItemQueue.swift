/// The items that wait to be exported, within the bounds of the options, and the count of what became of the others.
struct ItemQueue<Item: Sendable>: Sendable {
  private let options: BatchProcessorOptions
  private var items: [(item: Item, byteCount: Int)] = []
  private var byteCount = 0
  private(set) var tally = ExportTally()
  /// When what waits has waited long enough.
  private(set) var due: Instant?
  var isShutDown = false

  init(_ options: BatchProcessorOptions) {
    self.options = options
  }

  var count: Int { items.count }
  var hasFullBatch: Bool { items.count >= options.maximumBatchSize }

  /// Takes one item, or counts why not and returns that.
  mutating func add(_ item: Item, byteCount: Int, at now: Instant) -> DropReason? {
    if let reason = refusal(of: byteCount) {
      tally.drop(1, reason)
      return reason
    }
    if items.isEmpty { due = now.advanced(by: options.scheduleDelay) }
    items.append((item, byteCount))
    self.byteCount += byteCount
    tally.waiting += 1
    return nil
  }

  private func refusal(of byteCount: Int) -> DropReason? {
    if isShutDown { return .alreadyShutdown }
    if byteCount > options.maximumQueueBytes { return .tooLarge }
    let isFull =
      items.count >= options.maximumQueueSize || self.byteCount + byteCount > options.maximumQueueBytes
    return isFull ? .queueFull : nil
  }

  /// The next batch, full or not; those that stay have the whole delay before them again.
  mutating func take(at now: Instant) -> [Item] {
    let batch = items.prefix(options.maximumBatchSize)
    byteCount -= batch.reduce(0) { $0 + $1.byteCount }
    items.removeFirst(batch.count)
    due = items.isEmpty ? nil : now.advanced(by: options.scheduleDelay)
    return batch.map(\.item)
  }

  /// Counts what became of a batch.
  mutating func settle(_ count: Int, isExported: Bool) {
    tally.waiting -= UInt64(count)
    if isExported { tally.exported += UInt64(count) } else { tally.drop(count, .exportFailed) }
  }

  /// Gives up what waits.
  mutating func abandon() {
    tally.waiting -= UInt64(items.count)
    tally.drop(items.count, .shutdown)
    items = []
    byteCount = 0
    due = nil
  }
}
