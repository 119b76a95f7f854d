import Surroundings

extension RequestHeaders {
  /// The headers of a file: `name=value` in each line, or several with commas between them as in `otel_headers`;
  /// lines that begin with `#` are comments.
  ///
  /// The same name twice with different values is an error, and so is a file without any header: that is what one
  /// looks like that is being written. Errors name the line and never show a value.
  package init(contentsOf path: String) throws(SettingsError) {
    let key = "otel_headers_file"
    let bytes: [UInt8]?
    do {
      bytes = try SettingsLoader.readRegularFile(path)
    } catch {
      throw SettingsError("expected a readable file, found \(error.text): \(path)", key: key, at: .code)
    }
    guard let bytes else {
      throw SettingsError("expected a file of headers, found no file at \(path)", key: key, at: .code)
    }
    guard bytes.count <= Self.maximumFileBytes, let text = String(validating: bytes, as: UTF8.self) else {
      let problem = "expected UTF-8 text of at most \(Self.maximumFileBytes) bytes, found something else"
      throw SettingsError("\(problem) in \(path)", key: key, at: .code)
    }
    do {
      self = try Self.headers(ofLines: text)
    } catch {
      throw SettingsError("\(error.text) in \(path)", key: key, at: .code)
    }
  }

  /// Comments included, which count for nothing on the wire.
  private static let maximumFileBytes = 65_536

  private static func headers(ofLines text: String) throws(ValueProblem) -> RequestHeaders {
    var values: [String: String] = [:]
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (index, line) in lines.enumerated() where !line.drop(while: \.isWhitespace).hasPrefix("#") {
      let place = " in line \(index + 1)"
      do throws(ValueProblem) {
        for (name, value) in try KeyValueList.pairs(of: String(line)) {
          if let problem = RequestHeaders([(name, value)]).problem { throw problem }
          let name = name.lowercased()
          guard values[name] == nil || values[name] == value else {
            throw ValueProblem(expected: "one value for \(name.shownBriefly)", found: "another one")
          }
          values[name] = value
        }
      } catch {
        throw ValueProblem(expected: error.expected, found: error.found + place)
      }
    }
    let headers = RequestHeaders(values.map { (name: $0.key, value: $0.value) })
    if let problem = headers.problem { throw problem }
    guard !values.isEmpty else { throw ValueProblem(expected: "name=value in a line", found: "no header") }
    return headers
  }
}
