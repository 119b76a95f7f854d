import OTLPExporter
import SessionBuddyTelemetry
import Settings

/// Whether the settings can be used, and where those came from that somebody set.
struct SettingsStage {
  let stage: CheckStage
  private(set) var resolved: ResolvedSettings?
  /// Nil when nothing can be sent with these settings.
  private(set) var options: OTLPExporterOptions?

  init(_ settings: Result<ResolvedSettings, SettingsError>) {
    switch settings {
    case .failure(let error):
      stage = Self.failure(error)
    case .success(let resolved):
      self.resolved = resolved
      guard resolved.settings.isEnabled else {
        let origin = resolved.origins["otel_enabled"]
        stage = CheckStage(
          .settings, .failed, "otel_enabled is false, so that nothing is ever sent",
          hint: origin.map { "Set it to true; it comes from \($0)." })
        return
      }
      do throws(SettingsError) {
        options = try OTLPExporterOptions(resolved.settings)
        stage = Self.success(resolved)
      } catch {
        stage = Self.failure(resolved.located(error))
      }
    }
  }

  private static func failure(_ error: SettingsError) -> CheckStage {
    CheckStage(
      .settings, .failed, "\(error)",
      hint: "Mend the value at \(error.origin); `check` shows every setting once they can all be read.")
  }

  private static func success(_ resolved: ResolvedSettings) -> CheckStage {
    let set = resolved.entries.filter { $0.origin != .default }
    let files = resolved.files.isEmpty ? "no settings file" : resolved.files.joined(separator: ", ")
    let count = set.isEmpty ? "all at their defaults" : "\(set.count) of \(resolved.entries.count) set"
    return CheckStage(
      .settings, .ok, "\(count); \(files)",
      details: set.map { "\($0.key) = \($0.value.isEmpty ? "-" : $0.value), from \(spelled($0.origin))" })
  }

  private static func spelled(_ origin: SettingsOrigin) -> String {
    origin == .code ? "--endpoint" : "\(origin)"
  }
}
