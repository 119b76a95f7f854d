/// A sum, or a last value.
struct NumberTotal: SeriesTotal {
  struct Form: Sendable {
    let isFloatingPoint: Bool
    /// Whether the newest counts, not the sum.
    let isLastValue: Bool
  }

  private var bits: UInt64 = 0
  /// How many measurements that were.
  private var updates: UInt64 = 0

  init() {}

  private init(bits: UInt64, updates: UInt64) {
    self.bits = bits
    self.updates = updates
  }

  var isEmpty: Bool { updates == 0 }

  @inline(__always)
  mutating func merge(_ other: borrowing NumberTotal, _ form: Form) {
    if form.isLastValue {
      bits = other.bits
    } else if form.isFloatingPoint {
      bits = (Double(bitPattern: bits) + Double(bitPattern: other.bits)).bitPattern
    } else {
      // Wraps rather than stopping the program (M-118).
      bits &+= other.bits
    }
    updates &+= other.updates
  }

  @inline(__always)
  static func drain(
    _ cell: UnsafeMutableRawPointer,
    _ form: Form,
    into body: (borrowing NumberTotal) -> Void
  ) -> Bool {
    if form.isLastValue {
      guard let bits = unsafe cell.assumingMemoryBound(to: LastValueCell.self).pointee.take() else {
        return false
      }
      body(NumberTotal(bits: bits, updates: 1))
      return true
    }
    let sum = unsafe cell.assumingMemoryBound(to: SumCell.self)
    let found = unsafe sum.pointee
    guard found.updates > 0 else { return false }
    unsafe sum.pointee = SumCell(bits: 0, updates: 0)
    body(NumberTotal(bits: found.bits, updates: found.updates))
    return true
  }

  @inline(__always)
  func show<Visitor: MetricVisitor & ~Copyable>(
    _ point: PointContext, _ form: Form, to visitor: inout Visitor
  ) {
    visitor.visit(number: NumberValue(bits, isFloatingPoint: form.isFloatingPoint), point)
  }
}

extension NumberValue {
  /// The number whose bits a cell keeps.
  @inline(__always)
  init(_ bits: UInt64, isFloatingPoint: Bool) {
    self = isFloatingPoint ? .double(Double(bitPattern: bits)) : .int(Int64(bitPattern: bits))
  }
}
