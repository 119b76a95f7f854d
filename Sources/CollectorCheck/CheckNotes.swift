import GRPCTransport
import Settings

/// What is worth knowing whatever came out of the stages.
struct CheckNotes {
  private static let proxies = ["grpc_proxy", "https_proxy", "http_proxy", "HTTPS_PROXY", "HTTP_PROXY"]

  let lines: [String]

  init(_ resolved: ResolvedSettings?, _ environment: [String: String]) {
    var lines = resolved?.warnings ?? []
    // Only the name: the address of a proxy may hold a password.
    let proxies = Self.proxies.filter { !(environment[$0] ?? "").isEmpty }
    if !proxies.isEmpty {
      let verb = proxies.count == 1 ? "is" : "are"
      let use =
        resolved?.settings.usesHTTPProxy == true
        ? "used by what is sent, not by the stages before grpc"
        : "ignored: the connection goes straight to the collector"
      lines.append("\(proxies.joined(separator: ", ")) \(verb) set and \(use)")
    }
    if let resolved, resolved.settings.endpoint.port == 4318, !lines.contains(where: { $0.contains("4318") })
    {
      lines.append("port 4318 is where collectors listen for OTLP over HTTP; OTLP/gRPC is usually on 4317")
    }
    lines += Self.variables(resolved, environment)
    lines.append("gRPC core \(Library.version)")
    self.lines = lines
  }

  private static func variables(_ resolved: ResolvedSettings?, _ environment: [String: String]) -> [String] {
    let given = environment.keys.filter { $0.hasPrefix("OTEL_") }.sorted()
    guard let resolved, !given.isEmpty else { return [] }
    let deciding = Set(
      resolved.origins.values.compactMap { origin in
        if case .environment(let name) = origin { name } else { nil }
      })
    let (used, unused) = (given.filter(deciding.contains), given.filter { !deciding.contains($0) })
    var lines: [String] = []
    if !used.isEmpty { lines.append("in effect: \(used.joined(separator: ", "))") }
    if !unused.isEmpty { lines.append("set, but decides no setting: \(unused.joined(separator: ", "))") }
    return lines
  }
}
