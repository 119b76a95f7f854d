import CGRPC

extension UnaryCall {
  /// The certificate the server showed, as PEM; nil in plaintext and before the connection stands.
  package var peerCertificate: String? {
    guard let context = unsafe grpc_call_auth_context(raw) else { return nil }
    // "Caller needs to call grpc_auth_context_release on the returned context."
    defer { unsafe grpc_auth_context_release(context) }
    // The iterator keeps the name where it is and compares it later.
    return unsafe "x509_pem_cert".withCString { name in
      var properties = unsafe grpc_auth_context_find_properties_by_name(context, name)
      // "Returns NULL when the iterator is at the end."
      guard let property = unsafe grpc_auth_property_iterator_next(&properties),
        let value = unsafe property.pointee.value
      else { return nil }
      let bytes = unsafe UnsafeRawBufferPointer(start: value, count: property.pointee.value_length)
      return unsafe String(decoding: bytes, as: UTF8.self)
    }
  }
}
