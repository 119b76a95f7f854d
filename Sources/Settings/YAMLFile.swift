internal import Yams

/// The keys of one settings file with their values and positions; keys of others are skipped unread.
struct YAMLFile {
  let path: String
  let interpolation: Interpolation

  struct Entry {
    let name: String
    /// Where the key stands.
    let origin: SettingsOrigin
    /// Nil when the key is somebody else's.
    let value: SettingsValue?
  }

  /// Reads the keys of the top level, in order.
  func entries(_ bytes: [UInt8]) throws(SettingsError) -> [Entry] {
    guard bytes.count <= SettingsLoader.maximumFileBytes else {
      throw failure("expected at most \(SettingsLoader.maximumFileBytes) bytes, found more")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw failure("expected UTF-8, found other bytes")
    }
    if let objection = YAMLLimits.objection(to: text) { throw failure(objection) }
    guard let root = try compose(text) else { return [] }
    if let scalar = root.scalar, scalar.style == .plain, ["", "~", "null"].contains(scalar.string) {
      return []
    }
    guard let mapping = root.mapping else {
      throw SettingsError("expected a mapping of keys to values, found something else", at: origin(of: root))
    }
    var entries: [Entry] = []
    for (key, node) in mapping {
      guard let name = key.scalar?.string else { continue }
      if name == "<<" { try refuseMerge(of: node) }
      let value = SettingsKey.isOwn(name) ? try value(of: node, key: name) : nil
      entries.append(Entry(name: name, origin: origin(of: key), value: value))
    }
    return entries
  }

  private func value(of node: Node, key: String) throws(SettingsError) -> SettingsValue {
    let place = origin(of: node)
    switch node {
    case .scalar(let scalar):
      let isPlain = scalar.style == .plain || scalar.style == .any
      return SettingsValue(
        content: try filled(scalar.string, key: key, at: place)
          ?? (isPlain ? .plain(scalar.string) : .quoted(scalar.string)),
        origin: place
      )
    case .sequence(let sequence):
      var items: [SettingsValue] = []
      for item in sequence { items.append(try leaf(item, key: key)) }
      return SettingsValue(content: .list(items), origin: place)
    case .mapping(let mapping):
      var members: [(name: String, value: SettingsValue)] = []
      for (name, member) in mapping {
        guard let name = name.scalar?.string else {
          throw SettingsError("expected names, found a collection as a name", key: key, at: origin(of: name))
        }
        members.append((name, try self.member(member, key: "\(key).\(name.shownBriefly)")))
      }
      return SettingsValue(content: .mapping(members), origin: place)
    case .alias:
      throw SettingsError("expected a value, found an unresolved alias", key: key, at: place)
    }
  }

  /// A member of a mapping, which may be a list.
  private func member(_ node: Node, key: String) throws(SettingsError) -> SettingsValue {
    guard case .sequence(let sequence) = node else { return try leaf(node, key: key) }
    var items: [SettingsValue] = []
    for item in sequence.prefix(YAMLLimits.nestedItems) { items.append(try leaf(item, key: key)) }
    return SettingsValue(content: .list(items), origin: origin(of: node))
  }

  /// An item of a list, or a member that is none; nothing of ours nests deeper, so what does is not followed.
  private func leaf(_ node: Node, key: String) throws(SettingsError) -> SettingsValue {
    switch node {
    case .scalar, .alias: try value(of: node, key: key)
    case .sequence: SettingsValue(content: .list([]), origin: origin(of: node))
    case .mapping: SettingsValue(content: .mapping([]), origin: origin(of: node))
    }
  }

  private func filled(
    _ text: String, key: String, at place: SettingsOrigin
  ) throws(SettingsError) -> SettingsValue.Content? {
    do {
      return try interpolation.fill(text).map { .untyped($0) }
    } catch {
      let isSecret = ["otel_headers", "otel_anonymization_key"].contains(where: key.hasPrefix)
      throw (isSecret && error.found.contains("\"") ? error.hidden : error).error(key: key, at: place)
    }
  }

  /// YAML's merge key could bring in our keys unseen; it may stay where it only concerns others.
  private func refuseMerge(of node: Node) throws(SettingsError) {
    let merged = node.sequence.map { Array($0) } ?? [node]
    for case .mapping(let mapping) in merged {
      for key in mapping.keys {
        guard let name = key.scalar?.string, SettingsKey.isOwn(name) else { continue }
        throw SettingsError(
          "expected the key at the top level, found it behind <<", key: name, at: origin(of: key))
      }
    }
  }

  private func origin(of node: Node) -> SettingsOrigin {
    .file(path: path, at: node.mark?.position)
  }
}
