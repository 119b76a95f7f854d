import Telemetry
import Tracing

/// Reads the fields of a message through an `Extractor` of swift-distributed-tracing.
struct ExtractorAccess<Fields: Extractor>: TextMapGetter {
  let extractor: Fields

  /// An extractor does not tell what there is; propagators ask for what they know.
  func keys(in carrier: Fields.Carrier) -> [String] { [] }

  func value(of key: String, in carrier: Fields.Carrier) -> String? {
    extractor.extract(key: key, from: carrier)
  }
}

/// Writes the fields of a message through an `Injector` of swift-distributed-tracing.
struct InjectorAccess<Fields: Injector>: TextMapSetter {
  let injector: Fields

  func set(_ key: String, to value: String, in carrier: inout Fields.Carrier) {
    injector.inject(value, forKey: key, into: &carrier)
  }
}
