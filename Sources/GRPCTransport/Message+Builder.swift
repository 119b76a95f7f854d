import CGRPC

extension Message {
  /// Collects the parts of a message.
  @safe package struct Builder: ~Copyable {
    /// The size of all parts so far.
    package private(set) var byteCount = 0

    /// One reference each, given back in `deinit` unless a message takes them.
    private(set) var slices: [grpc_slice] = unsafe []

    init() {}

    deinit {
      unsafe slices.forEach { unsafe grpc_slice_unref($0) }
    }

    /// Appends `memory` without copying it.
    ///
    /// `owner` is retained until the message is gone and every call that sent it has let go; its last release
    /// may happen on a thread of gRPC. Until then `memory` must stay where it is and must not change.
    package mutating func append(lending memory: UnsafeRawBufferPointer, keptAliveBy owner: AnyObject) {
      guard let start = memory.baseAddress, unsafe !memory.isEmpty else { return }
      // "Equivalent to grpc_slice_new, but with a separate pointer that is passed to the destroy function."
      let slice = unsafe grpc_slice_new_with_user_data(
        UnsafeMutableRawPointer(mutating: start),
        memory.count,
        { owner in if let owner = unsafe owner { unsafe Unmanaged<AnyObject>.fromOpaque(owner).release() } },
        Unmanaged.passRetained(owner).toOpaque()
      )
      unsafe slices.append(slice)
      byteCount += memory.count
    }

    /// Appends a copy of `bytes`.
    package mutating func append(copying bytes: [UInt8]) {
      unsafe bytes.withUnsafeBytes { unsafe append(copying: $0) }
    }

    /// Appends a copy of `bytes`.
    package mutating func append(copying bytes: RawSpan) {
      unsafe bytes.withUnsafeBytes { unsafe append(copying: $0) }
    }

    private mutating func append(copying bytes: UnsafeRawBufferPointer) {
      guard unsafe !bytes.isEmpty else { return }
      unsafe slices.append(Slices.slice(copying: bytes))
      byteCount += bytes.count
    }

    /// Hands the references over to the caller.
    mutating func takeSlices() -> [grpc_slice] {
      defer { unsafe slices = [] }
      return unsafe slices
    }
  }
}
