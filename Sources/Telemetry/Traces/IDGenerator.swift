import Synchronization

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

/// Random ids from a generator seeded once by the system.
public final class RandomIDGenerator: IDGenerator {
  private let generator: Mutex<Xoshiro256>

  /// A generator with a seed of its own.
  public init() {
    generator = Mutex(.seededBySystem())
  }

  /// Yes.
  public var makesRandomTraceIDs: Bool { true }

  /// A random trace id.
  public func makeTraceID() -> TraceID {
    generator.withLock { TraceID(high: $0.next(), low: $0.nextNonZero()) }
  }

  /// A random span id.
  public func makeSpanID() -> SpanID {
    SpanID(generator.withLock { $0.nextNonZero() })
  }
}

/// Blackman and Vigna's xoshiro256**: small, fast, and random enough for ids; not for secrets.
package struct Xoshiro256: RandomNumberGenerator, Sendable {
  private var a, b, c, d: UInt64

  package init(seededBy source: inout some RandomNumberGenerator) {
    (a, b, c, d) = (source.next(), source.next(), source.next(), source.next())
    if a | b | c | d == 0 { a = 1 }
  }

  /// A generator with a seed of its own.
  package static func seededBySystem() -> Xoshiro256 {
    var system = SystemRandomNumberGenerator()
    return Xoshiro256(seededBy: &system)
  }

  package mutating func next() -> UInt64 {
    let multiplied = b &* 5
    let result = (multiplied << 7 | multiplied >> 57) &* 9
    let shifted = b << 17
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = d << 45 | d >> 19
    return result
  }

  fileprivate mutating func nextNonZero() -> UInt64 {
    while true {
      let value = next()
      if value != 0 { return value }
    }
  }
}
