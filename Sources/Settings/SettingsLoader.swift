import Surroundings

/// Lays the layers of settings over each other: defaults, `settings/session-buddy.yaml`, `local.yaml` beside
/// it, `SESSION_BUDDY_<KEY>`, OpenTelemetry's own variables, and at last the program.
///
/// ```swift
/// let resolved = try SettingsLoader().load(.required("settings/session-buddy.yaml"))
/// for warning in resolved.warnings { … }
/// start(resolved.settings)
/// ```
///
/// The file is shared with Session-Buddy, whose keys are ignored; of our own, an unknown or impossible one is
/// an error with its position. Every value is checked, also one that a later layer replaces.
public struct SettingsLoader: Sendable {
  /// Which file is read.
  public enum File: Equatable, Sendable {
    /// None; only the environment and the program speak.
    case none
    /// This one, and it is no mistake if it does not exist.
    case ifPresent(String)
    /// This one, which somebody asked for by name.
    case required(String)

    /// Where Session-Buddy keeps its settings, seen from the working directory.
    public static let standard = File.ifPresent("settings/session-buddy.yaml")
  }

  /// Reads a file's bytes, nil when there is no such file.
  public typealias FileReader = @Sendable (_ path: String) throws(FileProblem) -> [UInt8]?

  /// The most bytes a settings file may have.
  public static let maximumFileBytes = 1 << 20

  private let environment: [String: String]
  private let homeDirectory: String?
  private let hostName: @Sendable () -> String?
  private let readFile: FileReader

  /// A loader that asks this process and this machine.
  public init() {
    self.init(environment: HostSystem.environment())
  }

  /// A loader with other surroundings; what is left out is asked of this machine.
  public init(
    environment: [String: String],
    homeDirectory: String? = nil,
    hostName: @escaping @Sendable () -> String? = { machineName() },
    readFile: @escaping FileReader = { path throws(FileProblem) in try readRegularFile(path) }
  ) {
    self.environment = environment
    self.homeDirectory = homeDirectory ?? environment["HOME"]
    self.hostName = hostName
    self.readFile = readFile
  }

  /// The name of this machine, nil when it has none.
  public static func machineName() -> String? {
    HostSystem.hostName()
  }

  /// The bytes of a regular file, nil when there is no such file; of a file that is too big only the start.
  public static func readRegularFile(_ path: String) throws(FileProblem) -> [UInt8]? {
    do {
      return try HostSystem.readFile(path, limit: maximumFileBytes)
    } catch {
      throw FileProblem(text: error.text)
    }
  }

  /// Reads every layer; `override` has the last word.
  public func load(
    _ file: File = .standard,
    override: (inout TelemetrySettings) throws(SettingsError) -> Void = { _ in }
  ) throws(SettingsError) -> ResolvedSettings {
    var draft = SettingsDraft()
    var filesRead: [String] = []
    for file in layers(of: file) {
      guard let entries = try entries(of: file) else { continue }
      try draft.apply(entries)
      filesRead.append(file.path)
    }
    try draft.applyOwnVariables(of: environment)
    OTelLayer(environment: environment).apply(to: &draft)

    let endpointIsFromCode = try apply(override, to: &draft)
    try SettingsRules(homeDirectory: homeDirectory).apply(to: &draft, endpointIsFromCode: endpointIsFromCode)
    return ResolvedSettings(draft, files: filesRead)
  }

  private func layers(of file: File) -> [(path: String, isRequired: Bool)] {
    let path: String
    switch file {
    case .none: return []
    case .ifPresent(let standard): path = standard
    case .required(let asked): path = asked
    }
    let folder = path.lastIndex(of: "/").map { path[...$0] } ?? ""
    let local = folder + "local.yaml"
    let main = (path: path, isRequired: file == .required(path))
    return path == local ? [main] : [main, (path: String(local), isRequired: false)]
  }

  private func entries(of file: (path: String, isRequired: Bool)) throws(SettingsError) -> [YAMLFile.Entry]? {
    let origin = SettingsOrigin.file(path: file.path)
    let bytes: [UInt8]?
    do {
      bytes = try readFile(file.path)
    } catch {
      throw SettingsError("expected a settings file, found \(error.text)", at: origin)
    }
    guard let bytes else {
      guard !file.isRequired else {
        throw SettingsError("expected a settings file, found nothing of that name", at: origin)
      }
      return nil
    }
    let interpolation = Interpolation(environment: environment, hostName: hostName)
    return try YAMLFile(path: file.path, interpolation: interpolation).entries(bytes)
  }

  /// Lets the program change the settings; says whether it chose the endpoint.
  private func apply(
    _ override: (inout TelemetrySettings) throws(SettingsError) -> Void,
    to draft: inout SettingsDraft
  ) throws(SettingsError) -> Bool {
    // Contradictions of the written endpoint are judged later, and only if the program does not replace it.
    let reference = draft.endpoint.reference
    draft.settings.endpoint =
      reference.endpoint(insecure: draft.insecure)
      ?? CollectorEndpoint(reference, isSecure: reference.security != .plaintext)
    let before = draft
    try override(&draft.settings)
    for key in SettingsKey.all where key.differs(before, draft) {
      draft.origins[key.name] = .code
      if let problem = key.check(draft) { throw problem.error(key: key.name, at: .code) }
    }
    guard before.settings.endpoint != draft.settings.endpoint else { return false }
    draft.origins["otlp_endpoint"] = .code
    return true
  }
}
