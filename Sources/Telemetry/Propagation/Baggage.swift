/// Names with values that travel along with a trace, from service to service: a tenant, a feature flag.
///
/// Whoever is called can read it: put nothing secret in, and send ``Context/withoutBaggage`` to strangers. A baggage
/// never changes; `setting` and `removing` make new ones (C-07). It may hold any number of entries; a propagator sends
/// those that fit its format and its limits.
///
/// ```swift
/// let baggage = Baggage.current.setting("tenant", to: "acme")
/// baggage.run { callOtherService() }
/// ```
public struct Baggage: Sendable {
  /// One name with its value.
  public struct Entry: Hashable, Sendable {
    /// The name; letters of different case make different names.
    public let name: String
    /// The value, any text.
    public let value: String
    /// What else is said about it, in the syntax of whoever says it; empty for nothing.
    public let metadata: String

    init(name: String, value: String, metadata: String) {
      self.name = name
      self.value = value
      self.metadata = metadata
    }
  }

  /// All entries, each name once; their order means nothing (C-10).
  public private(set) var entries: [Entry] = []

  /// No entries.
  public init() {}

  /// Whether there are no entries.
  public var isEmpty: Bool { entries.isEmpty }

  /// The value of `name`, as it was set; nil without one (C-10).
  public subscript(name: String) -> String? { entry(named: name)?.value }

  /// The entry of `name`; nil without one.
  public func entry(named name: String) -> Entry? {
    index(of: name).map { entries[$0] }
  }

  /// This baggage with that value and those metadata for `name`, instead of what it had (C-11); unchanged when the
  /// name is empty (C-09).
  public func setting(_ name: String, to value: String, metadata: String = "") -> Baggage {
    var copy = self
    copy.set(Entry(name: name, value: value, metadata: metadata))
    return copy
  }

  /// This baggage without `name` (C-10).
  public func removing(_ name: String) -> Baggage {
    var copy = self
    if let index = index(of: name) { copy.entries.remove(at: index) }
    return copy
  }

  mutating func set(_ entry: Entry) {
    guard !entry.name.isEmpty else { return }
    if let index = index(of: entry.name) {
      entries[index] = entry
    } else {
      if entries.isEmpty { entries.reserveCapacity(4) }
      entries.append(entry)
    }
  }

  /// By bytes: two spellings of one accented letter are two names, here as for everybody else.
  private func index(of name: String) -> Int? {
    entries.firstIndex { entry in
      entry.name.utf8.count == name.utf8.count && entry.name == name
        && entry.name.utf8.elementsEqual(name.utf8)
    }
  }
}

extension Baggage: Equatable {
  /// Whether both have the same entries, in whatever order.
  public static func == (left: Baggage, right: Baggage) -> Bool {
    left.entries.count == right.entries.count && Set(left.entries) == Set(right.entries)
  }
}

extension Baggage {
  /// The baggage of the running task (C-13).
  public static var current: Baggage { Context.current.baggage }

  /// Runs `body` with this as the current baggage; the current span stays (C-13).
  public func run<Output, Failure: Error>(_ body: () throws(Failure) -> Output) throws(Failure) -> Output {
    try Context.current.setting(baggage: self).run(body)
  }

  /// Runs `body` with this as the current baggage, across suspensions and child tasks (C-13).
  public func run<Output>(
    isolation: isolated (any Actor)? = #isolation,
    _ body: () async throws -> Output
  ) async rethrows -> Output {
    try await Context.current.setting(baggage: self).run(body)
  }
}
