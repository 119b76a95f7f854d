/// Settings with the story of how they came about.
public struct ResolvedSettings: Equatable, Sendable {
  /// One line of that story.
  public struct Entry: Equatable, Sendable {
    /// The key, as the settings file spells it.
    public let key: String
    /// The value as the file would spell it, secrets hidden; empty when there is none.
    public let value: String
    /// Which layer set it.
    public let origin: SettingsOrigin
  }

  /// What the program runs with.
  public let settings: TelemetrySettings
  /// Every key with its value and its origin, in the order of the documentation.
  public let entries: [Entry]
  /// What was ignored or replaced and deserves to be known, one line each.
  public let warnings: [String]
  /// The settings files that were found and read, in order.
  public let files: [String]

  init(_ draft: SettingsDraft, files: [String]) {
    settings = draft.settings
    warnings = draft.warnings
    self.files = files
    entries = SettingsKey.all.map { key in
      let value = key.name == "otlp_endpoint" ? draft.settings.endpoint.description : key.show(draft)
      return Entry(key: key.name, value: value, origin: draft.origin(of: key.name))
    }
  }

  /// Where each key that somebody set got its value; keys at their default are absent.
  public var origins: [String: SettingsOrigin] {
    let set = entries.filter { $0.origin != .default }
    return Dictionary(set.map { ($0.key, $0.origin) }) { first, _ in first }
  }

  /// An error that was found only when the system started, with the place its key was set at.
  package func located(_ error: SettingsError) -> SettingsError {
    guard error.origin == .code, let key = error.key else { return error }
    let name = key.split(separator: ".").first.map(String.init) ?? key
    return SettingsError(error.problem, key: key, at: origins[name] ?? error.origin)
  }
}
