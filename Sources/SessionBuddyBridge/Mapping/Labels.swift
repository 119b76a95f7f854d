import Telemetry

/// Turns the free text of records into attribute values of bounded length and, where possible, bounded number.
struct Labels: Sendable {
  static let unknown = "unknown"
  static let other = "other"
  private static let maximumPathBytes = 512
  private static let maximumNameBytes = 64
  private static let maximumIdentifierBytes = 256
  private static let maximumExtensionBytes = 16
  private static let timesOfDay: Set<String> = ["morning", "afternoon", "evening", "night"]

  private let pathKey: SipHash.Key?

  init(_ options: BridgeOptions) {
    guard options.anonymizePaths else {
      pathKey = nil
      return
    }
    var hash = SipHash()
    hash.append(options.anonymizationKey)
    let digest = hash.finish()
    pathKey = SipHash.Key(low: digest.low, high: digest.high)
  }

  /// The project, by its path or its hash; one without a path is unknown.
  func project(_ path: String?) -> String {
    guard let path, !path.isEmpty else { return Self.unknown }
    guard let pathKey else { return path.cut(toBytes: Self.maximumPathBytes) }
    var hash = SipHash(pathKey)
    hash.append(path)
    return "project-" + hash.finish().low.hexadecimal
  }

  /// A name such as that of a tool, a language or an application.
  static func name(_ text: String?) -> String {
    guard let text, !text.isEmpty else { return unknown }
    return text.cut(toBytes: maximumNameBytes)
  }

  /// An id, long enough to stay different from its like.
  static func identifier(_ text: String) -> String {
    text.cut(toBytes: maximumIdentifierBytes)
  }

  /// What the record says, or what Session-Buddy would have said of a session that began then.
  static func timeOfDay(_ text: String?, startedAt: Timestamp) -> String {
    if let text, timesOfDay.contains(text) { return text }
    return switch startedAt.hourOfDay {
    case 5..<12: "morning"
    case 12..<17: "afternoon"
    case 17..<21: "evening"
    default: "night"
    }
  }

  /// The extension with its dot, in lower case; taken from the file's name when the event does not say it.
  static func fileExtension(in details: [String: AttributeValue]) -> String {
    var text = ""
    if case .string(let written) = details["file_extension"] {
      text = written
    } else if case .string(let file) = details["file_name"] ?? details["file_path"] {
      let name = file.lastIndex(of: "/").map { file[file.index(after: $0)...] } ?? file[...]
      if let dot = name.lastIndex(of: "."), dot != name.startIndex { text = String(name[dot...]) }
    }
    let hasDot = text.utf8.first == UInt8(ascii: ".")
    let letters = text.utf8.dropFirst(hasDot ? 1 : 0)
    guard !letters.isEmpty else { return "none" }
    guard letters.count <= maximumExtensionBytes else { return other }
    if letters.allSatisfy(isLowerCase) { return hasDot ? text : "." + text }
    text = String(Substring(letters)).lowercased()
    let isPlain = text.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "+" || $0 == "-" }
    return isPlain ? "." + text : other
  }

  /// Whether `byte` is what nearly all extensions are made of, known without asking Unicode.
  private static func isLowerCase(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
      || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
