/// Records as Session-Buddy writes them.
enum Samples {
  static let endedSession =
    #"{"session_id":"01M7W918A5QKFBF5KZNWJ47TAN","project_path":"/Users/dev/Projects/ledger","#
    + #""started_at":"2026-11-20T10:46:30.469262+00:00","ended_at":"2026-11-20T11:05:32.972445+00:00","#
    + #""duration_minutes":19.041719,"checkpoint_count":2,"commit_count":3,"quality_start":71.0,"#
    + #""quality_end":78.5,"quality_delta":7.5,"avg_quality":74.75,"files_modified":6,"#
    + #""tools_used":["Bash","Write","Task"],"primary_language":"Go","time_of_day":"morning"}"#

  static let runningSession =
    #"{"session_id":"kite-20261119-034156","project_path":"/Users/dev/Projects/kite","#
    + #""started_at":"2026-11-19T03:41:56","ended_at":null,"duration_minutes":null,"checkpoint_count":0,"#
    + #""commit_count":4,"quality_start":80.3,"quality_end":75.5,"quality_delta":-4.8,"avg_quality":77.9,"#
    + #""files_modified":19,"tools_used":[],"primary_language":null,"time_of_day":"night"}"#

  static let degenerateSession =
    #"{"session_id":"01M81V7K3XHOOKSHAPE0000000","project_path":"","#
    + #""started_at":"2026-11-22T14:44:21.282010","ended_at":"2026-11-22T14:44:21.282021","#
    + #""duration_minutes":1.8333332718611928e-07,"checkpoint_count":0,"commit_count":0,"quality_start":0.0,"#
    + #""quality_end":83.0,"quality_delta":83.0,"avg_quality":41.5,"files_modified":0,"tools_used":[],"#
    + #""primary_language":null,"time_of_day":"afternoon"}"#

  static let clicked =
    #"{"query":"async patterns","result_id":"conv_1","result_type":"conversation","position":0,"#
    + #""similarity_score":0.91,"clicked":1,"dwell_time_ms":5200,"#
    + #""timestamp":"2026-11-22T11:58:07.120000+00:00","session_id":"s1"}"#

  static let ignored =
    #"{"query":"async patterns","result_id":"ins_4","result_type":"insight","position":2,"#
    + #""similarity_score":0.58,"clicked":0,"dwell_time_ms":null,"#
    + #""timestamp":"2026-11-22T11:58:07.120000+00:00","session_id":null}"#

  static let fileChange =
    #"{"timestamp":"2026-11-22T14:52:17.391916+00:00","event_type":"file_change","application":"ide","#
    + #""details":{"file_path":"/p/auth_helper.py","file_name":"auth_helper.py","file_extension":".py","#
    + #""change_type":"modified"},"project_path":"/p","relevance_score":0.95}"#

  static let fileChangeWithTextDetails =
    #"{"timestamp":"2026-11-22T14:52:17.391916+00:00","event_type":"file_change","application":"ide","#
    + #""details":"{\"change_type\": \"modified\", \"file_path\": \"/p/auth_helper.py\", "#
    + #"\"file_name\": \"auth_helper.py\", \"file_extension\": \".py\"}","#
    + #""project_path":"/p","relevance_score":0.95}"#

  static let focus =
    #"{"timestamp":"2026-11-22T14:52:16.942484+00:00","event_type":"app_focus","application":"bash","#
    + #""details":{"category":"terminal","pid":1398},"project_path":null,"relevance_score":0.6}"#

  static let navigation =
    #"{"timestamp":"2026-11-22T09:15:02.004000","event_type":"browser_nav","application":"browser","#
    + #""details":{"url":"https://docs.rs/tokio/latest/tokio/index.html","title":"","domain":"docs.rs","#
    + #""technology":"rust","topic":"tokio"},"project_path":null,"relevance_score":0.8}"#

  /// The required fields of a session but the one `start` already has.
  static func fieldsWithout(_ start: String) -> String {
    ["session_id": "a", "project_path": "/p", "started_at": "2026-11-20T10:46:30"]
      .filter { !start.contains("\"\($0.key)\"") }
      .map { "\"\($0.key)\":\"\($0.value)\"" }
      .joined(separator: ",")
  }
}
