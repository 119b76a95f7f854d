import Foundation

/// What an export request says, item by item.
package enum RequestItems {
  /// The way down to the items in OTLP/JSON; spans and log records are where metrics are.
  private static let path: [Set<String>] = [
    ["resourceMetrics", "resourceSpans", "resourceLogs"],
    ["scopeMetrics", "scopeSpans", "scopeLogs"],
    ["metrics", "spans", "logRecords"],
    ["gauge", "sum", "histogram", "exponentialHistogram", "summary"],
    ["dataPoints"],
  ]

  /// The items of `line` in order, each as a text with all that stands around it; what has no items leaves no trace.
  package static func all(in line: String) throws -> [String] {
    guard let request = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] else {
      return []
    }
    let depth = request["resourceMetrics"] == nil ? 3 : 5
    return try items(in: request, path[..<depth])
  }

  /// Whether `some` are in `all`, in the same order, each no more often than there.
  package static func are(_ some: [String], in all: [String]) -> Bool {
    var rest = all[...]
    for item in some {
      guard let index = rest.firstIndex(of: item) else { return false }
      rest = rest[(index + 1)...]
    }
    return true
  }

  private static func items(in object: [String: Any], _ path: ArraySlice<Set<String>>) throws -> [String] {
    guard let keys = path.first else { return [try text(of: object)] }
    guard let key = object.keys.first(where: keys.contains), let value = object[key] else { return [] }
    let around = try text(of: object.filter { $0.key != key })
    let inner = value as? [[String: Any]] ?? (value as? [String: Any]).map { [$0] } ?? []
    return try inner.flatMap { try items(in: $0, path.dropFirst()) }.map { "\(around) \(key) \($0)" }
  }

  private static func text(of object: [String: Any]) throws -> String {
    String(decoding: try JSONSerialization.data(withJSONObject: object, options: .sortedKeys), as: UTF8.self)
  }
}
