public import Telemetry
public import Tracing

/// What a `ServiceContext` carries for the SDK.
struct CarriedSpan: Sendable {
  /// The context; as an object, so that two contexts that say the same are still told apart.
  let carried: CarriedContext
  /// What swift-distributed-tracing can be told of the span; nil when it did not start it.
  let state: SpanState?

  init(_ context: Context, _ state: SpanState? = nil) {
    carried = CarriedContext(context)
    self.state = state
  }

  private init() {
    carried = .nothing
    state = nil
  }

  private static let nothing = CarriedSpan()

  /// What `context` carries.
  static func `in`(_ context: ServiceContext?) -> CarriedSpan {
    context?[CarriedSpanKey.self] ?? nothing
  }
}

enum CarriedSpanKey: InstrumentationContextKey {
  typealias Value = CarriedSpan

  static var nameOverride: String? { "telemetry" }
}

extension ServiceContext {
  /// What this context means to the SDK: the span that the work is a part of, the baggage, and values of anybody's.
  ///
  /// ```swift
  /// var context = ServiceContext.current ?? .topLevel
  /// context.telemetry = context.telemetry.setting(baggage: Baggage().setting("tenant", to: "acme"))
  /// ServiceContext.withValue(context) { callOtherService() }
  /// ```
  public var telemetry: Telemetry.Context {
    get { CarriedSpan.in(self).carried.context }
    set {
      let old = CarriedSpan.in(self)
      let isSameSpan = old.carried.context.spanContext == newValue.spanContext
      self[CarriedSpanKey.self] = CarriedSpan(newValue, isSameSpan ? old.state : nil)
    }
  }
}
