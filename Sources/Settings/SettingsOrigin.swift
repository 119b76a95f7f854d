/// Where a setting got its value.
public enum SettingsOrigin: Equatable, Sendable {
  /// Nobody set it.
  case `default`
  /// A file; without a position the file as a whole is meant.
  case file(path: String, at: SettingsPosition? = nil)
  /// An environment variable.
  case environment(name: String)
  /// The program itself, after everything was read.
  case code
}

/// A line and a column of a settings file, both counted from 1.
public struct SettingsPosition: Equatable, Sendable {
  /// The line.
  public let line: Int
  /// The column, counted in Unicode scalars.
  public let column: Int

  /// A position in a file.
  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }
}

extension SettingsOrigin: CustomStringConvertible {
  /// `default`, `path:line:column`, the variable's name, or `code`.
  public var description: String {
    switch self {
    case .default: "default"
    case .file(let path, nil): path
    case .file(let path, let position?): "\(path):\(position.line):\(position.column)"
    case .environment(let name): name
    case .code: "code"
    }
  }
}

extension SettingsOrigin {
  /// Whether one of OpenTelemetry's own variables said so: its rules ask to warn and carry on, not to fail.
  var isOpenTelemetryVariable: Bool {
    if case .environment(let name) = self { name.hasPrefix("OTEL_") } else { false }
  }

  /// Whether both stand in the same file.
  func isInSameFile(as other: SettingsOrigin) -> Bool {
    guard case .file(let path, _) = self, case .file(let otherPath, _) = other else { return false }
    return path == otherPath
  }
}
