import Surroundings
public import Telemetry

/// The running process: `process.pid`, `process.creation.time`, `process.executable.*`, `process.command`,
/// `process.owner` and `process.runtime.*`.
public struct ProcessDetector: ResourceDetector {
  /// What a process says about itself only if it is asked to.
  public struct Details: OptionSet, Hashable, Sendable {
    /// The bits of the choices.
    public let rawValue: UInt8

    /// The choices of these bits.
    public init(rawValue: UInt8) {
      self.rawValue = rawValue
    }

    /// `process.executable.path` and `process.command`, which show directories.
    public static let paths = Details(rawValue: 1)
    /// `process.owner`, the name of the user, as `/etc/passwd` has it.
    public static let owner = Details(rawValue: 2)
    /// `process.command_args`, all of them: programs are given passwords and tokens in this way.
    public static let commandArguments = Details(rawValue: 4)
  }

  /// `process`.
  public let name = "process"
  private let details: Details
  private let root: RootDirectory
  private let processID: Int32
  private let userID: UInt32

  /// A detector that reads files below `root`.
  public init(details: Details = [.paths, .owner], root: String = "/") {
    self.init(details: details, root: root, processID: HostSystem.processID, userID: HostSystem.userID)
  }

  package init(details: Details, root: String, processID: Int32, userID: UInt32) {
    self.details = details
    self.root = RootDirectory(root)
    self.processID = processID
    self.userID = userID
  }

  /// What is known of this process.
  public func detect() throws(ResourceDetectionError) -> Resource {
    var findings = Findings()
    findings.add("process.pid", value: .int(Int64(processID)))
    findings.add("process.runtime.name", "swift")
    findings.add("process.runtime.version", "\(_SwiftStdlibVersion.current)")
    findings.add("process.creation.time", start(&findings))
    addExecutable(to: &findings)
    addCommand(to: &findings)
    if details.contains(.owner) { findings.add("process.owner", owner(&findings)) }
    return try findings.resource()
  }

  private func start(_ findings: inout Findings) -> String? {
    let process = findings.attempt { () throws(RootDirectory.Failure) in try root.text(of: "/proc/self/stat")
    }
    let machine = findings.attempt { () throws(RootDirectory.Failure) in try root.text(of: "/proc/stat") }
    guard let process, let machine else { return nil }
    return ProcessStart.text(process: process, machine: machine)
  }

  private func addExecutable(to findings: inout Findings) {
    let path = findings.attempt { () throws(RootDirectory.Failure) in try root.executablePath() }
    guard let path else { return }
    findings.add("process.executable.name", path.split(separator: "/").last.map(String.init))
    if details.contains(.paths) { findings.add("process.executable.path", path) }
  }

  private func addCommand(to findings: inout Findings) {
    guard !details.isDisjoint(with: [.paths, .commandArguments]) else { return }
    let file = "/proc/self/cmdline"
    let bytes = findings.attempt { () throws(RootDirectory.Failure) in try root.bytes(of: file, separator: 0)
    }
    // Each argument ends with a zero byte.
    guard let bytes, let end = bytes.lastIndex(of: 0) else { return }
    let arguments = bytes[..<end].split(separator: 0, omittingEmptySubsequences: false).map {
      String(decoding: $0, as: UTF8.self)
    }
    if details.contains(.paths) { findings.add("process.command", arguments.first) }
    if details.contains(.commandArguments) {
      findings.add("process.command_args", value: .array(arguments.map { .string($0) }))
    }
  }

  /// The name of the user in the file of users; asking the system's directory of users could take seconds.
  private func owner(_ findings: inout Findings) -> String? {
    let text = findings.attempt { () throws(RootDirectory.Failure) in try root.text(of: "/etc/passwd") }
    for line in (text ?? "").split(separator: "\n") {
      let fields = line.split(separator: ":", omittingEmptySubsequences: false)
      if fields.count >= 3, UInt32(fields[2]) == userID { return String(fields[0]) }
    }
    return nil
  }
}
