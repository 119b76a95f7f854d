import Telemetry

/// Any value a `Decoder` holds, so that records need one way of reading only.
struct DecodedValue: Decodable {
  let value: AttributeValue

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      value = .empty
    } else if let fields = try? container.decode([String: DecodedValue].self) {
      value = .map(fields.mapValues(\.value))
    } else if let elements = try? container.decode([DecodedValue].self) {
      value = .array(elements.map(\.value))
    } else if let text = try? container.decode(String.self) {
      value = .string(text)
    } else if let flag = try? container.decode(Bool.self) {
      value = .bool(flag)
    } else if let whole = try? container.decode(Int64.self) {
      value = .int(whole)
    } else {
      value = .double(try container.decode(Double.self))
    }
  }
}
