import Synchronization
import Telemetry
import Tracing

/// What swift-distributed-tracing asks a span for and the SDK does not tell: its name and its attributes.
final class SpanState: Sendable {
  private struct Known {
    var name: String
    var attributes: SpanAttributes = [:]
  }

  let span: Telemetry.Span
  private let known: Mutex<Known>

  init(_ span: Telemetry.Span, named name: String) {
    self.span = span
    known = Mutex(Known(name: name))
  }

  var name: String {
    get { known.withLock { $0.name } }
    set {
      known.withLock { known in
        known.name = newValue
        span.updateName(newValue)
      }
    }
  }

  var attributes: SpanAttributes { known.withLock { $0.attributes } }

  /// Adds what is new in `attributes`, and replaces what has changed.
  ///
  /// Nothing is removed: whoever sets one attribute gives back all that there were when it looked, and would take away what
  /// another thread has set since.
  func update(_ attributes: SpanAttributes) {
    guard span.isRecording else { return }
    // Before the lock: values are described by code of their own.
    var values: [(key: String, attribute: SpanAttribute, value: AttributeValue)] = []
    attributes.forEach { key, attribute in values.append((key, attribute, AttributeValue(attribute))) }
    known.withLock { known in
      for (key, attribute, value) in values where known.attributes.get(key) != attribute {
        known.attributes.set(key, value: attribute)
        span.setAttribute(key, value)
      }
    }
  }
}
