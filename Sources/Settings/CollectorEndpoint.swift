/// The address of a collector, and whether the way there is encrypted.
///
/// ```swift
/// let endpoint = try CollectorEndpoint("https://collector.example:4317")
/// endpoint.target    // "dns:///collector.example:4317"
/// endpoint.isSecure  // true
/// ```
public struct CollectorEndpoint: Equatable, Sendable {
  /// `http://localhost:4317`, where a collector on the same machine listens.
  public static let local = CollectorEndpoint(
    EndpointReference(address: .host("localhost", port: defaultPort), security: .plaintext),
    isSecure: false
  )

  /// The port OTLP/gRPC is served on unless somebody chose another.
  public static let defaultPort = 4317

  /// What kind of place the collector listens at.
  public enum Address: Equatable, Sendable {
    /// A DNS name or an IP address; IPv6 without brackets.
    case host(String, port: Int)
    /// A Unix socket in the file system.
    case unixSocket(path: String)
    /// A Unix socket in Linux's abstract name space.
    case abstractSocket(name: String)
    /// A gRPC target that says more than one host, passed on as it is.
    case target(String)
  }

  /// Where the collector listens.
  public let address: Address
  /// Whether the channel uses TLS.
  public let isSecure: Bool

  /// Oddities of the text it was read from that deserve a warning.
  let notes: [String]

  init(_ reference: EndpointReference, isSecure: Bool) {
    address = reference.address
    self.isSecure = isSecure
    notes = reference.notes
  }

  /// Reads a URL such as `http://localhost:4317`, or anything else gRPC can dial.
  ///
  /// A missing port is 4317. What has no `http` or `https` in front says nothing about encryption, so
  /// `insecure` has to (Unix sockets are plaintext unless it is false). Where the scheme decides, `insecure`
  /// must not contradict it.
  public init(_ text: String, insecure: Bool? = nil) throws(SettingsError) {
    let reference: EndpointReference
    do {
      reference = try EndpointReference(text)
    } catch {
      throw error.error(key: "otlp_endpoint", at: .code)
    }
    guard let endpoint = reference.endpoint(insecure: insecure) else {
      throw reference.undecided(text, insecure: insecure).error(key: "otlp_endpoint", at: .code)
    }
    self = endpoint
  }

  /// The host's name or IP address, nil for sockets.
  public var host: String? {
    if case .host(let host, _) = address { host } else { nil }
  }

  /// The port, nil for sockets.
  public var port: Int? {
    if case .host(_, let port) = address { port } else { nil }
  }

  /// The address in the notation of gRPC's C core; an IP address is never looked up in DNS.
  public var target: String {
    switch address {
    case .host(let host, let port):
      switch IPFamily(of: host) {
      case .v4: "ipv4:\(host):\(port)"
      case .v6: "ipv6:[\(host.percentEncodedForTarget)]:\(port)"
      case nil: "dns:///\(host):\(port)"
      }
    case .unixSocket(let path): "unix:\(path.percentEncodedForTarget)"
    case .abstractSocket(let name): "unix-abstract:\(name.percentEncodedForTarget)"
    case .target(let text): text
    }
  }
}

extension CollectorEndpoint: CustomStringConvertible {
  /// A URL for hosts, the gRPC target for everything else.
  public var description: String {
    guard case .host(let host, let port) = address else { return target }
    let bracketed = host.contains(":") ? "[\(host)]" : host
    return "\(isSecure ? "https" : "http")://\(bracketed):\(port)"
  }
}

extension String {
  /// This text as a part of a gRPC target, which is a URI: what a path may not hold is percent-encoded.
  fileprivate var percentEncodedForTarget: String {
    let digits = Array("0123456789ABCDEF")
    return utf8.reduce(into: "") { text, byte in
      let scalar = Unicode.Scalar(byte)
      if scalar.isASCII, scalar.properties.isAlphabetic || "0123456789-._~/:@".unicodeScalars.contains(scalar)
      {
        text.unicodeScalars.append(scalar)
      } else {
        text += "%"
        text.append(digits[Int(byte >> 4)])
        text.append(digits[Int(byte & 15)])
      }
    }
  }
}
