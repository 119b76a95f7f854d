/// What every point says besides its value; good for as long as it is being visited.
///
/// Of a series it only points to the attributes, which the series keeps: to count references to them for each point
/// would cost as much as to write the point down.
@safe package struct PointContext {
  /// When the covered interval began; nil when the point has none.
  package let start: Timestamp?
  /// When the value was read.
  package let time: Timestamp
  @usableFromInline let attributesOfSeries: Unmanaged<AttributeSet.Storage>
  /// Nil where somebody else keeps them.
  private let ownAttributes: AttributeSet?
  @usableFromInline let someExemplars: [Exemplar]?

  /// What is told of a point with these attributes.
  package init(attributes: AttributeSet, start: Timestamp?, time: Timestamp, exemplars: [Exemplar] = []) {
    self.start = start
    self.time = time
    unsafe attributesOfSeries = Unmanaged.passUnretained(attributes.storage)
    ownAttributes = attributes
    someExemplars = exemplars.isEmpty ? nil : exemplars
  }

  /// What is told of a point of a series, whose attributes outlive the visit.
  @inline(__always)
  init(of series: Unmanaged<AttributeSet.Storage>, start: Timestamp?, time: Timestamp, exemplars: [Exemplar]?)
  {
    self.start = start
    self.time = time
    unsafe attributesOfSeries = series
    ownAttributes = nil
    someExemplars = exemplars
  }

  /// Which series it is.
  package var attributes: AttributeSet {
    unsafe AttributeSet(storage: attributesOfSeries.takeUnretainedValue())
  }

  /// Single measurements that stand for the others.
  package var exemplars: [Exemplar] { someExemplars ?? [] }

  /// Whether there is no exemplar, as nearly always.
  @inlinable @inline(__always)
  package var isPlain: Bool { someExemplars == nil }

  /// A number that stands for the series among those of `metric`, as likely to be met again as any other of 64 bits; good
  /// in this process only.
  @inlinable @inline(__always)
  package func mark(in metric: UInt64) -> UInt64 {
    unsafe attributesOfSeries._withUnsafeGuaranteedRef { storage in
      unsafe storage.withUnsafeMutablePointerToHeader { header in
        let fingerprint = unsafe header.pointee.fingerprint
        let product = (fingerprint.high ^ metric).multipliedFullWidth(
          by: fingerprint.low ^ 0x9E37_79B9_7F4A_7C15)
        return product.high ^ product.low
      }
    }
  }

  /// Lends the attributes as they are on the wire; see ``AttributeSet/withWireForm(_:)``.
  @inlinable @inline(__always)
  package func withAttributes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    unsafe attributesOfSeries._withUnsafeGuaranteedRef { unsafe AttributeSet.withWireForm($0, body) }
  }
}
