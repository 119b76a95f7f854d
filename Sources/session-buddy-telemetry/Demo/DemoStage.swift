import SessionBuddyTelemetry

/// Plays a stream of records in real time and shows what arrives meanwhile.
struct DemoStage {
  private static let period = Duration.milliseconds(50)
  private static let ticksPerFrame = 4
  private static let ticksPerLine = 20
  /// How many columns are used where nobody says how many there are.
  private static let plainWidth = 100

  private let services: DemoServices
  private let book: ArrivalBook
  private let endpoint: String
  private let length: Duration
  private let terminal = Terminal()
  private let clock = SystemClock()
  private let start: Instant
  private var rates = Rates()

  init(_ services: DemoServices, _ book: ArrivalBook, _ endpoint: String, length: Duration) {
    self.services = services
    self.book = book
    self.endpoint = endpoint
    self.length = length
    start = clock.instant
    terminal?.open()
  }

  /// Ticks until the time is over or somebody asks to stop; returns what made it end early, if anything did.
  mutating func play(_ stream: inout any DemoStream, until signals: StopSignals) -> CommandFailure? {
    var ticks = 0
    let end = start.advanced(by: length)
    while clock.instant < end, !signals.isStopping {
      do throws(CommandFailure) {
        let count = try stream.tick(services, at: clock.now)
        book.noteRecords(count, by: clock.now)
      } catch {
        return error
      }
      if !show(ticks) { return CommandFailure(.notDelivered) }
      ticks += 1
      let next = min(start.advanced(by: Self.period * ticks), end)
      _ = signals.wait(atMost: clock.instant.duration(until: next))
    }
    return nil
  }

  /// Gives the screen back.
  func close() {
    terminal?.close()
  }

  /// Prints the trace that ended last, whole; nothing when there was none.
  func show(_ tree: SpanTree) {
    let width = terminal?.size.width ?? Self.plainWidth
    guard !tree.lines(width: width).isEmpty else { return }
    show([.heading(tree.title, width: width)] + tree.lines(width: width) + [Line()])
  }

  /// Prints the lines that stay.
  func show(_ lines: [Line]) {
    for line in lines { Console.line(line.text(withColour: terminal?.usesColour ?? false)) }
  }

  /// Draws a frame or prints a line when it is time to; false when nobody can see it any more.
  private mutating func show(_ ticks: Int) -> Bool {
    let isDue = ticks.isMultiple(of: terminal == nil ? Self.ticksPerLine : Self.ticksPerFrame)
    guard isDue else { return true }
    let status = status
    guard let terminal else {
      return Console.line(ticks == 0 ? "collector on \(endpoint)" : ProgressLine(status).text)
    }
    return terminal.draw(DemoView(status: status, size: terminal.size).lines)
  }

  private var status: DemoStatus {
    mutating get {
      let arrivals = book.snapshot
      let now = clock.instant
      return DemoStatus(
        endpoint: endpoint,
        elapsed: start.duration(until: now),
        length: length,
        state: services.sessionBuddy.health().state,
        arrivals: arrivals,
        rates: rates.note(
          [arrivals.records, Int(clamping: arrivals.items.dataPoints), Int(clamping: arrivals.items.spans)],
          at: now)
      )
    }
  }
}

/// The demo's state on one line, for where nothing can be redrawn.
struct ProgressLine {
  let text: String

  init(_ status: DemoStatus) {
    let arrivals = status.arrivals
    let parts = [
      Figures.duration(status.elapsed.inSeconds).fitted(to: 7, .right),
      "\(Figures.count(arrivals.records)) records",
      "\(Figures.count(arrivals.requests)) requests",
      "\(Figures.count(arrivals.items.dataPoints)) data points",
      "\(Figures.count(arrivals.items.spans)) spans",
      "record to receipt p95 \(arrivals.recordLatency.text(at: 0.95))",
    ]
    text = parts.joined(separator: "  ")
  }
}
