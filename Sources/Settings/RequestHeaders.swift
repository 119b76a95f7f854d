/// Headers sent with every export; names are lowercase, values are secrets and never printed.
public struct RequestHeaders: Equatable, Sendable, ExpressibleByDictionaryLiteral {
  /// Values by lowercase name.
  public let values: [String: String]

  /// Headers whose names are made lowercase, as gRPC wants them; of two equal names the later counts.
  public init(_ values: [(name: String, value: String)] = []) {
    self.values = Dictionary(values.map { ($0.name.lowercased(), $0.value) }) { _, last in last }
  }

  /// Headers written as a dictionary.
  public init(dictionaryLiteral elements: (String, String)...) {
    self.init(elements.map { (name: $0, value: $1) })
  }

  /// The longest total gRPC peers accept by default.
  static let maximumBytes = 8192

  /// Why gRPC would refuse these headers, naming the header and never its value.
  var problem: ValueProblem? {
    for (name, value) in values.sorted(by: { $0.key < $1.key }) {
      if let expected = Self.objection(to: name, value) {
        return ValueProblem(expected: expected, found: "something else", member: name.shownBriefly)
      }
    }
    let bytes = values.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
    guard bytes > Self.maximumBytes else { return nil }
    return ValueProblem(expected: "at most \(Self.maximumBytes) bytes of headers", found: "\(bytes)")
  }

  private static func objection(to name: String, _ value: String) -> String? {
    let isNamed = !name.isEmpty && name.utf8.allSatisfy(isNameByte)
    guard isNamed else { return "a header name of letters, digits, '-', '_' and '.'" }
    guard !name.hasPrefix("grpc-"), !name.hasSuffix("-bin"), !reserved.contains(name) else {
      return "a header that gRPC does not use itself"
    }
    guard value.utf8.allSatisfy({ (0x20...0x7e).contains($0) }) else {
      return "a value of printable ASCII characters in one line"
    }
    return nil
  }

  /// What gRPC and HTTP/2 write themselves; the transport would refuse these too, but could not say where they stand.
  package static let reserved: Set<String> = [
    "connection", "content-length", "content-type", "host", "te", "transfer-encoding", "user-agent",
  ]

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
    default: [UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ".")].contains(byte)
    }
  }
}

extension RequestHeaders: CustomStringConvertible, CustomReflectable {
  /// The names, with every value hidden.
  public var description: String {
    values.keys.sorted().map { "\($0)=<hidden>" }.joined(separator: ",")
  }

  /// Keeps the values out of `dump` and of string interpolation of whatever holds the headers.
  public var customMirror: Mirror {
    Mirror(self, children: ["names": values.keys.sorted()])
  }
}
