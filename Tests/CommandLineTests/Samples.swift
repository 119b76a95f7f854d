/// Lines as Session-Buddy writes them.
enum Samples {
  static func session(
    _ id: String,
    minutes: Double = 30,
    endedAt: String? = "2025-03-01T09:30:00"
  ) -> String {
    """
    {"session_id":"\(id)","project_path":"/src/ledger","started_at":"2025-03-01T09:00:00",\
    "ended_at":\(endedAt.map { "\"\($0)\"" } ?? "null"),"duration_minutes":\(minutes),"checkpoint_count":2,"commit_count":3,\
    "quality_start":70.0,"quality_end":80.0,"quality_delta":10.0,"avg_quality":75.0,"files_modified":4,\
    "tools_used":["edit","read"],"primary_language":"swift","time_of_day":"morning"}

    """
  }

  static func interaction(_ number: Int) -> String {
    """
    {"query":"q","result_id":"r\(number)","result_type":"insight","position":\(number % 10),\
    "similarity_score":0.8,"clicked":\(number % 2),"dwell_time_ms":\(number % 2 == 1 ? "1500" : "null"),\
    "timestamp":"2025-03-01T09:00:00.000001","session_id":null}

    """
  }

  static func event(_ number: Int) -> String {
    let time = [number / 3_600 % 24, number / 60 % 60, number % 60].map { ($0 < 10 ? "0" : "") + "\($0)" }
    let fraction = String(String(1_000_000 + number % 1_000_000).dropFirst())
    return """
      {"timestamp":"2025-03-01T\(time.joined(separator: ":")).\(fraction)","event_type":"file_change",\
      "application":"ide","details":{"file_extension":".py"},"project_path":"/src/p\(number % 9)",\
      "relevance_score":0.5}

      """
  }
}
