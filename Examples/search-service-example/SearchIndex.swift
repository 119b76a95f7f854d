import Logging
import Tracing

/// What is searched.
actor SearchIndex {
  private let documents = ["spans and traces", "metrics", "log records", "spans of swift"]
  private let logger = Logger(label: "search.index")

  /// How many documents say `word`.
  func hits(of word: String) -> Int {
    withSpan("index.scan", ofKind: .client) { span in
      span.addEvent("opened")
      let hits = documents.count { $0.contains(word) }
      if hits == 0 {
        logger.warning("nothing found")
        span.setStatus(.init(code: .error, message: "nothing found"))
      }
      return hits
    }
  }
}
