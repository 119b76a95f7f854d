import Surroundings
import Synchronization

/// Files that somebody else replaces while this process runs.
final class WatchedFiles: Sendable {
  private let paths: [String]
  private let marks: Mutex<[FileMark?]>

  /// Changes count from here on, so this comes before the first reading.
  init(_ paths: [String]) {
    self.paths = paths
    marks = Mutex(paths.map(FileMark.init))
  }

  /// Whether one of them has changed since this was asked last.
  func haveChanged() -> Bool {
    let new = paths.map(FileMark.init)
    return marks.withLock { marks in
      defer { marks = new }
      return marks != new
    }
  }
}
