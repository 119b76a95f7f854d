import GRPCTransport
import OTLPExporter
import Settings

/// Whether the other side speaks gRPC.
struct GRPCStage {
  let stage: CheckStage

  init(_ handshake: Handshake, words: ForeignWords, endpoint: CollectorEndpoint) {
    let answer = handshake.answer
    let diagnosis = PeerDiagnosis(answer)
    switch (answer.status, diagnosis?.cause) {
    case (.ok, _):
      // `HealthCheckResponse`, whose one field is 2 for NOT_SERVING.
      let isServing = answer.response != [0x08, 0x02]
      stage =
        isServing
        ? CheckStage(.grpc, .ok, "speaks gRPC and calls itself healthy, in \(handshake.time)")
        : CheckStage(
          .grpc, .warning, "speaks gRPC, and says that it is not serving",
          hint: "The collector is starting or shutting down; its log says why.")
    case (_, .unknownMethod):
      stage = CheckStage(
        .grpc, .ok, "speaks gRPC, in \(handshake.time)",
        details: ["no health service, which few receivers have"])
    case (_, let cause?):
      let summary = diagnosis?.description ?? ""
      stage = CheckStage(.grpc, .failed, words.shown(summary), hint: Self.hint(cause, endpoint))
    case (.unavailable, nil), (.internal, nil), (.unknown, nil):
      stage = CheckStage(
        .grpc, .failed, "\(answer.status): \(words.shown(answer.statusMessage))",
        hint: "Look into the log of the collector, or of the proxy before it.")
    case (_, nil):
      // A status is an answer in gRPC, whatever it says about a question that is not ours to ask.
      stage = CheckStage(
        .grpc, .ok, "speaks gRPC, in \(handshake.time)",
        details: ["asked for its health: \(answer.status) \(words.shown(answer.statusMessage))"])
    }
  }

  private static func hint(_ cause: PeerDiagnosis.Cause, _ endpoint: CollectorEndpoint) -> String {
    switch cause {
    case .http1, .notHTTP2:
      endpoint.port == 4318
        ? "Port 4318 is OTLP over HTTP; use the gRPC receiver, usually on port 4317."
        : "Another program has this port, or it is a web port of the collector; use its OTLP/gRPC receiver."
    case .httpStatus("401"), .httpStatus("403"): "The proxy wants credentials: set otel_headers."
    case .httpStatus: "Let the proxy pass gRPC on to the collector, or go around it."
    case .closedEarly where !endpoint.isSecure:
      "The port may be for TLS: write https:// in otlp_endpoint and set otel_tls_ca_file if needed."
    case .connectionRefused: "Is the collector running? Is this its address and port?"
    case .unreachable, .unknownHost: "Check the address, the name server and the network."
    case .noAnswer:
      "It accepts connections but says nothing: a stuck program, a TLS port, or a proxy without a backend."
    default: "The connection broke; try again, and look into the log of the collector."
    }
  }
}
