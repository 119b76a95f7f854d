#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// Blocks of memory for what spans collect.
///
/// Each thread keeps one that a span left behind, for the next: an allocator takes some 120 instructions for a block that
/// comes and goes. What is kept is bounded by the number of slots.
enum SpanMemory {
  /// How much a span can hold before it takes more memory.
  private static let reservedBytes = 512
  private static let head = MemoryLayout<SpanContent>.stride

  /// Memory for the content of one span, behind which is room for what it writes.
  @inline(__always)
  static func take() -> (content: UnsafeMutablePointer<SpanContent>, rest: UnsafeMutableRawBufferPointer) {
    let memory = unsafe takeSpare() ?? allocate()
    return unsafe (
      memory.bindMemory(to: SpanContent.self, capacity: 1),
      UnsafeMutableRawBufferPointer(start: memory + head, count: reservedBytes)
    )
  }

  /// Takes back memory that nobody uses any more, on whatever thread.
  @inline(__always)
  static func giveBack(_ content: UnsafeMutablePointer<SpanContent>) {
    if let slot = unsafe ThreadSlots.current, unsafe slot.pointee.scratch.pointee.spanMemory == nil {
      unsafe slot.pointee.scratch.pointee.spanMemory = UnsafeMutableRawPointer(content)
    } else {
      unsafe free(content)
    }
  }

  @inline(__always)
  private static func takeSpare() -> UnsafeMutableRawPointer? {
    guard let slot = unsafe ThreadSlots.current else { return nil }
    let spare = unsafe slot.pointee.scratch.pointee.spanMemory
    unsafe slot.pointee.scratch.pointee.spanMemory = nil
    return unsafe spare
  }

  @inline(never)
  private static func allocate() -> UnsafeMutableRawPointer {
    // The allocator of the standard library asks for an alignment that everything has, which takes twice as long.
    let size = head + reservedBytes
    return unsafe malloc(size) ?? .allocate(byteCount: size, alignment: 16)
  }
}
