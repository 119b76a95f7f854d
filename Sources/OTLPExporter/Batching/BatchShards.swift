import Synchronization
import Telemetry

/// Several open batches, so that threads that end spans at the same time do not wait for each other.
@safe final class BatchShards: Sendable {
  private static let count = 8

  private struct Shard: ~Copyable {
    let batch = Mutex(BatchShard())
  }

  /// Far enough apart that what one thread writes is not in another's cache.
  private static let stride = (MemoryLayout<Shard>.size + 127) & ~127
  private nonisolated(unsafe) let memory: UnsafeMutableRawPointer

  init() {
    unsafe memory = .allocate(byteCount: Self.stride * Self.count, alignment: 128)
    for index in 0..<Self.count {
      unsafe (memory + index * Self.stride).initializeMemory(as: Shard.self, to: Shard())
    }
  }

  deinit {
    for index in 0..<Self.count { unsafe shard(index).deinitialize(count: 1) }
    unsafe memory.deallocate()
  }

  @inline(__always)
  private func shard(_ index: Int) -> UnsafeMutablePointer<Shard> {
    unsafe (memory + index &* Self.stride).assumingMemoryBound(to: Shard.self)
  }

  /// Lends the batch of the calling thread.
  @inline(__always)
  func withCurrent<Result>(_ body: (inout BatchShard) -> Result) -> Result {
    unsafe shard(ThreadSlots.currentIndex & (Self.count &- 1)).pointee.batch.withLock { body(&$0) }
  }

  /// Lends each batch, one after the other.
  func forEach(_ body: (inout BatchShard) -> Void) {
    for index in 0..<Self.count { unsafe shard(index).pointee.batch.withLock { body(&$0) } }
  }
}
