import ArgumentParser
import OTLPReceiver
import Telemetry

/// `collect`: an OTLP/gRPC endpoint that shows what arrives.
struct Collect: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Receive metrics, spans and log records, and print one line for each.",
    discussion: """
      Any OpenTelemetry SDK or collector that exports OTLP over gRPC without TLS can send here; everything is \
      accepted. Standard output carries what arrived and nothing else, standard error the address and the \
      summary. Ctrl-C or SIGTERM ends it; a second one ends it at once.

      EXAMPLES
        session-buddy-telemetry collect
        session-buddy-telemetry collect | grep session_buddy.search
        session-buddy-telemetry collect --listen 127.0.0.1:0 -q --jsonl in.jsonl

      EXIT CODES
        0  ended by a signal, or because nobody reads standard output any more
        1  a line could not be written to the file of --jsonl
        2  the command line is at fault, or nothing can listen on the address
      """
  )

  @Option(help: ArgumentHelp("Where to listen; port 0 lets the system choose.", valueName: "host:port"))
  var listen = "127.0.0.1:4317"

  @Option(
    help: ArgumentHelp("Append each request to this file, as one line of OTLP/JSON.", valueName: "file"))
  var jsonl: String?

  @Flag(name: .shortAndLong, help: "Print no lines, only the summary.")
  var quiet = false

  func run() throws {
    let address = try ListenAddress(listen)
    let signals = StopSignals()
    let file: AppendedFile? = try jsonl.map { path in
      guard let file = AppendedFile(path: path) else {
        throw CommandFailure(.usage, "\(path): \(AppendedFile.reason)")
      }
      return file
    }
    let printsLines = !quiet
    let receiver: Receiver
    do {
      receiver = try Receiver(listeningOn: address.text) { request in
        if printsLines, !Console.write(request.lines.map { $0 + "\n" }.joined()) { signals.stop() }
        file?.append(request.json)
        return .ok
      }
    } catch {
      throw CommandFailure(.usage, address.explanation(of: error))
    }
    Console.note("listening on \(receiver.endpoint.withoutScheme)")
    signals.wait()
    receiver.stop()
    Console.note(CollectSummary(receiver.counts).text)
    if let file, let problem = file.problem {
      throw CommandFailure(.notDelivered, "\(file.path): \(problem)")
    }
  }
}

/// What a receiver saw, in a line or two.
struct CollectSummary {
  let text: String

  init(_ counts: Receiver.Counts) {
    let items = [
      Figures.items(counts.items.dataPoints, "data point"),
      Figures.items(counts.items.spans, "span"),
      Figures.items(counts.items.logRecords, "log record"),
    ]
    let requests = Figures.items(counts.requests, "request")
    var lines = [
      "received \(requests) (\(Figures.items(counts.bytes, "byte"))): " + items.joined(separator: ", ")
    ]
    if counts.undecodable > 0 {
      lines.append("refused \(Figures.items(counts.undecodable, "request")) that could not be decoded")
    }
    if counts.unknownMethods > 0 {
      lines.append("refused \(Figures.items(counts.unknownMethods, "call")) of unknown methods")
    }
    text = lines.joined(separator: "\n")
  }
}

extension String {
  /// `127.0.0.1:4317` for `http://127.0.0.1:4317`.
  var withoutScheme: String {
    guard let slash = lastIndex(of: "/") else { return self }
    return String(self[index(after: slash)...])
  }
}
