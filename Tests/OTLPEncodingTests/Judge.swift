import COTLP
import XCTest

/// protobuf-c as the judge of our bytes: what it reads and writes again must be the same to the bit.
enum Judge {
  static func assertCanonical(
    _ bytes: [UInt8],
    as descriptor: UnsafePointer<ProtobufCMessageDescriptor>,
    fieldsInOrder: Bool = true,
    file: StaticString = #filePath,
    line: UInt = #line
  ) {
    guard let message = unsafe protobuf_c_message_unpack(descriptor, nil, bytes.count, bytes) else {
      return XCTFail("protobuf-c cannot read \(bytes.count) bytes", file: file, line: line)
    }
    defer { unsafe protobuf_c_message_free_unpacked(message, nil) }
    var again = [UInt8](repeating: 0, count: unsafe protobuf_c_message_get_packed_size(message))
    _ = unsafe protobuf_c_message_pack(message, &again)
    if fieldsInOrder {
      XCTAssertEqual(bytes, again, file: file, line: line)
    } else {
      // Fields may come in any order, so only the bytes themselves are the same.
      XCTAssertEqual(bytes.sorted(), again.sorted(), file: file, line: line)
    }
  }

  static func assertMetricsRequest(_ bytes: [UInt8], file: StaticString = #filePath, line: UInt = #line) {
    unsafe withUnsafePointer(
      to: opentelemetry__proto__collector__metrics__v1__export_metrics_service_request__descriptor
    ) { descriptor in
      unsafe assertCanonical(bytes, as: descriptor, file: file, line: line)
    }
  }

  static func assertTraceRequest(
    _ bytes: [UInt8], fieldsInOrder: Bool = true, file: StaticString = #filePath, line: UInt = #line
  ) {
    unsafe withUnsafePointer(
      to: opentelemetry__proto__collector__trace__v1__export_trace_service_request__descriptor
    ) { descriptor in
      unsafe assertCanonical(
        bytes, as: descriptor, fieldsInOrder: fieldsInOrder, file: file, line: line)
    }
  }

  static func assertLogsRequest(_ bytes: [UInt8], file: StaticString = #filePath, line: UInt = #line) {
    unsafe withUnsafePointer(
      to: opentelemetry__proto__collector__logs__v1__export_logs_service_request__descriptor
    ) { descriptor in
      unsafe assertCanonical(bytes, as: descriptor, file: file, line: line)
    }
  }
}
