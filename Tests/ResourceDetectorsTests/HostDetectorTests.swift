import ResourceDetectors
import Telemetry
import XCTest

final class HostDetectorTests: XCTestCase {
  private func detector(_ root: Root) -> HostDetector {
    HostDetector(root: root.path, hostName: "build-7", machine: "x86_64")
  }

  func test_R16_R19_host_fillsHostAndSystem() throws {
    try withRoot { root in
      try root.write("3D1219c7c4c5404aaa1f6d2a48adfda4\n", to: "/etc/machine-id")
      try root.write(
        """
        PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
        NAME="Debian GNU/Linux"
        VERSION_ID="12"
        BUILD_ID=20261127
        """, to: "/etc/os-release")
      XCTAssertEqual(detector(root).name, "host")
      XCTAssertEqual(
        try detector(root).detect(),
        conventional([
          "host.name": "build-7", "host.arch": "amd64", "host.id": "3d1219c7c4c5404aaa1f6d2a48adfda4",
          "os.type": "linux", "os.name": "Debian GNU/Linux", "os.version": "12",
          "os.description": "Debian GNU/Linux 12 (bookworm)", "os.build_id": "20261127",
        ])
      )
    }
  }

  func test_R14_hostThatTellsNothing_isNoError() throws {
    try withRoot { root in
      let detector = HostDetector(root: root.path, hostName: nil, machine: nil)
      XCTAssertEqual(try detector.detect(), conventional(["os.type": "linux"]))
    }
  }

  func test_R19_machineID_comesFromTheFirstFileThatHasOne() throws {
    let id = String(repeating: "ab", count: 16)
    for placeholder in [nil, "", "uninitialized\n"] as [String?] {
      try withRoot { root in
        if let placeholder { try root.write(placeholder, to: "/etc/machine-id") }
        try root.write(id, to: "/var/lib/dbus/machine-id")
        XCTAssertEqual(try detector(root).detect().attributes["host.id"], .string(id))
      }
    }
  }

  func test_R19_release_isReadFromTheSecondPlaceToo() throws {
    try withRoot { root in
      try root.write("NAME=Ours", to: "/usr/lib/os-release")
      XCTAssertEqual(try detector(root).detect().attributes["os.name"], "Ours")
    }
  }

  func test_R14_unreadableFiles_areAnErrorThatKeepsTheRest() throws {
    try withRoot { root in
      try root.makeDirectory("/etc/machine-id")
      try root.makeDirectory("/etc/os-release")
      try root.write("NAME=Ours", to: "/usr/lib/os-release")
      XCTAssertEqual(
        detectionError(detector(root)),
        ResourceDetectionError(
          "/etc/machine-id: not a regular file; /etc/os-release: not a regular file",
          found: conventional([
            "host.name": "build-7", "host.arch": "amd64", "os.type": "linux", "os.name": "Ours",
          ])
        )
      )
    }
  }

  func test_R14_machineIDThatIsNone_isAnErrorThatDoesNotShowIt() throws {
    for text in ["secret", "abc123", String(repeating: "a", count: 33), String(repeating: "g", count: 32)] {
      try withRoot { root in
        try root.write(text, to: "/etc/machine-id")
        let error = detectionError(detector(root))
        XCTAssertEqual(error?.problem, "/etc/machine-id: expected 32 hexadecimal digits")
        XCTAssertNil(error?.found.attributes["host.id"])
      }
    }
  }

  func test_hugeFile_isReadToTheLastLineThatFits() throws {
    try withRoot { root in
      let filler = String(repeating: "#\n", count: 32_000)
      let long = "VERSION_ID=" + String(repeating: "9", count: 2_000)
      try root.write("\(filler)NAME=Ours\n\(long)\n", to: "/etc/os-release")
      let attributes = try detector(root).detect().attributes
      XCTAssertEqual(attributes["os.name"], "Ours")
      XCTAssertNil(attributes["os.version"])
    }
  }

  func test_R19_hostAndSystem_canBeAskedApart() throws {
    try withRoot { root in
      try root.write("NAME=Ours", to: "/etc/os-release")
      let host = HostDetector(root: root.path, hostName: "build-7", machine: nil, includesSystem: false)
      let system = OperatingSystemDetector(root: root.path)
      XCTAssertEqual(try host.detect(), conventional(["host.name": "build-7"]))
      XCTAssertEqual(system.name, "os")
      XCTAssertEqual(try system.detect(), conventional(["os.type": "linux", "os.name": "Ours"]))
    }
  }

  func test_R19_architectures_haveTheNamesOfTheConventions() {
    let names = [
      "x86_64": "amd64", "aarch64": "arm64", "arm64": "arm64", "armv7l": "arm32", "i686": "x86",
      "ppc64le": "ppc64", "s390x": "s390x", "riscv64": "riscv64",
    ]
    for (machine, name) in names { XCTAssertEqual(HostDetector.architecture(machine), name, machine) }
  }

  func test_R19_thisMachine_hasNameAndArchitecture() throws {
    let attributes = try HostDetector().detect().attributes
    XCTAssertEqual(attributes["host.name"], .string(ProcessInfo.processInfo.hostName))
    #if arch(x86_64)
      XCTAssertEqual(attributes["host.arch"], "amd64")
    #elseif arch(arm64)
      XCTAssertEqual(attributes["host.arch"], "arm64")
    #endif
  }

  func test_shellAssignments_areUnquotedAsAShellWould() {
    let text = #"""
      # NAME=comment
      A=plain
      B="two words"
      C='single \n quotes'
      D="a \"quoted\" \$ \\ sign"
      E=
      no assignment
      F="first"
      F=last
      G="open
      H=a=b  
      """#
    XCTAssertEqual(
      ShellAssignments.parse(text),
      [
        "A": "plain", "B": "two words", "C": #"single \n quotes"#, "D": #"a "quoted" $ \ sign"#, "E": "",
        "F": "last", "G": "open", "H": "a=b",
      ]
    )
  }
}
