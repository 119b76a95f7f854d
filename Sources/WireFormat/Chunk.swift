/// Encoded bytes that no longer change: written once, sent from where they are, as often as needed.
@safe package final class Chunk: Sendable {
  /// How many bytes there are.
  package let count: Int
  private nonisolated(unsafe) let base: UnsafeMutableRawPointer

  /// Takes over `count` written bytes at `base`, which was allocated with `allocate(byteCount:alignment:)`.
  init(owning base: UnsafeMutableRawPointer, count: Int) {
    unsafe self.base = base
    self.count = count
  }

  /// A copy of bytes that were encoded before.
  package convenience init(copying bytes: [UInt8]) {
    let base = UnsafeMutableRawPointer.allocate(byteCount: max(bytes.count, 1), alignment: 1)
    unsafe bytes.withUnsafeBytes { bytes in
      if let start = bytes.baseAddress { unsafe base.copyMemory(from: start, byteCount: bytes.count) }
    }
    unsafe self.init(owning: base, count: bytes.count)
  }

  deinit {
    unsafe base.deallocate()
  }

  /// The bytes, for as long as the chunk lives; whoever keeps the pointer keeps the chunk.
  package var memory: UnsafeRawBufferPointer {
    unsafe UnsafeRawBufferPointer(start: base, count: count)
  }

  /// A copy of the bytes.
  package var bytes: [UInt8] { unsafe Array(memory) }
}
