/// The streams of one scope, by their names.
struct StreamBook: Sendable {
  private struct Entry {
    let stream: any MetricStream
    var description: String
  }

  private var entries: [StreamIdentity.Key: Entry] = [:]
  private var identities: [String: [StreamIdentity]] = [:]

  /// The stream of `identity` if there is one, since instruments that differ in nothing but their descriptions share it,
  /// under the longer of them (M-41).
  mutating func stream<Stream: MetricStream>(of identity: StreamIdentity, as type: Stream.Type) -> Stream? {
    guard let entry = entries[identity.key], let stream = entry.stream as? Stream else { return nil }
    if identity.description.unicodeScalars.count > entry.description.unicodeScalars.count {
      entries[identity.key]?.description = identity.description
      stream.describe(as: identity.description)
    }
    return stream
  }

  /// Keeps a new stream.
  mutating func add(_ stream: any MetricStream, of identity: StreamIdentity) {
    entries[identity.key] = Entry(stream: stream, description: identity.description)
  }

  /// Notes the name of a stream, and what is to be told about the first of the same name that it is in conflict with.
  mutating func conflict(of identity: StreamIdentity) -> RegistrationReport? {
    // Appended where it is, since a name can be made thousands of times with other descriptions.
    defer { identities[identity.key.name, default: []].append(identity) }
    return identities[identity.key.name]?.lazy.filter { $0.sharesReader(with: identity) }
      .compactMap { RegistrationReport.conflict($0, identity) }.first
  }
}
