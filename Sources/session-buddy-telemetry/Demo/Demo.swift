import ArgumentParser
import OTLPReceiver
import SessionBuddyTelemetry
import Settings

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// `demo`: the whole way of a record, from a program to a collector, on one screen.
struct Demo: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Send a stream of records to an embedded collector, and watch them arrive.",
    discussion: """
      Starts a collector on a free port of this machine, invents a developer's day in a hurry (sessions, \
      searches, activity, and a trace per session), sends it over OTLP/gRPC, and shows what arrives. In a \
      terminal the view is drawn in place; elsewhere a line is printed every second. Ctrl-C ends it early.

      The trace of a session is shown as a tree: its checkpoints, commits, searches and calls of tools below it, \
      and with an arrow the work of a second service, which was told the id of the session and nothing else. \
      The tree of the last one stays on the screen.

      Latencies are taken at the collector: from a record to the receipt of the first collection that contains \
      it (metrics are collected once a second here), from a collection to its receipt (the export itself), and from a span's end to \
      its receipt (spans wait for each other for half a second).

      EXAMPLES
        session-buddy-telemetry demo
        session-buddy-telemetry demo --seconds 60
        session-buddy-telemetry demo --real

      EXIT CODES
        0  everything that was sent arrived, and the books of both sides agree
        1  something did not arrive
        2  the command line is at fault, or --real finds nothing to read
      """
  )

  @Option(help: ArgumentHelp("How long to run.", valueName: "seconds"))
  var seconds = 10.0

  @Option(help: ArgumentHelp("Invent the same records again: any whole number from 0.", valueName: "number"))
  var seed: UInt64?

  @Flag(help: "Read the activity events in ~/.claude/data, instead of inventing records.")
  var real = false

  func validate() throws {
    guard seconds > 0, seconds <= 86_400 else {
      throw ValidationError("--seconds: expected more than 0 and at most 86400, found \(seconds).")
    }
  }

  func run() throws {
    let signals = StopSignals()
    var stream = try makeStream()
    let book = ArrivalBook(of: Self.instance)
    let receiver: Receiver
    let services: DemoServices
    let notes = DiagnosticNotes()
    do {
      receiver = try Receiver { book.enter($0) }
      services = try DemoServices(
        endpoint: receiver.endpoint, instance: Self.instance, diagnostics: notes.diagnostics)
    } catch {
      throw CommandFailure(.usage, "\(error)")
    }
    var stage = DemoStage(services, book, receiver.endpoint, length: .seconds(seconds))
    let failure = stage.play(&stream, until: signals)
    stream.finish()
    let ledger = services.shutdown(within: .seconds(5))
    stage.close()
    receiver.stop()
    let arrivals = book.snapshot
    let summary = DemoSummary(
      ledger: ledger, records: services.sessionBuddy.health().records, arrivals: arrivals)
    stage.show(SpanTree(latestOf: arrivals.latestSpans))
    stage.show(summary.lines)
    notes.take().forEach(Console.warning)
    if let failure { throw failure }
    if !summary.isComplete { throw CommandFailure(.notDelivered) }
  }

  private func makeStream() throws(CommandFailure) -> any DemoStream {
    guard real else {
      return InventedStream(SeededGenerator(seed: seed ?? UInt64.random(in: 0 ... .max)))
    }
    guard let home = unsafe getenv("HOME") else {
      throw CommandFailure(.usage, "--real: expected HOME to name the home directory, found nothing")
    }
    return try RealStream(home: unsafe String(cString: home))
  }

  /// Who this run of the demo is, by which it tells its own telemetry from that of others.
  private static let instance = "demo-\(UInt64.random(in: 0 ... .max))"
}
