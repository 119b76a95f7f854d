import Surroundings

/// The directory that stands for `/`, from which detectors read small files of the system.
struct RootDirectory: Sendable {
  /// A file or link that is there and cannot be read.
  struct Failure: Error, Equatable {
    /// The place under the root, and the system's words.
    let text: String
  }

  /// The most bytes that are read of one file; of a bigger one the complete lines before that count.
  static let maximumFileBytes = 64 * 1_024

  /// Without the slash at its end.
  private let path: String

  init(_ path: String) {
    self.path = path.hasSuffix("/") ? String(path.dropLast()) : path
  }

  /// The bytes of a file, nil when there is no such file; `separator` ends its lines.
  func bytes(of file: String, separator: UInt8 = UInt8(ascii: "\n")) throws(Failure) -> [UInt8]? {
    do throws(SystemProblem) {
      guard var bytes = try HostSystem.readFile(path + file, limit: Self.maximumFileBytes) else { return nil }
      if bytes.count > Self.maximumFileBytes {
        bytes.removeSubrange((bytes.lastIndex(of: separator).map { $0 + 1 } ?? 0)...)
      }
      return bytes
    } catch {
      throw Failure(text: "\(file): \(error.text)")
    }
  }

  /// The text of a file, nil when there is no such file.
  func text(of file: String) throws(Failure) -> String? {
    try bytes(of: file).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The file that this process runs.
  func executablePath() throws(Failure) -> String? {
    do throws(SystemProblem) {
      return try HostSystem.executablePath(root: path.isEmpty ? "/" : path)
    } catch {
      throw Failure(text: "/proc/self/exe: \(error.text)")
    }
  }
}
