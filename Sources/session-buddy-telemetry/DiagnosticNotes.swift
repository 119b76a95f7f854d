import Synchronization
import Telemetry

/// What the library has to say, kept until the command knows what of it still matters.
final class DiagnosticNotes: Sendable {
  private static let maximum = 100

  private let messages = Mutex<[String]>([])

  /// The handler to give to the library.
  var diagnostics: Diagnostics {
    Diagnostics(minimum: .warning) { [self] diagnostic in
      messages.withLock { messages in
        if messages.count < Self.maximum { messages.append(diagnostic.message) }
      }
    }
  }

  /// What was said since the last time.
  func take() -> [String] {
    messages.withLock { messages in
      defer { messages = [] }
      return messages
    }
  }
}
