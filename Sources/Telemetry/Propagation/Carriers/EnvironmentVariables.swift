/// The environment of a process, as a dictionary: what a parent gives to the child it starts.
///
/// Names are brought into the form of variables, `traceparent` becoming `TRACEPARENT`. This reads no environment and
/// starts no process (P-46).
public struct EnvironmentVariables: TextMapGetter, TextMapSetter {
  /// The access; all values are the same.
  public init() {}

  /// The names that already have the form of variables; others cannot have been written here (P-46).
  public func keys(in carrier: [String: String]) -> [String] {
    carrier.keys.filter { Self.normalized($0) == $0 }
  }

  /// The value of the variable of `key`.
  public func value(of key: String, in carrier: [String: String]) -> String? {
    carrier[Self.normalized(key)]
  }

  /// Sets the variable of `key`.
  public func set(_ key: String, to value: String, in carrier: inout [String: String]) {
    carrier[Self.normalized(key)] = value
  }

  /// `key` as the name of a variable: letters in upper case, `_` for what is neither letter nor digit, before a digit
  /// at the front, and for an empty name (P-45).
  public static func normalized(_ key: String) -> String {
    var name = ""
    for scalar in key.unicodeScalars {
      switch scalar {
      case "a"..."z": name.unicodeScalars.append(Unicode.Scalar(UInt8(scalar.value) - 32))
      case "A"..."Z", "_": name.unicodeScalars.append(scalar)
      case "0"..."9":
        if name.isEmpty { name = "_" }
        name.unicodeScalars.append(scalar)
      default: name += "_"
      }
    }
    return name.isEmpty ? "_" : name
  }
}

extension TextMapGetter where Self == EnvironmentVariables {
  /// The environment of a process.
  public static var environment: EnvironmentVariables { EnvironmentVariables() }
}

extension TextMapSetter where Self == EnvironmentVariables {
  /// The environment of a process.
  public static var environment: EnvironmentVariables { EnvironmentVariables() }
}
