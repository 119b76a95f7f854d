import SessionBuddyTelemetry

/// The settings a command runs with: those of a named file, or those found where they usually are.
struct SettingsChoice {
  let path: String?
  var endpoint: String?

  /// Reads them; `endpoint` has the last word on where to send.
  func load() throws -> ResolvedSettings {
    switch try read() {
    case .success(let resolved): return resolved
    case .failure(let error): throw CommandFailure(.usage, "\(error)")
    }
  }

  /// Reads them, for a command that has something to say about settings that cannot be used.
  func read() throws -> Result<ResolvedSettings, SettingsError> {
    let collector = try endpoint.map(Self.collector)
    do throws(SettingsError) {
      return .success(
        try SettingsLoader().load(file) { settings throws(SettingsError) in
          if let collector { settings.endpoint = collector }
        })
    } catch {
      return .failure(error)
    }
  }

  /// Starts with settings whose warnings somebody else tells.
  static func start(_ resolved: ResolvedSettings, _ diagnostics: Diagnostics) throws -> SessionTelemetry {
    do {
      return try SessionTelemetry(resolved.settings, diagnostics: diagnostics)
    } catch {
      throw CommandFailure(.usage, "\(resolved.located(error))")
    }
  }

  private static func collector(_ endpoint: String) throws -> CollectorEndpoint {
    do {
      return try CollectorEndpoint(endpoint)
    } catch {
      throw CommandFailure(.usage, "--endpoint: \(error.problem)")
    }
  }

  private var file: SettingsLoader.File {
    path.map { .required($0) } ?? .standard
  }
}
