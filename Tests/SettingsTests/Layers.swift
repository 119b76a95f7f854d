import Settings
import XCTest

/// The layers of one load: files by path, and variables; nothing else can be seen.
struct Layers {
  var files: [String: [UInt8]] = [:]
  var environment: [String: String] = [:]
  var homeDirectory: String? = "/home/buddy"

  /// A main file, and what else is there.
  init(_ yaml: String? = nil, local: String? = nil, _ environment: [String: String] = [:]) {
    files["settings/session-buddy.yaml"] = yaml.map { Array($0.utf8) }
    files["settings/local.yaml"] = local.map { Array($0.utf8) }
    self.environment = environment
  }

  func load(
    _ file: SettingsLoader.File = .standard,
    override: (inout TelemetrySettings) throws(SettingsError) -> Void = { _ in }
  ) throws(SettingsError) -> ResolvedSettings {
    let files = files
    let loader = SettingsLoader(
      environment: environment,
      homeDirectory: homeDirectory,
      hostName: { "build-7" },
      readFile: { path throws(FileProblem) in files[path] }
    )
    return try loader.load(file, override: override)
  }

  func settings(file: StaticString = #filePath, line: UInt = #line) -> TelemetrySettings? {
    do throws(SettingsError) {
      return try load().settings
    } catch {
      XCTFail("\(error)", file: file, line: line)
      return nil
    }
  }

  /// The description of the error, or of the lack of one.
  var complaint: String {
    do throws(SettingsError) {
      let resolved = try load()
      return "no error; warnings: \(resolved.warnings)"
    } catch {
      return error.description.replacing("settings/session-buddy.yaml", with: "file")
    }
  }

  func warnings(file: StaticString = #filePath, line: UInt = #line) -> [String] {
    do throws(SettingsError) {
      return try load().warnings.map { $0.replacing("settings/session-buddy.yaml", with: "file") }
    } catch {
      XCTFail("\(error)", file: file, line: line)
      return []
    }
  }
}
