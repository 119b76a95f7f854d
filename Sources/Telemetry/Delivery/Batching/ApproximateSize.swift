extension SpanData {
  /// About how many bytes it takes in memory, without what it shares with other spans.
  var approximateByteCount: Int {
    var count = MemoryLayout<SpanData>.size + name.utf8.count + attributes.byteCount
    if case .error(let description) = status { count += description.utf8.count }
    for event in events {
      count += MemoryLayout<SpanEvent>.size + event.name.utf8.count + event.attributes.byteCount
    }
    for link in links {
      count += MemoryLayout<SpanLink>.size + link.context.traceState.header.utf8.count
      count += link.attributes.byteCount
    }
    return count
  }
}

extension LogRecordData {
  /// About how many bytes it takes in memory, without what it shares with other records.
  var approximateByteCount: Int {
    MemoryLayout<LogRecordData>.size + severityText.utf8.count + eventName.utf8.count
      + body.approximateByteCount + attributes.byteCount
  }
}

extension AttributeValue {
  fileprivate var approximateByteCount: Int {
    let size = MemoryLayout<AttributeValue>.size
    return switch self {
    case .string(let text): size + text.utf8.count
    case .bytes(let bytes): size + bytes.count
    case .array(let values): values.reduce(size) { $0 + $1.approximateByteCount }
    case .map(let values): values.reduce(size) { $0 + $1.key.utf8.count + $1.value.approximateByteCount }
    case .bool, .int, .double, .empty: size
    }
  }
}
