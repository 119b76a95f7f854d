import Surroundings

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

  let address: CollectorEndpoint.Address
  let security: Security
  /// Oddities that deserve a warning.
  private(set) var notes: [String]

  static let expected = "a URL such as http://localhost:4317"

  init(address: CollectorEndpoint.Address, security: Security, notes: [String] = []) {
    self.address = address
    self.security = security
    self.notes = notes
    if case .host(_, 4318) = address {
      self.notes.append(
        "port 4318 is where collectors listen for OTLP over HTTP; OTLP/gRPC is usually on 4317")
    }
  }

  init(_ text: String) throws(ValueProblem) {
    let text = text.trimmed
    guard !text.isEmpty else { throw ValueProblem(expected: Self.expected, found: "nothing") }
    let (scheme, rest) = Self.split(text)
    switch scheme {
    case "http", "https":
      guard rest.hasPrefix("//") else { throw ValueProblem(expected: Self.expected, found: text.quoted) }
      try self.init(authority: String(rest.dropFirst(2)), security: scheme == "https" ? .tls : .plaintext)
    case "unix":
      self.init(address: .unixSocket(path: try Self.socketPath(rest)), security: .plaintextUnlessAsked)
    case "unix-abstract":
      let name = try Self.decoded(rest)
      guard !name.isEmpty else { throw ValueProblem(expected: "unix-abstract:NAME", found: text.quoted) }
      self.init(address: .abstractSocket(name: name), security: .plaintextUnlessAsked)
    case "dns":
      self.init(address: try Self.dnsAddress(rest), security: .undecided)
    case "ipv4":
      self.init(address: try Self.ipAddress(rest, .v4), security: .undecided)
    case "ipv6":
      self.init(address: try Self.ipAddress(rest, .v6), security: .undecided)
    case let scheme?:
      throw ValueProblem(
        expected: "http, https, unix, unix-abstract, dns, ipv4 or ipv6", found: scheme.quoted)
    case nil:
      try self.init(authority: text, security: .undecided)
    }
  }

  /// Reads `host:port`, drops a path with a note.
  private init(authority text: String, security: Security) throws(ValueProblem) {
    let end = text.firstIndex { "/?#".contains($0) } ?? text.endIndex
    let path = text[end...]
    guard !text[..<end].contains("@") else {
      throw ValueProblem(
        expected: "credentials in otel_headers, not in the address", found: "a user before '@'")
    }
    let (host, port) = try Self.hostAndPort(String(text[..<end]))
    var notes: [String] = []
    if !path.isEmpty, path != "/" {
      // Only the path is shown: a query may carry a token.
      let shown = String(path.prefix { $0 != "?" && $0 != "#" })
      notes.append(
        "OTLP/gRPC has no path: \(shown.isEmpty ? "what follows the port" : shown.quoted) is ignored")
    }
    self.init(address: .host(host, port: port), security: security, notes: notes)
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

  /// Reads what follows `dns:`; a name server of its own is kept as it is.
  private static func dnsAddress(_ rest: String) throws(ValueProblem) -> CollectorEndpoint.Address {
    guard rest.hasPrefix("//") else {
      let (host, port) = try hostAndPort(rest)
      return .host(host, port: port)
    }
    let parts = rest.dropFirst(2).split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    let (host, port) = try hostAndPort(parts.count == 2 ? String(parts[1]) : "")
    return parts[0].isEmpty ? .host(host, port: port) : .target("dns://\(parts[0])/\(host):\(port)")
  }

  /// Reads what follows `ipv4:` or `ipv6:`; several addresses stay one target.
  private static func ipAddress(
    _ rest: String, _ family: IPFamily
  ) throws(ValueProblem) -> CollectorEndpoint.Address {
    var hosts: [(host: String, port: Int)] = []
    for item in rest.split(separator: ",", omittingEmptySubsequences: false) {
      let (host, port) = try hostAndPort(String(item))
      guard IPFamily(of: host) == family else {
        throw ValueProblem(expected: "an \(family == .v4 ? "IPv4" : "IPv6") address", found: host.quoted)
      }
      hosts.append((host, port))
    }
    if let only = hosts.first, hosts.count == 1 { return .host(only.host, port: only.port) }
    let list = hosts.map { family == .v4 ? "\($0.host):\($0.port)" : "[\($0.host)]:\($0.port)" }
    return .target("\(family == .v4 ? "ipv4" : "ipv6"):\(list.joined(separator: ","))")
  }

  /// A missing port is OTLP's own; gRPC would take 443.
  private static func hostAndPort(_ text: String) throws(ValueProblem) -> (host: String, port: Int) {
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
    guard let port else { return (host, CollectorEndpoint.defaultPort) }
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
