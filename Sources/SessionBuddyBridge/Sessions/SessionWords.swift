/// How a session, or work that belongs to one, ended: the attribute `outcome` of its span.
public enum SessionOutcome: String, CaseIterable, Hashable, Sendable {
  /// It did what it was for; the status of the span is ok.
  case success
  /// It failed; the status of the span is an error.
  case error
  /// Nobody ended it, and it had to make room for newer sessions.
  case abandoned
  /// It was still open when telemetry was shut down.
  case unfinished
}

/// What kind of work a session is about: the attribute `task_class`, in Mahavishnu's words.
public enum TaskClass: String, CaseIterable, Hashable, Sendable {
  case codeGeneration = "code_generation"
  case reasoning
  case swarm
  case quick
  case documentation
}

/// One step of a session; what it is called is a word of a short list, so that backends can group by it.
public enum SessionStep: Hashable, Sendable {
  /// The state of the session is saved: `session_buddy.checkpoint`.
  case checkpoint
  /// Changes are committed: `session_buddy.commit`.
  case commit
  /// Something is looked up in what was remembered: `session_buddy.search`. Never give the query as an attribute.
  case search
  /// A tool is called: `session_buddy.tool`, with the tool's name as the attribute `gen_ai.tool.name`.
  case tool(String)

  /// The name of its span.
  public var name: String {
    switch self {
    case .checkpoint: "session_buddy.checkpoint"
    case .commit: "session_buddy.commit"
    case .search: "session_buddy.search"
    case .tool: "session_buddy.tool"
    }
  }
}

/// The names of the spans, events and attributes of sessions.
enum SessionKey {
  static let span = "session_buddy.session"
  /// What came before the name of an operation of Mahavishnu's.
  static let continuation = "mahavishnu."

  static let id = "session.id"
  static let projectPath = "session.project_path"
  static let startTime = "session.start_time"
  static let resumed = "session.resumed"
  static let timeOfDay = "session.time_of_day"
  static let primaryLanguage = "session.primary_language"
  static let commits = "session.commit_count"
  static let checkpoints = "session.checkpoint_count"
  static let files = "session.files_modified"
  static let quality = "session.avg_quality"
  static let tools = "session.tools_used"
  static let tool = "gen_ai.tool.name"

  static let linked = "linked.session_id"
  static let operation = "mahavishnu.operation"

  /// Mahavishnu's ingesters look for these among the attributes of spans, the first one too, which OpenTelemetry only
  /// knows of resources.
  static let service = "service.name"
  static let outcome = "outcome"
  static let duration = "duration_ms"
  static let taskClass = "task_class"
  static let selector = "selector"
}
