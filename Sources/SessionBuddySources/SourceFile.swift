/// What a file of records is, by its first bytes and not by its name.
public enum SourceFile: Equatable, Sendable {
  /// A SQLite database; whether it keeps a write-ahead log.
  case sqlite(writeAheadLog: Bool)
  /// Text, to be read line by line.
  case text
  /// Nothing at all.
  case empty

  /// Looks at the file at `path`; what is not a regular file, such as a pipe, is not touched and taken for text.
  public init(path: String) throws(SourceError) {
    let file = try FileReader(path: path)
    guard file.isRegular else {
      self = .text
      return
    }
    var header = [UInt8](repeating: 0, count: 100)
    let count = try file.read(into: &header)
    guard count > 0 else {
      self = .empty
      return
    }
    guard count == header.count, header.starts(with: Array("SQLite format 3\u{0}".utf8)) else {
      self = .text
      return
    }
    // https://www.sqlite.org/fileformat2.html: offsets 18 and 19 are 1 for rollback journals and 2 for WAL.
    self = .sqlite(writeAheadLog: header[19] == 2)
  }
}
