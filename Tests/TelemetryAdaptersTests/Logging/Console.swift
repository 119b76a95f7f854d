import Logging

/// Shows messages to a test.
struct Console: LogHandler {
  let shown: Mailbox
  var logLevel = Logging.Logger.Level.trace
  var metadata = Logging.Logger.Metadata()

  init(shown: Mailbox) {
    self.shown = shown
  }

  subscript(metadataKey key: String) -> Logging.Logger.MetadataValue? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) { shown.add("\(event.level) \(event.message)") }
}
