/// What is told of a metric before its points.
package struct MetricHeader: Equatable, Sendable {
  package enum Kind: Equatable, Sendable {
    case gauge
    case sum(Temporality, isMonotonic: Bool)
    case histogram(Temporality, Boundaries)
  }

  package let name: String
  package let description: String
  package let unit: String
  package let kind: Kind
}

/// Takes in one collection, series by series; nothing is kept for it in between.
///
/// Calls come in this order: a scope, a metric, its points, the next metric, …, the next scope.
package protocol MetricVisitor: ~Copyable {
  mutating func begin(scope: InstrumentationScope)
  mutating func begin(metric: MetricHeader)
  mutating func visit(number: NumberValue, of attributes: AttributeSet, start: Timestamp?, time: Timestamp)
  mutating func visit(
    histogram: HistogramSeries.Snapshot,
    of attributes: AttributeSet,
    start: Timestamp,
    time: Timestamp
  )
}

/// One instrument as one reader sees it: its series, and how they are shown.
package protocol MetricStream: AnyObject, Sendable {
  /// Shows the metric and its points, or nothing when there is no series.
  ///
  /// A series that began after `time`, during the collection or before the clock was set back, shows the moment it
  /// began: no point ends before its start.
  func collect<Visitor: MetricVisitor & ~Copyable>(at time: Timestamp, into visitor: inout Visitor)
}

/// A stream of sums or last values.
package final class NumberStream<Value: MeasurementValue>: MetricStream {
  package let table: SeriesTable<NumberSeries<Value>>
  private let header: MetricHeader

  package init(header: MetricHeader, table: SeriesTable<NumberSeries<Value>>) {
    self.header = header
    self.table = table
  }

  package func collect<Visitor: MetricVisitor & ~Copyable>(at time: Timestamp, into visitor: inout Visitor) {
    var isFirst = true
    let hasStart = header.kind != .gauge
    table.collect { series in
      if isFirst { visitor.begin(metric: header) }
      isFirst = false
      visitor.visit(
        number: series.value.number,
        of: series.attributes,
        start: hasStart ? series.start : nil,
        time: max(time, series.start)
      )
    }
  }
}

/// A stream of distributions.
package final class HistogramStream: MetricStream {
  package let table: SeriesTable<HistogramSeries>
  private let header: MetricHeader

  package init(header: MetricHeader, table: SeriesTable<HistogramSeries>) {
    self.header = header
    self.table = table
  }

  package func collect<Visitor: MetricVisitor & ~Copyable>(at time: Timestamp, into visitor: inout Visitor) {
    var isFirst = true
    table.collect { series in
      if isFirst { visitor.begin(metric: header) }
      isFirst = false
      visitor.visit(
        histogram: series.snapshot,
        of: series.attributes,
        start: series.start,
        time: max(time, series.start)
      )
    }
  }
}
