import ResourceDetectors
import Telemetry
import XCTest

final class ProcessDetectorTests: XCTestCase {
  private let version = "\(_SwiftStdlibVersion.current)"

  private func detector(_ root: Root, _ details: ProcessDetector.Details) -> ProcessDetector {
    ProcessDetector(details: details, root: root.path, processID: 42, userID: 1_000)
  }

  private func fill(_ root: Root) throws {
    try root.link("/proc/self/exe", to: "/opt/ada/bin/ledger")
    try root.write("42 (a) b) S 1\(String(repeating: " 0", count: 17)) 3012 5\n", to: "/proc/self/stat")
    try root.write("cpu 1 2\nintr 5\nbtime 1800000000\nprocesses 9\n", to: "/proc/stat")
    try root.write("./ledger\0--token\0s3cret\0", to: "/proc/self/cmdline")
    try root.write("root:x:0:0::/root:/bin/sh\nada:x:1000:1000::/home/ada:/bin/sh\n", to: "/etc/passwd")
  }

  func test_R16_R19_process_tellsAllButItsArguments() throws {
    try withRoot { root in
      try fill(root)
      let usual = ProcessDetector(
        details: ProcessDetector.Details([.paths, .owner]), root: root.path, processID: 42, userID: 1_000)
      XCTAssertEqual(usual.name, "process")
      XCTAssertEqual(
        try usual.detect(),
        conventional([
          "process.pid": 42, "process.creation.time": "2027-01-15T08:00:30Z",
          "process.executable.name": "ledger",
          "process.executable.path": "/opt/ada/bin/ledger", "process.command": "./ledger",
          "process.owner": "ada", "process.runtime.name": "swift",
          "process.runtime.version": .string(version),
        ])
      )
    }
  }

  func test_R19_withoutDetails_nothingPersonalIsTold() throws {
    try withRoot { root in
      try fill(root)
      XCTAssertEqual(
        try detector(root, []).detect(),
        conventional([
          "process.pid": 42, "process.creation.time": "2027-01-15T08:00:30Z",
          "process.executable.name": "ledger", "process.runtime.name": "swift",
          "process.runtime.version": .string(version),
        ])
      )
    }
  }

  func test_R19_arguments_areToldWhenAskedFor() throws {
    try withRoot { root in
      try fill(root)
      let attributes = try detector(root, .commandArguments).detect().attributes
      XCTAssertEqual(attributes["process.command_args"], .array(["./ledger", "--token", "s3cret"]))
      XCTAssertNil(attributes["process.command"])
    }
  }

  func test_R19_usualDetectors_keepArgumentsToThemselves() throws {
    XCTAssertNil(try ProcessDetector().detect().attributes["process.command_args"])
  }

  func test_R05_R19_executableReplacedByAnUpdate_keepsItsName() throws {
    try withRoot { root in
      try root.link("/proc/self/exe", to: "/opt/ledger (deleted)")
      let attributes = try detector(root, .paths).detect().attributes
      XCTAssertEqual(attributes["process.executable.path"], "/opt/ledger")
      XCTAssertEqual(attributes["process.executable.name"], "ledger")
    }
  }

  func test_R14_processThatTellsNothing_isNoError() throws {
    try withRoot { root in
      XCTAssertEqual(
        try detector(root, [.paths, .owner, .commandArguments]).detect(),
        conventional([
          "process.pid": 42, "process.runtime.name": "swift", "process.runtime.version": .string(version),
        ])
      )
    }
  }

  func test_R14_unreadableFiles_areAnErrorThatKeepsTheRest() throws {
    try withRoot { root in
      try root.write("no link", to: "/proc/self/exe")
      try root.makeDirectory("/proc/self/cmdline")
      try root.makeDirectory("/etc/passwd")
      let error = detectionError(detector(root, [.paths, .owner]))
      XCTAssertEqual(
        error?.problem,
        "/proc/self/exe: Invalid argument; /proc/self/cmdline: not a regular file; "
          + "/etc/passwd: not a regular file"
      )
      XCTAssertEqual(error?.found.attributes["process.pid"], 42)
    }
  }

  func test_R19_commandLineOverTheLimit_keepsItsFirstArguments() throws {
    try withRoot { root in
      try root.write("ledger\0" + String(repeating: "a file\0", count: 20_000), to: "/proc/self/cmdline")
      let attributes = try detector(root, [.paths, .commandArguments]).detect().attributes
      XCTAssertEqual(attributes["process.command"], "ledger")
      guard case .array(let arguments)? = attributes["process.command_args"] else {
        return XCTFail("expected arguments")
      }
      XCTAssertEqual(arguments.count, (65_536 + 1) / 7)
      XCTAssertEqual(arguments.last, "a file")
    }
  }

  func test_R19_userWithoutALine_hasNoName() throws {
    try withRoot { root in
      try root.write("ada:x:10000:1000\nbroken\n:::\n", to: "/etc/passwd")
      XCTAssertNil(try detector(root, .owner).detect().attributes["process.owner"])
    }
  }

  func test_R19_thisProcess_hasItsNumber() throws {
    let attributes = try ProcessDetector().detect().attributes
    XCTAssertEqual(attributes["process.pid"], .int(Int64(ProcessInfo.processInfo.processIdentifier)))
  }
}
