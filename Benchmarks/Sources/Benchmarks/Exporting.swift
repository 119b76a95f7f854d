import RawGRPC
import SessionBuddyTelemetry

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What export costs, beside raw calls of the same size over the same core to the same server.
struct ExportBenchmarks {
  private static let method = "/opentelemetry.proto.collector.trace.v1.TraceService/Export"
  private static let spanCount = 100_000

  /// A receiver whose work is not counted.
  let receiver: raw_server_process

  func run(into report: inout Report) throws {
    let server = raw_server_start()
    defer { raw_server_stop(server) }
    let port = Int(raw_server_port(server))
    rawCalls(port, &report)
    try spans(port, server, &report)
    try waitingSpans(port, server, &report)
    try processorTime(&report)
    try paced(&report)
    try metrics(port, &report)
  }

  /// Raw unary calls with a payload that is ready.
  private func rawCalls(_ port: Int, _ report: inout Report) {
    for (name, size) in [("1 KiB", 1_024), ("64 KiB", 65_536), ("190 KB", 190_000)] {
      let time = rawCall(port, bytes: size)
      let rate = Double(size) / time * 1_000
      report.add("raw unary call, \(name) ready (floor)", duration(time), "\(decimal(rate)) MB/s")
    }
  }

  private func rawCall(_ port: Int, bytes: Int) -> Double {
    let client = raw_client_connect(Int32(port))
    defer { raw_client_close(client) }
    let payload = [UInt8](repeating: 7, count: bytes)
    return median(operations: 500) { count in
      payload.withUnsafeBytes { buffer in
        for _ in 0..<count { use(raw_client_call(client, Self.method, buffer.baseAddress, buffer.count)) }
      }
    }
  }

  /// 100,000 spans of 8 attributes, from start to the collector's answer, one thread, nothing dropped.
  private func spans(_ port: Int, _ server: OpaquePointer?, _ report: inout Report) throws {
    var rates: [(seconds: Double, cpu: Double)] = []
    var bytes = 0.0
    for _ in 0..<7 {
      let telemetry = try start(port)
      let tracer = telemetry.tracer
      let before = raw_server_received(server)
      let cpuBefore = processCPU()
      let start = ContinuousClock.now
      for index in 0..<Self.spanCount { endSpan(tracer, index) }
      let isFlushed = telemetry.flush(within: .seconds(60))
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      let cpu = (processCPU() - cpuBefore) / .microseconds(1) / Double(Self.spanCount)
      let ledger = telemetry.shutdown(within: .seconds(10))
      precondition(isFlushed && ledger.exported.spans == Self.spanCount, "\(ledger)")
      bytes = Double(raw_server_received(server) - before)
      rates.append((seconds, cpu))
    }
    let middle = rates.sorted { $0.seconds < $1.seconds }[rates.count / 2]
    let perSecond = Double(Self.spanCount) / middle.seconds
    let raw = rawLoop(port, bytes: bytes)
    report.add(
      "export 100,000 spans × 8 attributes, 1 thread, lossless",
      "\(decimal(perSecond / 1_000)) k spans/s",
      "\(decimal(middle.seconds / raw)) × the raw calls alone; \(decimal(raw / middle.seconds * 100)) % of their bytes/s"
    )
    report.add(
      "CPU per exported span, receiver included",
      "\(decimal(middle.cpu)) µs",
      "\(decimal(bytes / Double(Self.spanCount))) bytes per span"
    )
  }

  /// The export alone: as many spans, encoded and waiting for a collector that begins to answer.
  private func waitingSpans(_ port: Int, _ server: OpaquePointer?, _ report: inout Report) throws {
    var times: [Double] = []
    var bytes = 0.0
    for _ in 0..<7 {
      let telemetry = try start(port)
      raw_server_hold(server)
      for index in 0..<Self.spanCount { endSpan(telemetry.tracer, index) }
      let before = raw_server_received(server)
      let start = ContinuousClock.now
      raw_server_release(server)
      precondition(telemetry.flush(within: .seconds(60)))
      times.append((ContinuousClock.now - start) / .seconds(1))
      bytes = Double(raw_server_received(server) - before)
      precondition(telemetry.shutdown(within: .seconds(10)).exported.spans == Self.spanCount)
    }
    let time = times.sorted()[times.count / 2]
    report.add(
      "send 100,000 spans that wait, encoded",
      "\(decimal(bytes / time / 1_000_000)) MB/s",
      "\(decimal(rawLoop(port, bytes: bytes) / time * 100)) % of the raw calls' bytes/s; goal 60 %")
  }

  /// The floor of the two: the same bytes in requests of the same size, one call at a time; in seconds.
  private func rawLoop(_ port: Int, bytes: Double) -> Double {
    let requests = Double(Self.spanCount) / 512
    return rawCall(port, bytes: Int(bytes / requests)) * requests / 1_000_000_000
  }

  /// The same to a receiver in another process: all threads of this one, from start to answer.
  private func processorTime(_ report: inout Report) throws {
    var times: [Double] = []
    for _ in 0..<7 {
      let telemetry = try start(Int(receiver.port))
      let before = processCPU()
      for index in 0..<Self.spanCount { endSpan(telemetry.tracer, index) }
      precondition(telemetry.flush(within: .seconds(60)))
      times.append((processCPU() - before) / .microseconds(1) / Double(Self.spanCount))
      telemetry.shutdown(within: .seconds(10))
    }
    report.add("CPU per exported span", "\(decimal(times.sorted()[3])) µs", "goal 1 µs")
  }

  /// 10,000 spans a second for three seconds, a hundred every hundredth of a second.
  private func paced(_ report: inout Report) throws {
    let telemetry = try start(Int(receiver.port))
    let tracer = telemetry.tracer
    for index in 0..<1_000 { endSpan(tracer, index) }
    precondition(telemetry.flush(within: .seconds(10)))
    let before = processCPU()
    for tick in 0..<300 {
      for index in 0..<100 { endSpan(tracer, tick * 100 + index) }
      usleep(10_000)
    }
    precondition(telemetry.flush(within: .seconds(10)))
    let cpu = (processCPU() - before) / .microseconds(1) / 30_000
    telemetry.shutdown(within: .seconds(10))
    report.add("CPU per span at 10,000 a second", "\(decimal(cpu)) µs", "goal 2.5 µs")
  }

  private func endSpan(_ tracer: Tracer, _ index: Int) {
    let span = tracer.startSpan("session_buddy.search", kind: .server, parent: .root)
    span.setAttribute("http.request.method", "GET")
    span.setAttribute("url.path", "/v1/search")
    span.setAttribute("http.response.status_code", 200)
    span.setAttribute("session.id", "01M7W918A5QKFBF5KZNWJ47TAN")
    span.setAttribute("index", .int(Int64(index)))
    span.setAttribute("cached", true)
    span.setAttribute("score", 0.75)
    span.setAttribute("user_agent.original", "benchmark/1.0")
    span.end()
  }

  /// One collection and export of 10,000 points.
  private func metrics(_ port: Int, _ report: inout Report) throws {
    let telemetry = try start(port)
    let sets = (0..<1_000).map { index -> AttributeSet in
      ["route": .string("/v1/\(index)"), "method": "GET", "status": 200, "cached": true]
    }
    for metric in 0..<10 {
      let counter = telemetry.meter.counter("bench.counter\(metric)")
      for set in sets { counter.add(1, set) }
    }
    let time = median(runs: 15, operations: 5) { count in
      for _ in 0..<count { precondition(telemetry.flush(within: .seconds(30))) }
    }
    report.add("flush of 10,000 points (collect, encode, send, answer)", duration(time), "goal 3 ms")
    telemetry.shutdown(within: .seconds(10))
  }

  private func start(_ port: Int) throws -> SessionTelemetry {
    var settings = TelemetrySettings()
    settings.endpoint = try CollectorEndpoint("http://127.0.0.1:\(port)")
    settings.maxQueueBytes = 256 << 20
    settings.exportInterval = .seconds(3_600)
    return try SessionTelemetry(settings)
  }
}
