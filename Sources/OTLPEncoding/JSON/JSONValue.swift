/// A JSON text that was read. Numbers keep their digits, so that 64 bits lose nothing.
indirect enum JSONValue {
  case object([(key: String, value: JSONValue)])
  case array([JSONValue])
  case string(String)
  case number(String)
  case bool(Bool)
  case null

  /// How the value is called when another one was expected.
  var kind: String {
    switch self {
    case .object: "an object"
    case .array: "an array"
    case .string(let text): "\"\(text.prefix(40))\""
    case .number(let digits): String(digits.prefix(40))
    case .bool(let value): "\(value)"
    case .null: "null"
    }
  }
}
