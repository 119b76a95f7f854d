import Logging
import Metrics
import ServiceLifecycle
import Tracing

/// A small service that counts, times, traces and logs what it does, and knows nothing of OpenTelemetry.
struct SearchService: Service {
  let queries: [String]
  private let index = SearchIndex()
  private let logger = Logger(label: "search.service")
  private let searches = Counter(label: "search.requests", dimensions: [("source", "example")])
  private let running = Meter(label: "search.running")
  private let latency = Timer(label: "search.duration")

  init(queries: [String]) {
    self.queries = queries
  }

  /// Answers all queries, one after the other.
  func run() async throws {
    for query in queries { await answer(query) }
  }

  private func answer(_ query: String) async {
    running.increment()
    defer { running.decrement() }
    await withSpan("search", ofKind: .server) { span in
      let begin = ContinuousClock.now
      let hits = await index.hits(of: query)
      span.attributes["search.hits"] = hits
      searches.increment()
      latency.record(duration: ContinuousClock.now - begin)
      logger.info("searched", metadata: ["search.hits": .stringConvertible(hits)])
    }
  }
}
