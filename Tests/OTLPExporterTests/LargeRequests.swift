import OTLPReceiver
import Telemetry
import TelemetryTesting

extension FakeCollector {
  /// One that refuses what is larger than `limit` as gRPC does, but keeps it.
  static func refusing(above limit: Int, running: Bool = true) throws -> FakeCollector {
    let collector = try FakeCollector(running: running)
    collector.answer { request in
      let size = request.message.count
      return size > limit ? .tooLarge(size, maximum: limit) : .ok
    }
    return collector
  }

  var refusals: Int { exchanges.filter { !$0.answer.isAcceptance }.count }
}

extension Rig {
  /// Ends spans that have an attribute of so many bytes.
  func endSpans(_ count: Int, bytes: Int) {
    let tracer = tracerProvider.tracer(named: "rig")
    let payload = AttributeValue.string(String(repeating: "p", count: bytes))
    for index in 0..<count { tracer.startSpan("span\(index)", attributes: ["payload": payload]).end() }
  }

  func emitRecords(_ count: Int, bytes: Int) {
    let logger = loggerProvider.logger(named: "rig")
    let payload = String(repeating: "p", count: bytes)
    for index in 0..<count { logger.emit(.string("record\(index) \(payload)"), severity: .info) }
  }
}
