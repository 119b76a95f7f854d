package import Telemetry
import WireFormat

/// Writes one collection as `ExportMetricsServiceRequest`s, each series once, straight into the memory that is sent.
///
/// A point that would take the request past the limit begins a new one, under the same resource, scope and metric.
package struct MetricRequestWriter: ~Copyable, MetricVisitor {
  private struct OpenLevels {
    let resource: ByteWriter.OpenMessage
    var scope: ByteWriter.OpenMessage?
    var metric: OpenMetric?
  }

  private struct OpenMetric {
    let metric: ByteWriter.OpenMessage
    let data: ByteWriter.OpenMessage
  }

  private let resource: Resource
  private let maximumBytes: Int
  private let expectedBytes: Int
  private var scope: InstrumentationScope?
  private var metric: MetricHeader?
  private var writer: ByteWriter
  private var levels: OpenLevels?
  private var itemCount = 0
  private var finished: [EncodedRequest] = []
  /// The metric of each point that exceeds a request by itself and was left out.
  package private(set) var oversized: [String] = []
  /// Which series were written.
  package private(set) var coverage: SeriesCoverage

  /// Requests of at most `maximumBytes`, but for what closes them; `expectedBytes` is the size of the previous collection and
  /// `horizon` its time, if known.
  package init(
    resource: Resource,
    maximumBytes: Int,
    expectedBytes: Int = 4_096,
    since horizon: Timestamp? = nil
  ) {
    coverage = SeriesCoverage(since: horizon)
    self.resource = resource
    self.maximumBytes = maximumBytes
    self.expectedBytes = min(expectedBytes, maximumBytes)
    writer = ByteWriter(capacity: self.expectedBytes + self.expectedBytes / 8)
  }

  /// The requests written; none when there were no points.
  package consuming func finish() -> [EncodedRequest] {
    closeRequest()
    return finished
  }

  package mutating func begin(scope: InstrumentationScope) {
    closeScope()
    self.scope = scope
  }

  package mutating func begin(metric: MetricHeader) {
    closeMetric()
    self.metric = metric
    coverage.begin(metric, of: scope)
  }

  package mutating func visit(number: NumberValue, _ point: PointContext) {
    coverage.add(point)
    // Without a closure, which would copy the point.
    if isMetricOpen {
      let before = writer.count
      writer.numberPoint(number, point)
      if keeps(from: before) { return }
    }
    placePoint { $0.numberPoint(number, point) }
  }

  package mutating func visit(histogram: HistogramSnapshot, _ point: PointContext) {
    guard case .histogram(_, let boundaries) = metric?.kind else { return }
    coverage.add(point)
    placePoint { $0.histogramPoint(histogram, bounds: boundaries.values, point) }
  }

  package mutating func visit(exponentialHistogram: ExponentialSnapshot, _ point: PointContext) {
    coverage.add(point)
    placePoint { $0.exponentialPoint(exponentialHistogram, point) }
  }

  /// Whether what was written from `before` on fits into the open request; if not it is taken back.
  @inline(__always)
  private mutating func keeps(from before: Int) -> Bool {
    guard writer.count <= maximumBytes else {
      writer.truncate(to: before)
      return false
    }
    itemCount &+= 1
    return true
  }

  /// Writes a point where it fits: into the open request, or else into a new one, or else nowhere.
  @inline(never)
  private mutating func placePoint(_ body: (inout ByteWriter) -> Void) {
    let before = (count: writer.count, levels: levels)
    openLevels()
    let start = writer.count
    body(&writer)
    if writer.count - start > maximumBytes {
      // Alone it exceeds a request: leaving it out costs no neighbour.
      writer.truncate(to: before.count)
      levels = before.levels
      coverage.miss()
      oversized.append(metric?.name ?? "")
      return
    }
    if writer.count > maximumBytes, itemCount > 0 {
      writer.truncate(to: before.count)
      levels = before.levels
      closeRequest()
      openLevels()
      body(&writer)
    }
    itemCount &+= 1
  }

  // MARK: Levels

  private var isMetricOpen: Bool { levels?.metric != nil }

  private mutating func openLevels() {
    if levels == nil {
      let message = writer.open(0x0A, expecting: expectedBytes)
      writer.resource(0x0A, resource)
      levels = OpenLevels(resource: message)
    }
    if levels?.scope == nil, let scope {
      let opened = writer.open(0x12, expecting: expectedBytes)
      levels?.scope = opened
      writer.scope(0x0A, scope)
    }
    if levels?.metric == nil, let metric {
      let opened = open(metric)
      levels?.metric = opened
    }
  }

  private mutating func open(_ header: MetricHeader) -> OpenMetric {
    let metric = writer.open(0x12, expecting: 1_024)
    writer.nonEmpty(0x0A, header.name)
    writer.nonEmpty(0x12, header.description)
    writer.nonEmpty(0x1A, header.unit)
    let tag: UInt8 =
      switch header.kind {
      case .gauge: 0x2A
      case .sum: 0x3A
      case .histogram: 0x4A
      case .exponentialHistogram: 0x52
      }
    return OpenMetric(metric: metric, data: writer.open(tag, expecting: 1_024))
  }

  private mutating func closeMetric() {
    guard let open = levels?.metric, let metric else { return }
    switch metric.kind {
    case .gauge: break
    case .sum(let temporality, let isMonotonic):
      writer.nonZero(0x10, temporality.wireValue)
      writer.nonZero(0x18, isMonotonic ? 1 : 0)
    case .histogram(let temporality, _), .exponentialHistogram(let temporality):
      writer.nonZero(0x10, temporality.wireValue)
    }
    writer.close(open.data)
    writer.close(open.metric)
    levels?.metric = nil
  }

  private mutating func closeScope() {
    closeMetric()
    guard let open = levels?.scope else { return }
    writer.nonEmpty(0x1A, scope?.schemaURL ?? "")
    writer.close(open)
    levels?.scope = nil
  }

  private mutating func closeRequest() {
    closeScope()
    guard let open = levels?.resource else { return }
    writer.nonEmpty(0x1A, resource.schemaURL)
    writer.close(open)
    levels = nil
    var full = ByteWriter(capacity: expectedBytes)
    swap(&full, &writer)
    finished.append(EncodedRequest(signal: .metrics, itemCount: itemCount, parts: [full.seal()]))
    itemCount = 0
  }
}

extension Temporality {
  /// OTLP's number; zero is never sent (W-08).
  fileprivate var wireValue: UInt64 {
    switch self {
    case .delta: 1
    case .cumulative: 2
    }
  }
}
