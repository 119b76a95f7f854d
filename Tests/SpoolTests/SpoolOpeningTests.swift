import Foundation
import GRDB
import Spool
import SpoolProcess
import XCTest

final class SpoolOpeningTests: XCTestCase {
  func test_FS26_directoryAndFiles_areForTheirUserAlone() throws {
    try withSpoolDirectory { parent in
      let path = parent + "/deep/er"
      let mask = umask(0)
      defer { umask(mask) }
      let spool = try Spool.open(at: path)
      _ = try spool.store(.numbered(1))
      let names = try FileManager.default.contentsOfDirectory(atPath: path)
      let modes = try Set(names.map { try mode(path + "/" + $0) })

      XCTAssertEqual([try mode(parent), try mode(parent + "/deep"), try mode(path)], [0o700, 0o700, 0o700])
      XCTAssertEqual(modes, [0o600])
      XCTAssertTrue(
        Set(names).isSuperset(of: ["spool.sqlite", "spool.sqlite-wal", "spool.sqlite-shm"]), "\(names)")
      withExtendedLifetime(spool) {}
    }
  }

  func test_FS26_directoryThatOthersCanEnter_isRefused() throws {
    try withSpoolDirectory { path in
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)

      XCTAssertEqual(refusal(path)?.reason, .directory("one of mode 0755"))
      XCTAssertEqual(try FileManager.default.contentsOfDirectory(atPath: path), [])
    }
  }

  func test_FS26_pathBelowAFile_isRefused() throws {
    try withSpoolDirectory { path in
      try Data("no directory".utf8).write(to: URL(filePath: path))

      XCTAssertEqual(refusal(path)?.reason, .directory("a file"))
      XCTAssertEqual(refusal(path + "/spool")?.reason, .directory("Not a directory"))
      XCTAssertEqual(refusal("")?.reason, .directory("No such file or directory"))
    }
  }

  func test_FS26_fileThatIsNoDatabase_isMovedAside_andSaid() throws {
    try withSpoolDirectory { path in
      let text = Data(String(repeating: "not a database, but quite long. ", count: 200).utf8)
      for round in 1...2 {
        try? FileManager.default.createDirectory(
          atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try text.write(to: URL(filePath: path + "/spool.sqlite"))
        for suffix in ["-wal", "-shm"] {
          try? FileManager.default.removeItem(atPath: path + "/spool.sqlite" + suffix)
        }
        let spool = try Spool.open(at: path)

        XCTAssertEqual(
          spool.notice,
          "\(path)/spool.sqlite: file is not a database; moved to \(path)/spool.sqlite.bad, and a new spool begun"
        )
        XCTAssertEqual(try Data(contentsOf: URL(filePath: path + "/spool.sqlite.bad")), text)
        _ = try spool.store(.numbered(round))
        XCTAssertEqual(try spool.drainNumbers(), [round])
      }
    }
  }

  func test_FS26_databaseOfAnotherProgram_isMovedAside_unharmed() throws {
    try withSpoolDirectory { path in
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      try DatabaseQueue(path: path + "/spool.sqlite").write { database in
        try database.execute(sql: "CREATE TABLE song (title); INSERT INTO song VALUES ('Blackbird')")
      }
      let spool = try Spool.open(at: path)
      let song = try DatabaseQueue(path: path + "/spool.sqlite.bad").read { database in
        try String.fetchOne(database, sql: "SELECT title FROM song")
      }

      XCTAssertEqual(song, "Blackbird")
      XCTAssertEqual(spool.notice?.contains("a database of another kind"), true)
    }
  }

  func test_FS26_tornFile_isMovedAside() throws {
    try withSpoolDirectory { path in
      do {
        let spool = try Spool.open(at: path)
        for number in 0..<50 { _ = try spool.store(.numbered(number, size: 10_000)) }
      }
      let file = URL(filePath: path + "/spool.sqlite")
      let whole = try Data(contentsOf: file)
      XCTAssertGreaterThan(whole.count, 500_000)
      try whole.prefix(whole.count / 2).write(to: file)
      let spool = try Spool.open(at: path)

      XCTAssertNotNil(spool.notice)
      _ = try spool.store(.numbered(1))
      XCTAssertEqual(try spool.drainNumbers(), [1])
    }
  }

  func test_FS26_fileOfANewerVersion_isLeftAlone() throws {
    try withSpoolDirectory { path in
      _ = try Spool.open(at: path).store(.numbered(1))
      try setVersion(2, path)
      XCTAssertEqual(refusal(path)?.reason, .newer(version: 2))
      try setVersion(1, path)
      XCTAssertEqual(try Spool.open(at: path).drainNumbers(), [1])
    }
  }

  func test_FS26_fullDisk_isAnError_andWhatWasStoredStays() throws {
    try withSpoolDirectory { path in
      let process = try OtherProcess(path, "fill", "300000")
      let refused = try XCTUnwrap(process.line())
      let stored = try XCTUnwrap(process.line().flatMap { Int($0) })

      XCTAssertEqual(process.status, 0)
      XCTAssertTrue(refused.hasPrefix("refused: \(path): "), refused)
      XCTAssertGreaterThan(stored, 1)
      XCTAssertEqual(try Spool.open(at: path).drainNumbers(), Array(0..<stored))
    }
  }

  func test_FS26_diskWithoutAnyRoom_isAnErrorOfOpening() throws {
    try withSpoolDirectory { path in
      let process = try OtherProcess(path, "fill", "0")
      let lines = process.lines()

      XCTAssertEqual(lines.count, 1)
      XCTAssertEqual(lines.first?.hasPrefix("refused: \(path): "), true, "\(lines)")
      XCTAssertEqual(process.status, 3)
      XCTAssertNil(try Spool.open(at: path).notice)
    }
  }

  func test_FS26_fileThatAnotherProcessKeepsLocked_isAnErrorAfterTheWait() throws {
    try withSpoolDirectory { path in
      var options = SpoolOptions()
      options.busyTimeout = .milliseconds(20)
      let spool = try Spool.open(at: path, options: options)
      try DatabaseQueue(path: path + "/spool.sqlite").inTransaction(.immediate) { _ in
        XCTAssertEqual(
          spoolError { () throws(SpoolError) in _ = try spool.store(.numbered(1)) }?.reason, .busy)
        return .rollback
      }
      XCTAssertEqual(try spool.store(.numbered(1)), [])
    }
  }

  private func refusal(_ path: String) -> SpoolError? {
    spoolError { () throws(SpoolError) in _ = try Spool.open(at: path) }
  }

  private func mode(_ path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }

  private func setVersion(_ version: Int, _ path: String) throws {
    try DatabaseQueue(path: path + "/spool.sqlite").write {
      try $0.execute(sql: "PRAGMA user_version = \(version)")
    }
  }
}
