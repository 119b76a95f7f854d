package import CGRPC

/// The bytes of one request or response: parts that are sent one after the other without being joined.
///
/// A message does not change once it is made and can be sent as often as needed, by several calls at once: a
/// retry lends the same memory again.
@safe package final class Message: Sendable {
  /// The size of all parts together.
  package let byteCount: Int

  /// Immutable after `init`; gRPC counts the references to each slice atomically.
  private nonisolated(unsafe) let slices: UnsafeMutableBufferPointer<grpc_slice>

  /// Makes a message of the parts that `fill` appends.
  package init<E: Error>(_ fill: (inout Builder) throws(E) -> Void) throws(E) {
    var builder = Builder()
    try fill(&builder)
    byteCount = builder.byteCount
    unsafe slices = .allocate(capacity: builder.slices.count)
    _ = unsafe slices.initialize(from: builder.takeSlices())
  }

  /// Makes a message of one part, a copy of `bytes`.
  package convenience init(copying bytes: [UInt8]) {
    self.init { $0.append(copying: bytes) }
  }

  deinit {
    unsafe slices.forEach { unsafe grpc_slice_unref($0) }
    unsafe slices.deallocate()
  }

  /// A new buffer over the same memory; the caller destroys it.
  package func makeByteBuffer() -> UnsafeMutablePointer<grpc_byte_buffer> {
    // "Increases the reference count for all slices processed. The user is responsible for invoking
    // grpc_byte_buffer_destroy on the returned instance."
    unsafe grpc_raw_byte_buffer_create(slices.baseAddress, slices.count)
  }
}
