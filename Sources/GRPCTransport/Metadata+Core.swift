package import CGRPC

extension Metadata {
  /// What gRPC and HTTP/2 write into the headers themselves. The core drops most such entries without a word, and
  /// the rest would be rejected by a proxy on the way.
  private static let reserved: Set<String> = [
    "connection", "content-length", "content-type", "grpc-accept-encoding", "grpc-encoding", "grpc-message",
    "grpc-status", "grpc-timeout", "host", "te", "transfer-encoding", "user-agent",
  ]

  static func check(key: String, value: [UInt8]) throws(TransportError) {
    let name = unsafe Slices.slice(copying: key)
    defer { unsafe grpc_slice_unref(name) }
    guard unsafe grpc_header_key_is_legal(name) != 0 else { throw .illegalMetadataKey(key) }
    guard !reserved.contains(key) else { throw .reservedMetadataKey(key) }
    guard unsafe grpc_is_binary_header(name) == 0 else { return }

    let text = unsafe value.withUnsafeBytes { unsafe Slices.slice(copying: $0) }
    defer { unsafe grpc_slice_unref(text) }
    guard unsafe grpc_header_nonbin_value_is_legal(text) != 0 else { throw .illegalMetadataValue(key: key) }
  }

  /// Copies what the core received. "Ownership of the elements stays with the call object": this runs before
  /// the call is released.
  package init(received array: grpc_metadata_array) {
    var entries: [Entry] = []
    entries.reserveCapacity(unsafe array.count)
    for index in 0..<(unsafe array.count) {
      let entry = unsafe array.metadata + index
      let key = unsafe withUnsafePointer(to: &entry.pointee.key) { unsafe Slices.text(of: $0) }
      let value = unsafe withUnsafePointer(to: &entry.pointee.value) { unsafe Slices.bytes(of: $0) }
      entries.append(Entry(received: key, value))
    }
    self.init(entries)
  }

  /// A list for the core to send; the caller destroys it once the operation is over.
  package func makeList() -> cgrpc_metadata_list {
    let list = unsafe cgrpc_metadata_list_create(entries.count)
    for (index, entry) in entries.enumerated() {
      unsafe list.entries[index].key = Slices.slice(copying: entry.key)
      unsafe list.entries[index].value = entry.value.withUnsafeBytes { unsafe Slices.slice(copying: $0) }
    }
    return unsafe list
  }
}
