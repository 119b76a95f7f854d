/// An endpoint as it is written, before it is known whether something else decides about encryption.
struct EndpointReference: Equatable, Sendable {
  enum Security: Equatable, Sendable {
    /// `https`, or `http`: the scheme has the last word.
    case tls, plaintext
    /// A Unix socket: plaintext unless asked otherwise.
    case plaintextUnlessAsked
    /// Somebody has to say.
    case undecided
  }

  var address: CollectorEndpoint.Address
  var security: Security
  var notes: [String] = []

  static let expected = "a URL such as http://localhost:4317"

  init(address: CollectorEndpoint.Address, security: Security) {
    self.address = address
    self.security = security
  }

  init(_ text: String) throws(ValueProblem) {
    let text = text.trimmed
    guard !text.isEmpty else { throw ValueProblem(expected: Self.expected, found: "nothing") }
    let (scheme, rest) = Self.split(text)
    switch scheme {
    case "http", "https":
      guard rest.hasPrefix("//") else { throw ValueProblem(expected: Self.expected, found: text.quoted) }
      self.init(address: .unixSocket(path: ""), security: scheme == "https" ? .tls : .plaintext)
      try readAuthority(String(rest.dropFirst(2)))
    case "unix":
      try self.init(address: .unixSocket(path: Self.socketPath(rest)), security: .plaintextUnlessAsked)
    case "unix-abstract":
      let name = try Self.decoded(rest)
      guard !name.isEmpty else { throw ValueProblem(expected: "unix-abstract:NAME", found: text.quoted) }
      self.init(address: .abstractSocket(name: name), security: .plaintextUnlessAsked)
    case "dns", "ipv4", "ipv6":
      self.init(address: .unixSocket(path: ""), security: .undecided)
      try readTarget(scheme: scheme, rest)
    case let scheme?:
      throw ValueProblem(
        expected: "http, https, unix, unix-abstract, dns, ipv4 or ipv6", found: scheme.quoted)
    case nil:
      self.init(address: .unixSocket(path: ""), security: .undecided)
      try readAuthority(text)
    }
  }

  /// The endpoint, or nil when `insecure` is missing where it is needed or contradicts the scheme.
  func endpoint(insecure: Bool?) -> CollectorEndpoint? {
    switch (security, insecure) {
    case (.tls, true), (.plaintext, false), (.undecided, nil): nil
    case (.tls, _): CollectorEndpoint(self, isSecure: true)
    case (.plaintext, _): CollectorEndpoint(self, isSecure: false)
    case (.plaintextUnlessAsked, let insecure): CollectorEndpoint(self, isSecure: insecure == false)
    case (.undecided, let insecure?): CollectorEndpoint(self, isSecure: !insecure)
    }
  }

  /// Why ``endpoint(insecure:)`` is nil, with the fix.
  func undecided(_ text: String, insecure: Bool?) -> ValueProblem {
    guard case .undecided = security else {
      let scheme = security == .tls ? "https" : "http"
      let other = security == .tls ? "http" : "https"
      return ValueProblem(
        expected: "\(security == .tls ? "false" : "true") or nothing, because the scheme \(scheme) decides "
          + "(or \(other):// in otlp_endpoint)",
        found: "\(insecure ?? false)"
      )
    }
    let name = text.trimmed.shownBriefly
    let fix =
      if case .target = address { "" } else { "http://\(name) for plaintext, https://\(name) for TLS, or " }
    return ValueProblem(
      expected: "\(fix)otel_insecure: true or false beside an address without http or https",
      found: text.quoted
    )
  }
}

// MARK: - Parts

extension EndpointReference {
  /// The scheme in lowercase and what follows its colon; nil for `host:port`, whose host is no scheme.
  private static func split(_ text: String) -> (scheme: String?, rest: String) {
    guard let colon = text.firstIndex(of: ":") else { return (nil, text) }
    let scheme = text[..<colon].lowercased()
    let rest = String(text[text.index(after: colon)...])
    let isKnown = ["http", "https", "unix", "unix-abstract", "dns", "ipv4", "ipv6"].contains(scheme)
    // `grpc://host` has a scheme nobody here knows; `collector:4317` has none.
    guard rest.hasPrefix("//") || (isKnown && Int(rest) == nil) else { return (nil, text) }
    return (scheme, rest)
  }

  /// Reads `host:port`, drops a path with a note.
  private mutating func readAuthority(_ text: String) throws(ValueProblem) {
    let end = text.firstIndex { "/?#".contains($0) } ?? text.endIndex
    let path = text[end...]
    guard !text[..<end].contains("@") else {
      throw ValueProblem(
        expected: "credentials in otel_headers, not in the address", found: "a user before '@'")
    }
    let (host, port) = try Self.hostAndPort(String(text[..<end]))
    address = .host(host, port: port ?? CollectorEndpoint.defaultPort)
    if !path.isEmpty, path != "/" {
      let shown = String(path.prefix { $0 != "?" && $0 != "#" })
      notes.append(
        "OTLP/gRPC has no path: \(shown.isEmpty ? "what follows the port" : shown.quoted) is ignored")
    }
    notePort()
  }

  /// Reads the rest of a gRPC target; several addresses, or a name server of its own, are kept as they are.
  private mutating func readTarget(scheme: String?, _ rest: String) throws(ValueProblem) {
    if scheme == "dns" {
      let isQualified = rest.hasPrefix("//")
      let parts =
        isQualified
        ? rest.dropFirst(2).split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false) : []
      let name = isQualified ? parts.dropFirst().first.map(String.init) ?? "" : rest
      let server = parts.first.map(String.init) ?? ""
      let (host, port) = try Self.hostAndPort(name)
      let chosen = port ?? CollectorEndpoint.defaultPort
      address = server.isEmpty ? .host(host, port: chosen) : .target("dns://\(server)/\(host):\(chosen)")
    } else {
      let family: IPFamily = scheme == "ipv4" ? .v4 : .v6
      var hosts: [(host: String, port: Int)] = []
      for item in rest.split(separator: ",", omittingEmptySubsequences: false) {
        let (host, port) = try Self.hostAndPort(String(item))
        guard IPFamily(of: host) == family else {
          throw ValueProblem(expected: "an \(family == .v4 ? "IPv4" : "IPv6") address", found: host.quoted)
        }
        hosts.append((host, port ?? CollectorEndpoint.defaultPort))
      }
      let list = hosts.map { family == .v4 ? "\($0.host):\($0.port)" : "[\($0.host)]:\($0.port)" }
      address =
        hosts.count == 1
        ? .host(hosts[0].host, port: hosts[0].port)
        : .target("\(scheme ?? ""):\(list.joined(separator: ","))")
    }
    notePort()
  }

  private mutating func notePort() {
    guard case .host(_, 4318) = address else { return }
    notes.append("port 4318 is where collectors listen for OTLP over HTTP; OTLP/gRPC is usually on 4317")
  }

  private static func hostAndPort(_ text: String) throws(ValueProblem) -> (host: String, port: Int?) {
    let problem = ValueProblem(expected: expected, found: text.isEmpty ? "no host" : text.quoted)
    var host = text
    var port: String?
    if text.hasPrefix("[") {
      guard let close = text.firstIndex(of: "]") else { throw problem }
      host = try decoded(String(text[text.index(after: text.startIndex)..<close]))
      let rest = text[text.index(after: close)...]
      guard IPFamily(of: host) == .v6, rest.isEmpty || rest.hasPrefix(":") else { throw problem }
      port = rest.isEmpty ? nil : String(rest.dropFirst())
    } else if let colon = text.firstIndex(of: ":") {
      host = String(text[..<colon])
      port = String(text[text.index(after: colon)...])
      guard port?.contains(":") == false else {
        throw ValueProblem(expected: "an IPv6 address in brackets, such as [::1]:4317", found: text.quoted)
      }
    }
    guard IPFamily(of: host) != nil || isName(host) else { throw problem }
    guard let port else { return (host, nil) }
    guard port.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(port),
      (1...65535).contains(number)
    else {
      throw ValueProblem(expected: "a port from 1 to 65535", found: port.quoted)
    }
    return (host, number)
  }

  /// Whether DNS could know this name: letters, digits, `-`, `_` and `.`, at most 253 of them.
  private static func isName(_ host: String) -> Bool {
    let isLegal = host.unicodeScalars.allSatisfy { scalar in
      scalar.isASCII && (scalar.properties.isAlphabetic || "0123456789-_.".unicodeScalars.contains(scalar))
    }
    return isLegal && !host.isEmpty && host.utf8.count <= 253 && !host.hasPrefix(".") && !host.contains("..")
  }

  private static func socketPath(_ rest: String) throws(ValueProblem) -> String {
    let path = try decoded(rest.hasPrefix("//") ? String(rest.dropFirst(2)) : rest)
    // sockaddr_un holds 108 bytes with the final zero; gRPC would only say "path too long" at the first export.
    guard !path.isEmpty, path.utf8.count < 108, !path.utf8.contains(0) else {
      throw ValueProblem(expected: "unix:/path/of/a/socket of at most 107 bytes", found: path.quoted)
    }
    guard !rest.hasPrefix("//") || path.hasPrefix("/") else {
      throw ValueProblem(expected: "an absolute path after unix://", found: path.quoted)
    }
    return path
  }

  private static func decoded(_ text: String) throws(ValueProblem) -> String {
    guard let decoded = text.percentDecoded else {
      throw ValueProblem(expected: "valid percent-encoding", found: text.quoted)
    }
    return decoded
  }
}
