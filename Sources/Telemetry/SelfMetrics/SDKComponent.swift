/// The part of the SDK that a metric about the SDK is about.
package struct SDKComponent: Sendable {
  /// What kind of part, in the words of the conventions (O-12).
  package let type: String
  /// Which of its kind, from 0 on (O-13).
  package let number: Int

  /// `otel.component.type` and `otel.component.name`.
  package var attributes: AttributeSet {
    [
      "otel.component.type": .string(type),
      "otel.component.name": .string("\(type)/\(number)"),
    ]
  }
}

/// Numbers the parts of one SDK, kind by kind, so that a process that restarts names them as before (O-13).
package struct SDKComponents: Sendable {
  private var counts: [String: Int] = [:]

  package init() {}

  /// The next part of a kind.
  package mutating func next(_ type: String) -> SDKComponent {
    defer { counts[type, default: 0] += 1 }
    return SDKComponent(type: type, number: counts[type] ?? 0)
  }
}
