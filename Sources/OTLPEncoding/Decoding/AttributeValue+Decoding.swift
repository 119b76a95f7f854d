internal import COTLP
internal import Telemetry

extension AttributeValue {
  /// The value in `message`; ``empty`` for none. ``WireCheck`` has bounded how deep it is.
  init(_ message: UnsafeMutablePointer<CAnyValue>?) {
    guard let value = unsafe message?.pointee else {
      self = .empty
      return
    }
    unsafe self.init(value)
  }

  private init(_ message: CAnyValue) {
    self =
      switch unsafe message.value_case {
      case OPENTELEMETRY__PROTO__COMMON__V1__ANY_VALUE__VALUE_STRING_VALUE:
        unsafe .string(String(message.string_value))
      case OPENTELEMETRY__PROTO__COMMON__V1__ANY_VALUE__VALUE_BOOL_VALUE:
        unsafe .bool(message.bool_value != 0)
      case OPENTELEMETRY__PROTO__COMMON__V1__ANY_VALUE__VALUE_INT_VALUE:
        unsafe .int(message.int_value)
      case OPENTELEMETRY__PROTO__COMMON__V1__ANY_VALUE__VALUE_DOUBLE_VALUE:
        unsafe .double(message.double_value)
      case OPENTELEMETRY__PROTO__COMMON__V1__ANY_VALUE__VALUE_BYTES_VALUE:
        unsafe .bytes([UInt8](message.bytes_value))
      case OPENTELEMETRY__PROTO__COMMON__V1__ANY_VALUE__VALUE_ARRAY_VALUE:
        unsafe .array(Self.elements(message.array_value))
      case OPENTELEMETRY__PROTO__COMMON__V1__ANY_VALUE__VALUE_KVLIST_VALUE:
        unsafe .map(Self.entries(message.kvlist_value))
      default:
        .empty
      }
  }

  private static func elements(
    _ list: UnsafeMutablePointer<Opentelemetry__Proto__Common__V1__ArrayValue>?
  ) -> [AttributeValue] {
    guard let list = unsafe list?.pointee else { return [] }
    return unsafe [AttributeValue](list.values, list.n_values) { unsafe AttributeValue($0) }
  }

  private static func entries(
    _ list: UnsafeMutablePointer<Opentelemetry__Proto__Common__V1__KeyValueList>?
  ) -> [String: AttributeValue] {
    guard let list = unsafe list?.pointee else { return [:] }
    let pairs = unsafe [(String, AttributeValue)](list.values, list.n_values) { unsafe $0.pair }
    return Dictionary(pairs) { _, last in last }
  }
}

extension CKeyValue {
  /// The key and the value.
  fileprivate var pair: (String, AttributeValue) {
    unsafe (String(key), AttributeValue(value))
  }
}

extension AttributeSet {
  /// The attributes in a repeated field; of a repeated key the last counts.
  init(_ list: CMessageList<CKeyValue>?, _ count: Int) {
    unsafe self.init([(String, AttributeValue)](list, count) { unsafe $0.pair })
  }
}

extension Resource {
  /// What a request says about its producer; a missing resource is an empty one.
  init(_ message: UnsafeMutablePointer<CResource>?, schemaURL: ProtobufCBinaryData) {
    let attributes =
      unsafe message.map { unsafe AttributeSet($0.pointee.attributes, $0.pointee.n_attributes) } ?? .empty
    unsafe self.init(attributes, schemaURL: String(schemaURL))
  }
}

extension InstrumentationScope {
  /// What a request says about the recording code; a missing scope has no name.
  init(_ message: UnsafeMutablePointer<CScope>?, schemaURL: ProtobufCBinaryData) {
    guard let scope = unsafe message?.pointee else {
      unsafe self.init(name: "", schemaURL: String(schemaURL))
      return
    }
    unsafe self.init(
      name: String(scope.name),
      version: String(scope.version),
      schemaURL: String(schemaURL),
      attributes: AttributeSet(scope.attributes, scope.n_attributes)
    )
  }
}
