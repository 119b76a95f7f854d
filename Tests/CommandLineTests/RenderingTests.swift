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

  func test_bars_areAsHighAsTheirShare() {
    let bars = Bars(Distribution(point(bounds: [60, 3_600], counts: [8, 0, 1])))
    let lines = bars.lines(rows: 2, width: 22).map { $0.text() }

    XCTAssertEqual(
      lines,
      [
        "   █████             ",
        "   █████       ▂▂▂▂▂ ",
        "   1m    1h    more",
      ])
  }

  func test_bars_leaveOutLabelsThatHaveNoRoom() {
    let bars = Bars(Distribution(point(bounds: [0.5, 1, 2.5, 5], counts: [1, 1, 1, 1, 1])))
    XCTAssertEqual(bars.lines(rows: 1, width: 19).last?.text(), "   0.5s  2.5s  more")
    XCTAssertEqual([0.5, 10, 90, 300, 28_800].map(Bars.bound), ["0.5s", "10s", "1.5m", "5m", "8h"])
  }

  func test_bars_ofNothing_areEmpty() {
    let lines = Bars(Distribution(point(bounds: [1], counts: [0, 0]))).lines(rows: 1, width: 20)
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
