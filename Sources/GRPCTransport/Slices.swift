package import CGRPC

/// How bytes enter and leave gRPC's slices and buffers; the only place that copies them.
///
/// Whoever receives a slice or buffer from these functions owns one reference and gives it back exactly once.
package enum Slices {
  /// A new slice that holds a copy of `bytes`.
  package static func slice(copying bytes: UnsafeRawBufferPointer) -> grpc_slice {
    guard let start = bytes.baseAddress else { return unsafe grpc_empty_slice() }
    return unsafe grpc_slice_from_copied_buffer(start.assumingMemoryBound(to: CChar.self), bytes.count)
  }

  /// A new slice that holds a copy of `text`.
  package static func slice(copying text: String) -> grpc_slice {
    var text = text
    return text.withUTF8 { unsafe slice(copying: UnsafeRawBufferPointer($0)) }
  }

  /// Lends the bytes of `slice` to `body`. A short slice keeps them inside the struct, so they are gone once
  /// `slice` is.
  package static func withBytes<Result>(
    of slice: UnsafePointer<grpc_slice>,
    _ body: (UnsafeRawBufferPointer) -> Result
  ) -> Result {
    unsafe body(UnsafeRawBufferPointer(start: cgrpc_slice_start(slice), count: cgrpc_slice_length(slice)))
  }

  /// The bytes of `slice`; the reference stays with the caller.
  package static func bytes(of slice: UnsafePointer<grpc_slice>) -> [UInt8] {
    unsafe withBytes(of: slice) { unsafe Array($0) }
  }

  /// The text in `slice`, with what is not UTF-8 replaced; the reference stays with the caller.
  package static func text(of slice: UnsafePointer<grpc_slice>) -> String {
    unsafe withBytes(of: slice) { unsafe String(decoding: $0, as: UTF8.self) }
  }

  /// Every byte of `buffer`, in order; nil if it is compressed and cannot be expanded.
  package static func bytes(of buffer: UnsafeMutablePointer<grpc_byte_buffer>) -> [UInt8]? {
    var reader = unsafe grpc_byte_buffer_reader()
    guard unsafe grpc_byte_buffer_reader_init(&reader, buffer) != 0 else { return nil }
    defer { unsafe grpc_byte_buffer_reader_destroy(&reader) }

    var bytes: [UInt8] = []
    unsafe bytes.reserveCapacity(grpc_byte_buffer_length(buffer))
    var slice = unsafe grpc_empty_slice()
    // "The caller is responsible for calling grpc_slice_unref() on the result" of every step.
    while unsafe grpc_byte_buffer_reader_next(&reader, &slice) != 0 {
      unsafe withBytes(of: &slice) { unsafe bytes.append(contentsOf: $0) }
      unsafe grpc_slice_unref(slice)
    }
    return bytes
  }

  /// The text of a string the core allocated, which is freed; nil for none.
  package static func text(takingOver string: UnsafePointer<CChar>?) -> String? {
    guard let string = unsafe string else { return nil }
    // "The returned string should be disposed of with gpr_free()."
    defer { unsafe gpr_free(UnsafeMutableRawPointer(mutating: string)) }
    return unsafe String(cString: string)
  }
}
