import Logging
import Telemetry

extension Severity {
  /// The lowest step of the range of a level; `notice` is the second step of `info`.
  init(_ level: Logging.Logger.Level) {
    switch level {
    case .trace: self = .trace
    case .debug: self = .debug
    case .info: self = .info
    case .notice: self.init(rawValue: 10)
    case .warning: self = .warn
    case .error: self = .error
    case .critical: self = .fatal
    }
  }
}
