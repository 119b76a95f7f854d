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
    // By index, so that the values of other fields are not even touched: counting their references costs more than all
    // the rest.
    var index = carrier.startIndex
    while index != carrier.endIndex {
      if carrier.keys[index].isSameField(as: key) { body(carrier.values[index]) }
      carrier.formIndex(after: &index)
    }
  }

  /// Replaces the value of `key`, and of its other spellings.
  public func set(_ key: String, to value: String, in carrier: inout [String: String]) {
    for name in carrier.keys where name != key && name.isSameField(as: key) {
      carrier[name] = nil
    }
    carrier[key] = value
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
