import WireFormat

extension ExportResponse {
  /// The response as a collector sends it: the same bytes for each of the three services.
  package var encoded: [UInt8] {
    guard self != .fullSuccess else { return [] }
    var writer = ByteWriter(capacity: message.utf8.count + 24)
    writer.message(0x0A, expecting: message.utf8.count + 12) { partial in
      partial.nonZero(0x08, UInt64(max(rejected, 0)))
      partial.nonEmpty(0x12, message)
    }
    return writer.seal().bytes
  }
}

extension RetryInfo {
  /// The bytes of `grpc-status-details-bin` that ask a client to wait for `delay`.
  package static func statusDetails(code: Int32, message: String, delay: Duration) -> [UInt8] {
    let (seconds, attoseconds) = delay.components
    var info = ByteWriter(capacity: 32)
    info.message(0x0A, expecting: 16) { duration in
      duration.nonZero(0x08, UInt64(bitPattern: seconds))
      duration.nonZero(0x10, UInt64(bitPattern: attoseconds / 1_000_000_000))
    }
    let advice = info.seal().bytes

    var status = ByteWriter(capacity: message.utf8.count + 96)
    status.nonZero(0x08, UInt64(bitPattern: Int64(code)))
    status.nonEmpty(0x12, message)
    status.message(0x1A, expecting: typeURL.utf8.count + advice.count + 4) { detail in
      detail.string(0x0A, typeURL)
      detail.bytes(0x12, advice)
    }
    return status.seal().bytes
  }
}
