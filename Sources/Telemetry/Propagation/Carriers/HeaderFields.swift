/// Headers of HTTP in a dictionary: names are read in any case, and written as they are given.
public struct HeaderFields: TextMapGetter, TextMapSetter {
  /// The access; all values are the same.
  public init() {}

  /// The names as they stand.
  public func keys(in carrier: [String: String]) -> [String] { Array(carrier.keys) }

  /// The value of `key`, in whatever case it is written.
  public func value(of key: String, in carrier: [String: String]) -> String? {
    for (name, value) in carrier where name.isSameField(as: key) { return value }
    return nil
  }

  /// The values of all spellings of `key`; a dictionary has no order.
  public func forEachValue(of key: String, in carrier: [String: String], _ body: (String) -> Void) {
    carrier.forEachPlace { name, index in
      if name.isSameField(as: key) { body(carrier.values[index]) }
    }
  }

  /// Where the values of two fields are, each nil where there is none; nil when one of them is there in two spellings.
  static func unrepeated(
    _ first: String, _ second: String, in carrier: [String: String]
  ) -> (first: Dictionary<String, String>.Index?, second: Dictionary<String, String>.Index?)? {
    var found: (first: Dictionary<String, String>.Index?, second: Dictionary<String, String>.Index?)
    var isRepeated = false
    carrier.forEachPlace { name, index in
      if name.isSameField(as: first) {
        isRepeated = isRepeated || found.first != nil
        found.first = index
      } else if name.isSameField(as: second) {
        isRepeated = isRepeated || found.second != nil
        found.second = index
      }
    }
    return isRepeated ? nil : found
  }

  /// Replaces the value of `key`, and of its other spellings.
  public func set(_ key: String, to value: String, in carrier: inout [String: String]) {
    var place: Dictionary<String, String>.Index?
    var hasOthers = false
    carrier.forEachPlace { name, index in
      if name.isSameField(as: key) {
        if name == key { place = index } else { hasOthers = true }
      }
    }
    if let place, !hasOthers {
      carrier.values[place] = value
    } else {
      if hasOthers { carrier = carrier.filter { !$0.key.isSameField(as: key) } }
      carrier[key] = value
    }
  }
}

/// Headers of HTTP in a list, which may repeat a name: read in any case, and written as they are given.
public struct HeaderList: TextMapGetter, TextMapSetter {
  /// One header.
  public typealias Field = (name: String, value: String)

  /// The access; all values are the same.
  public init() {}

  /// The names as they stand, each as often as it does.
  public func keys(in carrier: [Field]) -> [String] { carrier.map(\.name) }

  /// The first value of `key`.
  public func value(of key: String, in carrier: [Field]) -> String? {
    for field in carrier where field.name.isSameField(as: key) { return field.value }
    return nil
  }

  /// Every value of `key`, in order.
  public func forEachValue(of key: String, in carrier: [Field], _ body: (String) -> Void) {
    for index in carrier.indices where carrier[index].name.isSameField(as: key) { body(carrier[index].value) }
  }

  /// Puts the field where the first of that name was, or at the end, and takes all others of that name away.
  public func set(_ key: String, to value: String, in carrier: inout [Field]) {
    guard let first = carrier.firstIndex(where: { $0.name.isSameField(as: key) }) else {
      return carrier.append((key, value))
    }
    carrier[first] = (key, value)
    guard first + 1 < carrier.endIndex else { return }
    var index = 0
    carrier.removeAll { field in
      defer { index += 1 }
      return index > first && field.name.isSameField(as: key)
    }
  }
}

extension TextMapGetter where Self == HeaderFields {
  /// Headers of HTTP in a dictionary.
  public static var headers: HeaderFields { HeaderFields() }
}

extension TextMapSetter where Self == HeaderFields {
  /// Headers of HTTP in a dictionary.
  public static var headers: HeaderFields { HeaderFields() }
}

extension TextMapGetter where Self == HeaderList {
  /// Headers of HTTP in a list.
  public static var headerList: HeaderList { HeaderList() }
}

extension TextMapSetter where Self == HeaderList {
  /// Headers of HTTP in a list.
  public static var headerList: HeaderList { HeaderList() }
}
