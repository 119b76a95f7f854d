internal import COTLP

/// How long a collector asks to be left alone.
package enum RetryInfo {
  /// The delay in `details`, the bytes of `grpc-status-details-bin`.
  ///
  /// Nil when there is no `google.rpc.RetryInfo` among them, or when the bytes are not a status: advice that
  /// cannot be read is no advice. Zero when it is there and names no delay; never negative.
  package static func delay(fromStatusDetails details: [UInt8]) -> Duration? {
    guard let status = try? unsafe UnpackedMessage<CErrorStatus>(details) else { return nil }
    let advice = unsafe status.read { status in
      unsafe [[UInt8]?](status.details, status.n_details) { detail in
        unsafe String(detail.type_url) == typeURL ? [UInt8](detail.value) : nil
      }
    }
    for case let bytes? in advice {
      guard let info = try? unsafe UnpackedMessage<CRetryInfo>(bytes) else { continue }
      return unsafe info.read { info in
        guard let delay = unsafe info.retry_delay?.pointee else { return .zero }
        return unsafe max(.zero, .seconds(delay.seconds) + .nanoseconds(delay.nanos))
      }
    }
    return nil
  }

  /// What an `Any` that holds a `RetryInfo` is labelled with.
  package static let typeURL = "type.googleapis.com/google.rpc.RetryInfo"
}
