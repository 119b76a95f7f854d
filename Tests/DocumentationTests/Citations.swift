import Foundation

/// Where code cites requirements: in comments, and in the names of tests.
struct Citations: Sendable {
  /// A file for each id that stands anywhere.
  private(set) var files: [String: String] = [:]
  /// The tests that cite an id in their name or doc comment, as `Suite.test_name`, in order.
  private(set) var tests: [String: [String]] = [:]

  /// The citations of this package, which take a while to find.
  static let ofPackage = Result { try Citations() }

  private init() throws {
    for folder in ["Sources", "Tests"] {
      let root = Readme.root.appending(path: folder)
      guard let files = FileManager.default.enumerator(atPath: root.path) else { continue }
      while let file = files.nextObject() as? String {
        guard [".swift", ".c", ".h", ".py"].contains(where: file.hasSuffix) else { continue }
        let text = try String(contentsOf: root.appending(path: file), encoding: .utf8)
        for id in Self.ids(in: text) { self.files[id] = "\(folder)/\(file)" }
        if folder == "Tests", file.hasSuffix(".swift") { addTests(in: text) }
      }
    }
    for id in tests.keys { tests[id]?.sort() }
  }

  /// The citations of one text, as if it were a file of tests.
  init(tests text: String) {
    addTests(in: text)
  }

  private mutating func addTests(in text: String) {
    var suite = ""
    var comment = ""
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let code = line.drop { $0 == " " }
      if code.hasPrefix("///") {
        comment += code + "\n"
        continue
      }
      if let name = code.firstMatch(of: /^(?:final )?class (\w+)/)?.1 { suite = String(name) }
      if let name = code.firstMatch(of: /^func (test\w*)\(/)?.1 {
        for id in Set(Self.ids(in: comment + "func \(name)")) {
          tests[id, default: []].append("\(suite).\(name)")
        }
      }
      comment = ""
    }
  }

  /// `X-27`, and both of `test_T17_T18_contentsArrive`; not a curve such as the one called P and 256.
  private static func ids(in text: String) -> [String] {
    let inText = text.matches(of: /\b(?:A|B|C|E|FS|G|L|M|O|P|R|S|T|W|X|Z)-\d{1,3}\b/).map { String($0.0) }
    let inNames = text.matches(of: /func test((?:_[A-Z]{1,2}\d+)+)_/).flatMap { name in
      name.1.matches(of: /([A-Z]+)(\d+)/).map { "\($0.1)-\($0.2)" }
    }
    return inText.filter { $0 != ["P", "256"].joined(separator: "-") } + inNames
  }
}
