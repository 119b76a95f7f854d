import GRPCTransport
import OTLPEncoding
import OTLPExporter
import Telemetry

/// Whether the collector takes requests of each signal, found out with requests that hold nothing.
struct ExportStage {
  let stage: CheckStage

  init(_ check: CollectorCheck) {
    guard !check.signals.isEmpty else {
      stage = CheckStage(
        .export, .warning, "no signal is enabled, so nothing is exported",
        hint: "Enable otel_metrics_enabled, otel_traces_enabled or otel_logs_enabled.")
      return
    }
    let channel = Channel(
      target: check.options.target, credentials: check.options.credentials, options: check.options.channel)
    let deadline = ContinuousClock.now + check.patience
    var (taken, details, hints): ([String], [String], [String]) = ([], [], [])
    var isOdd = false
    for signal in check.signals {
      let time = ElapsedTime()
      let limit = max(deadline - .now, .milliseconds(1))
      let call = channel.startUnaryCall(
        signal.exportMethod, message: Message(copying: []), metadata: check.options.headers, timeout: limit)
      let answer = call.answer(atMost: limit)
      if answer.status == .ok {
        taken.append(signal.rawValue)
        let objection = Self.objection(answer, of: signal, check.words)
        isOdd = isOdd || objection != nil
        details.append("\(signal.rawValue): OK\(objection.map { ", \($0)" } ?? ""), in \(time.text)")
      } else {
        let message = check.words.shown(answer.statusMessage)
        details.append("\(signal.rawValue): \(answer.status)\(message.isEmpty ? "" : ", \"\(message)\"")")
        hints.append(Self.hint(answer, signal))
      }
    }
    guard hints.isEmpty else {
      let refused = check.signals.map(\.rawValue).filter { !taken.contains($0) }
      // Usually all signals fail for one reason.
      let distinct = hints.indices.filter { hints.firstIndex(of: hints[$0]) == $0 }.map { hints[$0] }
      stage = CheckStage(
        .export, .failed, "\(refused.joined(separator: " and ")) not taken", details: details,
        hint: distinct.joined(separator: " "))
      return
    }
    let summary = "\(taken.joined(separator: " and ")) taken"
    stage =
      isOdd
      ? CheckStage(
        .export, .warning, summary + ", with words that deserve a look", details: details,
        hint: "Compare the details with what the collector is meant to do.")
      : CheckStage(.export, .ok, summary, details: details)
  }

  /// What is odd about a request of nothing that was taken; nil when nothing is.
  private static func objection(_ answer: Answer, of signal: TelemetrySignal, _ words: ForeignWords)
    -> String?
  {
    let response: ExportResponse? =
      switch signal {
      case .metrics: try? OTLPDecoder.metricsResponse(answer.response)
      case .traces: try? OTLPDecoder.traceResponse(answer.response)
      case .logs: try? OTLPDecoder.logsResponse(answer.response)
      }
    guard let response else { return "but the answer is not of OTLP" }
    return response.message.isEmpty ? nil : "but \"\(words.shown(response.message))\""
  }

  private static func hint(_ answer: Answer, _ signal: TelemetrySignal) -> String {
    switch answer.status {
    case .unimplemented where answer.statusMessage.lowercased().contains("compress"):
      "The collector does not take this compression: set otel_compression to none."
    case .unimplemented:
      "No pipeline of the collector takes \(signal.rawValue) from its OTLP receiver: add one, or set "
        + "otel_\(signal.rawValue)_enabled to false."
    case .unauthenticated, .permissionDenied:
      "The collector wants other credentials: check the token in otel_headers."
    case .deadlineExceeded: "The collector took the request and never answered; its exporters may be stuck."
    case .resourceExhausted, .unavailable:
      "The collector is overloaded or starting; its log, and memory_limiter if it has one, say why."
    default: "Look into the log of the collector."
    }
  }
}
