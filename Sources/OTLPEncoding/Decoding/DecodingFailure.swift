/// Why bytes are not the message they should be: what was expected, what was found, and where.
package struct DecodingFailure: Error, Equatable, Sendable {
  /// The field, such as `ExportLogsServiceRequest.resource_logs.scope_logs`.
  package let path: String
  /// What was expected there and what was found.
  package let reason: String

  package init(at path: String, _ reason: String) {
    self.path = path
    self.reason = reason
  }
}

extension DecodingFailure: CustomStringConvertible {
  package var description: String { "\(path): \(reason)" }
}
