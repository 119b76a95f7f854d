public import SessionBuddyBridge

/// Reads records from a file of JSON objects, one per line, holding one line and one chunk at a time.
///
/// A line that is not a record comes out as an ``InvalidRecord`` with its number and reason, and reading goes on
/// behind it. A byte order mark, carriage returns, empty lines and a missing last newline are taken as they are.
///
/// ```swift
/// var source = try JSONLinesSource<SessionMetrics>(path: "sessions.jsonl")
/// while let next = try source.next() {
///   switch next {
///   case .success(let session): bridge.record(session)
///   case .failure(let invalid): bridge.noteInvalid()
///   }
/// }
/// ```
public struct JSONLinesSource<Record: SessionBuddyRecord>: ~Copyable {
  private static var chunkSize: Int { 65_536 }
  private static var newline: UInt8 { 0x0A }

  private let file: FileReader
  private let maximumLineBytes: Int
  private let sourceTimeZone: UTCOffset
  private var chunk = [UInt8](repeating: 0, count: Self.chunkSize)
  private var position = 0
  private var filled = 0
  private var line: [UInt8] = []
  /// The line that was read last, from 1; 0 before the first.
  public private(set) var lineNumber = 0

  /// Opens the file; lines beyond `maximumLineBytes` are invalid, times without an offset are `sourceTimeZone`'s.
  public init(
    path: String,
    maximumLineBytes: Int = 1_048_576,
    sourceTimeZone: UTCOffset = .utc
  ) throws(SourceError) {
    file = try FileReader(path: path)
    self.maximumLineBytes = maximumLineBytes
    self.sourceTimeZone = sourceTimeZone
  }

  /// The next record, or why there is none on its line; nil at the end of the file.
  public mutating func next() throws(SourceError) -> Result<Record, InvalidRecord>? {
    while let ending = try readLine() {
      switch ending {
      case .tooLong: return .failure(invalid("longer than \(maximumLineBytes) bytes"))
      case .newline where line.isBlank, .endOfFile where line.isBlank: continue
      case .newline, .endOfFile: return parse(isCut: ending == .endOfFile)
      }
    }
    return nil
  }

  private func parse(isCut: Bool) -> Result<Record, InvalidRecord> {
    do throws(RecordFormatError) {
      return .success(try Record(json: line, sourceTimeZone: sourceTimeZone))
    } catch {
      let isAtEnd = error.place == .column(line.count + 1)
      return .failure(
        invalid(error.description + (isCut && isAtEnd ? "; the file ends inside the line" : "")))
    }
  }

  private func invalid(_ reason: String) -> InvalidRecord {
    InvalidRecord(.line(lineNumber), reason: reason)
  }

  private enum Ending {
    case newline
    case endOfFile
    case tooLong
  }

  /// Reads the next line into `line`, without what ends it; nil when there is none.
  private mutating func readLine() throws(SourceError) -> Ending? {
    line.removeAll(keepingCapacity: true)
    var isTooLong = false
    var isAtEnd = false
    repeat {
      if position == filled {
        position = 0
        filled = try file.read(into: &chunk)
        isAtEnd = filled == 0
      }
      let rest = chunk[position..<filled]
      let end = rest.firstIndex(of: Self.newline)
      let part = rest[..<(end ?? filled)]
      isTooLong = isTooLong || line.count + part.count > maximumLineBytes
      if !isTooLong { line.append(contentsOf: part) }
      position = end.map { $0 + 1 } ?? filled
      if end != nil { break }
    } while !isAtEnd
    if isAtEnd, line.isEmpty, !isTooLong { return nil }
    lineNumber += 1
    if isTooLong { return .tooLong }
    if lineNumber == 1, line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
    return isAtEnd ? .endOfFile : .newline
  }
}

extension [UInt8] {
  fileprivate var isBlank: Bool {
    allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
  }
}
