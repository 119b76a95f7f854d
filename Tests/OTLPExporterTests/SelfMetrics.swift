import OTLPReceiver
import Telemetry
import TelemetryTesting

extension Rig {
  /// What the SDK says now under `name`, a line for each series without what all of them have in common.
  func selfMetric(_ name: String) -> [String] {
    let metrics = observer.collect().filter { $0.name == name }
    return metrics.flatMap(\.lines).map { line in
      line.replacing(", server.address=127.0.0.1, server.port=\(collector.port)}", with: "}")
        .replacing("\(name) ", with: "")
    }.sorted()
  }

  /// The histogram points under `name`.
  func selfHistogram(_ name: String) -> [HistogramPoint] {
    observer.collect().filter { $0.name == name }.flatMap { metric -> [HistogramPoint] in
      if case .histogram(let points, _) = metric.points { points } else { [] }
    }
  }
}

/// The attributes of a part of the SDK as they are in a line, with others behind or before them.
func component(_ name: String, error: String? = nil) -> String {
  let type = name.prefix { $0 != "/" }
  let error = error.map { "error.type=\($0), " } ?? ""
  return "{\(error)otel.component.name=\(name), otel.component.type=\(type)}"
}
