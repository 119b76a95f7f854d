internal import GRDB

/// Why a spool cannot be opened or cannot do its work; the caller then keeps its data in memory.
package struct SpoolError: Error, Equatable, Sendable {
  /// What is wrong.
  package enum Reason: Equatable, Sendable {
    /// The directory is missing and cannot be made, or others than this user can enter it.
    case directory(String)
    /// A newer version of this package has written the file.
    case newer(version: Int)
    /// The file is none of a spool, or was damaged; opening the spool again moves it aside.
    case damaged(String)
    /// Another process has been writing for longer than the caller wants to wait.
    case busy
    /// The disk has no room.
    case diskFull
    /// The request alone costs more than the budget.
    case tooLarge(cost: Int, maximum: Int)
    /// All that could make room is being sent right now.
    case allClaimed
    /// This process is a copy of the one that opened the spool.
    case forked
    /// SQLite or the system refused, in their words.
    case failed(String)
  }

  /// What is wrong.
  package let reason: Reason
  /// The directory of the spool.
  package let path: String

  init(_ reason: Reason, path: String) {
    self.reason = reason
    self.path = path
  }

  /// Runs `body` and turns what SQLite says into an error about `path`.
  static func translating<Value>(_ path: String, _ body: () throws -> Value) throws(SpoolError) -> Value {
    do {
      return try body()
    } catch let error as SpoolError {
      throw error
    } catch let error as DatabaseError {
      let text = error.message ?? "SQLite error \(error.extendedResultCode.rawValue)"
      throw switch error.resultCode {
      case .SQLITE_NOTADB, .SQLITE_CORRUPT: SpoolError(.damaged(text), path: path)
      // Nothing that is written here breaks a rule of the tables.
      case .SQLITE_CONSTRAINT where error.extendedResultCode != .SQLITE_CONSTRAINT_TRIGGER:
        SpoolError(.damaged(text), path: path)
      case .SQLITE_BUSY, .SQLITE_LOCKED: SpoolError(.busy, path: path)
      case .SQLITE_FULL: SpoolError(.diskFull, path: path)
      default: SpoolError(.failed(text), path: path)
      }
    } catch let error as RowDecodingError {
      // A value of another type than any that is written.
      throw SpoolError(.damaged("\(error)"), path: path)
    } catch {
      throw SpoolError(.failed("\(error)"), path: path)
    }
  }
}

extension SpoolError: CustomStringConvertible {
  /// One line for a log.
  package var description: String {
    switch reason {
    case .directory(let found): "\(path): expected a directory that only this user can enter, found \(found)"
    case .newer(let version): "\(path): expected a spool of version 1, found version \(version)"
    case .damaged(let text): "\(path): expected a spool, found a damaged or foreign file: \(text)"
    case .busy: "\(path): another process keeps the spool locked"
    case .diskFull: "\(path): no room on the disk"
    case .tooLarge(let cost, let maximum):
      "\(path): expected a request of at most \(maximum) bytes, found \(cost)"
    case .allClaimed: "\(path): no room in the spool while all it holds is being sent"
    case .forked: "\(path): expected the process that opened the spool, found a fork of it"
    case .failed(let text): "\(path): \(text)"
    }
  }
}
