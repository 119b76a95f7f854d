import Synchronization
import Telemetry

/// The kinds of events Session-Buddy writes, and one for all it may learn.
enum ActivityKind: String, CaseIterable, Sendable {
  case fileChange = "file_change"
  case appFocus = "app_focus"
  case browserNavigation = "browser_nav"
  case other

  init(_ text: String) {
    self = ActivityKind(rawValue: text) ?? .other
  }

  var index: Int {
    switch self {
    case .fileChange: 0
    case .appFocus: 1
    case .browserNavigation: 2
    case .other: 3
    }
  }
}

/// Records activity events, each once: Session-Buddy writes the latest ones again every thirty seconds.
final class ActivityRecorder: Sendable {
  /// At least so many of the latest events are recognised when they come again, at 32 to 40 bytes each.
  static let rememberedEvents = 131_072

  private struct FileKey: Hashable {
    let project: String
    let fileExtension: String
  }

  private let events: Counter<Int64>
  private let filesModified: Counter<Int64>
  private let contextSwitches: Counter<Int64>

  private let labels: Labels
  private let byKind: [AttributeSet]
  private let fileSets = AttributeSetCache<FileKey>()
  private let switchSets = AttributeSetCache<FocusHistory.Switch>()
  private let known = Mutex(RecentSet<Fingerprint>(generation: rememberedEvents))
  private let focus = Mutex(FocusHistory())

  init(_ meter: Meter, _ labels: Labels) {
    events = meter.counter(InstrumentCatalogue.activityEvents)
    filesModified = meter.counter(InstrumentCatalogue.filesModified)
    contextSwitches = meter.counter(InstrumentCatalogue.contextSwitches)
    self.labels = labels
    byKind = ActivityKind.allCases.map { [AttributeKey.eventType: .string($0.rawValue)] }
  }

  /// Records `event` and returns true, or false when the same event was recorded before.
  func record(_ event: ActivityEvent) -> Bool {
    let fingerprint = Fingerprint(of: event)
    guard known.withLock({ $0.insert(fingerprint) }) else { return false }
    let kind = ActivityKind(event.eventType)
    events.add(1, byKind[kind.index])
    switch kind {
    case .fileChange: recordFile(event)
    case .appFocus: recordFocus(event)
    case .browserNavigation, .other: break
    }
    return true
  }

  private func recordFile(_ event: ActivityEvent) {
    let key = FileKey(
      project: labels.project(event.projectPath), fileExtension: Labels.fileExtension(in: event.details))
    let attributes = fileSets.set(for: key) { key in
      [
        AttributeKey.projectPath: .string(key.project),
        AttributeKey.fileExtension: .string(key.fileExtension),
      ]
    }
    filesModified.add(1, attributes)
  }

  private func recordFocus(_ event: ActivityEvent) {
    let application = Labels.name(event.application)
    for one in focus.withLock({ $0.insert(application, at: event.timestamp) }) {
      let attributes = switchSets.set(for: one) { one in
        [AttributeKey.application.from: .string(one.from), AttributeKey.application.to: .string(one.to)]
      }
      contextSwitches.add(1, attributes)
    }
  }
}

extension Fingerprint {
  /// Same for the same event, however the keys of its details are ordered; its relevance does not matter.
  init(of event: ActivityEvent) {
    var hash = SipHash()
    hash.append(event.timestamp.nanosecondsSinceEpoch)
    hash.append(event.eventType)
    hash.append(event.application)
    hash.append(event.projectPath == nil ? 0 : 1 as UInt64)
    hash.append(event.projectPath ?? "")
    hash.append(.map(event.details))
    self = hash.finish()
  }
}

extension SipHash {
  /// A value in one spelling: its kind, then its content, the entries of an object in any order.
  mutating func append(_ value: AttributeValue) {
    switch value {
    case .empty:
      append(0 as UInt8)
    case .bool(let flag):
      append(flag ? 2 : 1 as UInt8)
    case .int(let number):
      append(3 as UInt8)
      append(UInt64(bitPattern: number))
    case .double(let number):
      append(4 as UInt8)
      append(number.bitPattern)
    case .string(let text):
      append(5 as UInt8)
      append(text)
    case .bytes(let bytes):
      append(6 as UInt8)
      append(bytes)
    case .array(let values):
      append(7 as UInt8)
      append(UInt64(values.count))
      for value in values { append(value) }
    case .map(let values):
      append(8 as UInt8)
      append(UInt64(values.count))
      // A sum does not depend on the order of what is added, so nothing needs to be sorted.
      var sum = Fingerprint(low: 0, high: 0)
      for (key, value) in values {
        var entry = SipHash()
        entry.append(key)
        entry.append(value)
        sum.add(entry.finish())
      }
      append(sum.low)
      append(sum.high)
    }
  }
}
