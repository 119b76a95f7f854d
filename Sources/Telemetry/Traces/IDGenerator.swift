/// Makes the ids of new traces and spans; never zero (T-55).
public protocol IDGenerator: Sendable {
  /// A new trace id; its low seven bytes should be uniformly random (P-21).
  func makeTraceID() -> TraceID
  /// A new span id.
  func makeSpanID() -> SpanID
  /// Whether the low seven bytes of every trace id are uniformly random, which is told to others (P-21).
  var makesRandomTraceIDs: Bool { get }
}

extension IDGenerator {
  /// No, unless the generator says so.
  public var makesRandomTraceIDs: Bool { false }
}

/// Random ids, from a generator that each thread has for itself.
public final class RandomIDGenerator: IDGenerator {
  /// The generator; all values are the same.
  public init() {}

  /// Yes.
  public var makesRandomTraceIDs: Bool { true }

  /// A random trace id.
  public func makeTraceID() -> TraceID { Self.withGenerator { .random(&$0) } }

  /// A random span id.
  public func makeSpanID() -> SpanID { Self.withGenerator { .random(&$0) } }

  /// Lends the generator of the calling thread.
  @inline(__always)
  static func withGenerator<Result>(_ body: (inout Xoshiro256) -> Result) -> Result {
    if let slot = unsafe ThreadSlots.current { return unsafe body(&slot.pointee.scratch.pointee.random) }
    return withoutSlot(body)
  }

  /// For threads that are too many to have one each. Nobody waits here, least of all a forked process, in which a lock may
  /// be held by a thread that does not exist.
  @inline(never)
  private static func withoutSlot<Result>(_ body: (inout Xoshiro256) -> Result) -> Result {
    var generator = Xoshiro256.seededBySystem()
    return body(&generator)
  }
}

extension TraceID {
  @inline(__always)
  static func random(_ generator: inout Xoshiro256) -> TraceID {
    TraceID(high: generator.next(), low: generator.nextNonZero())
  }
}

extension SpanID {
  @inline(__always)
  static func random(_ generator: inout Xoshiro256) -> SpanID { SpanID(generator.nextNonZero()) }
}
