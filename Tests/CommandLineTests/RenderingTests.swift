import SessionBuddyTelemetry
import XCTest
import session_buddy_telemetry

/// Numbers, lines, tables and bars as they appear on a screen.
final class RenderingTests: XCTestCase {
  func test_figures_readAsPeopleWriteThem() {
    XCTAssertEqual(
      [0, 7, 999, 1_000, 1_234_567, -4_200].map { Figures.count($0) },
      [
        "0", "7", "999", "1,000", "1,234,567", "-4,200",
      ])
    XCTAssertEqual(
      [0, 0.416, 9.999, 12.34, 99.96, 128.4, 1_204].map(Figures.decimal),
      [
        "0.00", "0.42", "10.00", "12.3", "100.0", "128", "1,204",
      ])
    XCTAssertEqual(Figures.decimal(.nan), "nan")
    XCTAssertEqual(
      [0.000_85, 0.0124, 0.5, 3.21, 240, 9_000].map(Figures.duration),
      [
        "850 µs", "12.4 ms", "500 ms", "3.2 s", "4 min", "2.5 h",
      ])
    XCTAssertEqual([Figures.items(1, "span"), Figures.items(0, "span")], ["1 span", "0 spans"])
  }

  func test_line_keepsItsColumns() {
    var line = Line("ab")
    line.add("cd", .strong, in: 4, .right)
    line.add("efghij", .faint, in: 4)
    line.fill(to: 12, with: "-")

    XCTAssertEqual(line.text(), "ab  cdefg…--")
    XCTAssertEqual(line.width, 12)
    XCTAssertEqual(line.cut(to: 7).text(), "ab  cde")
    XCTAssertEqual(Line("x", .good).text(withColour: true), "\u{1B}[32mx\u{1B}[0m")
  }

  func test_table_hasColumnsAsWideAsTheirLongestCell() {
    let table = TextTable(["KEY", "VALUE"], [["a", "1"], ["longer", "2"]])
    XCTAssertEqual(table.text, "KEY     VALUE\na       1\nlonger  2")
  }

  func test_figures_ofAbsurdNumbers_areWrittenWithTheirExponent() {
    XCTAssertEqual(
      [1e18, -1e300, .infinity, .nan].map(Figures.duration),
      ["277777777777777.8 h", "-2.777777777777778e+296 h", "inf", "nan"])
    XCTAssertEqual([1e16, -.infinity, 123.9].map(Figures.whole), ["1e+16", "-inf", "123"])
    XCTAssertEqual(Figures.fixed(.nan, digits: 1), "nan")
    XCTAssertEqual(
      [1e19, -1e19, .nan, .infinity, -2.9].map { Int(saturating: $0) }, [.max, .min, 0, .max, -2])
  }

  func test_chart_isAsHighAsTheShares() {
    let chart = HistogramChart(Distribution(point(bounds: [60, 3_600], counts: [8, 0, 1])), width: 22)

    XCTAssertEqual(
      chart.lines(rows: 2).map { $0.text() },
      [
        "   █████             ",
        "   █████       ▂▂▂▂▂ ",
        "   1m    1h    more",
      ])
  }

  func test_chart_labelsEverySecondBarWhenAllHaveNoRoom() {
    let chart = HistogramChart(
      Distribution(point(bounds: [0.5, 1, 2.5, 5], counts: [1, 1, 1, 1, 1])), width: 20)
    XCTAssertEqual(chart.lines(rows: 1).last?.text(), "   0.5s  2.5s  more")
    XCTAssertEqual(
      [0.5, 10, 90, 300, 28_800, .infinity].map(HistogramChart.bound),
      ["0.5s", "10s", "1.5m", "5m", "8h", "inf"])
  }

  func test_chart_ofDwellTimes_hasItsLastLabelInHalfATerminal() {
    let bounds = [0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600]
    let chart = HistogramChart(
      Distribution(point(bounds: bounds, counts: Array(repeating: 1, count: 11))), width: 40)
    XCTAssertEqual(
      chart.lines(rows: 1).map { $0.text() },
      ["   ██ ██ ██ ██ ██ ██ ██ ██ ██ ██ ██ ", "   0.5s  2.5s  10s   1m    5m    more"])
  }

  func test_chart_ofManyBuckets_fitsAnyWidth() {
    for count in [0, 1, 2, 17, 1_000] {
      for width in [1, 10, 20, 40, 200] {
        let bounds = (1..<max(count, 2)).map(Double.init)
        let point = point(bounds: bounds, counts: Array(repeating: 1, count: count))
        let lines = HistogramChart(Distribution(point), width: width).lines(rows: 1)
        XCTAssertLessThanOrEqual(lines.map(\.width).max() ?? 0, max(width, 8), "\(count) in \(width)")
        if count > 1 { XCTAssertEqual(lines.last?.text().hasSuffix("more"), true, "\(count) in \(width)") }
      }
    }
  }

  func test_chart_ofNothing_isEmpty() {
    let lines = HistogramChart(Distribution(point(bounds: [1], counts: [0, 0])), width: 20).lines(rows: 1)
    XCTAssertEqual(lines.first?.text().filter { $0 != " " }, "")
  }

  private func point(bounds: [Double], counts: [UInt64]) -> HistogramPoint {
    HistogramPoint(
      attributes: [:],
      start: nil,
      time: Timestamp(nanosecondsSinceEpoch: 1),
      count: counts.reduce(0, +),
      sum: 1,
      min: nil,
      max: nil,
      bounds: bounds,
      bucketCounts: counts
    )
  }
}
