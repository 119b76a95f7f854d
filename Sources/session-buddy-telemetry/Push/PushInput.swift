import SessionBuddySources
import SessionBuddyTelemetry

/// Reads files record by record into a running telemetry system, and says on standard error what is no record.
struct PushInput {
  /// How many notes on records are shown before they are only counted.
  private static let shown = 10

  private let telemetry: SessionTelemetry
  private var pressure: PushPressure
  private var notes = 0
  /// What became of the spans of the sessions.
  private(set) var sessionSpans = SessionSpanCounts()
  /// Whether a file could not be read, or not to its end.
  private(set) var hasFailed = false

  /// Reads into `telemetry`, which may take as long as `patience` to make room for spans.
  init(_ telemetry: SessionTelemetry, patience: Duration) {
    self.telemetry = telemetry
    pressure = PushPressure(telemetry, patience: patience)
  }

  /// How much of the patience is left.
  var patience: Duration { pressure.patience }

  mutating func readSessions(_ path: String) {
    readLines(path) { input, session, line in input.record(session as SessionMetrics, path, line) }
  }

  mutating func readInteractions(_ path: String) {
    readLines(path) { input, interaction, _ in input.telemetry.record(interaction as ResultInteraction) }
  }

  /// Reads a database if the file is one or is called one, otherwise lines.
  mutating func readActivity(_ path: String) {
    attempt { input throws(SourceError) in
      let isDatabase = try SourceFile(path: path).isDatabase
      if isDatabase || path.isNamedLikeDatabase {
        try input.readRows(of: ActivityDatabase(path: path))
      } else {
        input.readLines(path) { input, event, _ in input.telemetry.record(event as ActivityEvent) }
      }
    }
  }

  /// Tells how many notes were not shown.
  func finish() {
    if notes > Self.shown { Console.note("… and \(Figures.count(notes - Self.shown)) more") }
  }

  private mutating func record(_ session: SessionMetrics, _ path: String, _ line: Int) {
    telemetry.record(session)
    guard telemetry.settings.tracesEnabled else { return }
    let result = telemetry.recordSpan(of: session)
    sessionSpans.count(result, of: SessionIdentity(of: session.sessionID))
    switch result {
    case .made: pressure.noteSpan()
    case .implausible(let reason): note("\(path):\(line): no span: \(reason)")
    case .alreadyMade, .unfinished: break
    }
  }

  private mutating func readLines<Record: SessionBuddyRecord>(
    _ path: String,
    _ record: (inout PushInput, Record, Int) -> Void
  ) {
    attempt { input throws(SourceError) in
      guard try !SourceFile(path: path).isDatabase else {
        throw SourceError(.failed("expected JSON lines, found a SQLite database"), path: path)
      }
      var source = try JSONLinesSource<Record>(path: path)
      while let next = try source.next() {
        switch next {
        case .success(let value): record(&input, value, source.lineNumber)
        case .failure(let problem): input.note(problem, in: path)
        }
      }
    }
  }

  private mutating func readRows(of database: ActivityDatabase) throws(SourceError) {
    var rows = database.events()
    while let next = try rows.next() {
      switch next {
      case .success(let event): telemetry.record(event)
      case .failure(let problem): note(problem, in: database.path)
      }
    }
  }

  /// Runs `body`; what a file says against being read is told, and the next file has its turn.
  private mutating func attempt(_ body: (inout PushInput) throws(SourceError) -> Void) {
    do throws(SourceError) {
      try body(&self)
    } catch {
      hasFailed = true
      Console.error("\(error)")
    }
  }

  private mutating func note(_ problem: InvalidRecord, in path: String) {
    telemetry.noteInvalidRecord()
    note(problem.description(in: path))
  }

  private mutating func note(_ text: String) {
    notes += 1
    if notes <= Self.shown { Console.note(text) }
  }
}

extension InvalidRecord {
  /// `sessions.jsonl:7: reason`, as compilers write it and editors understand it.
  func description(in path: String) -> String {
    switch place {
    case .line(let number): "\(path):\(number): \(reason)"
    case .row(let id): "\(path): row \(id): \(reason)"
    }
  }
}

extension SourceFile {
  fileprivate var isDatabase: Bool {
    if case .sqlite = self { true } else { false }
  }
}

extension String {
  fileprivate var isNamedLikeDatabase: Bool {
    [".db", ".sqlite", ".sqlite3"].contains { hasSuffix($0) }
  }
}
