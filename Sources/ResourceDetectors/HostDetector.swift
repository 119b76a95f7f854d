import Surroundings
public import Telemetry

/// The machine: `host.name`, `host.id` and `host.arch`, and the `os.*` of ``OperatingSystemDetector``, which belong to
/// this name.
///
/// On Linux `host.id` is the content of `/etc/machine-id`; on macOS there is none.
public struct HostDetector: ResourceDetector {
  /// `host`.
  public let name = "host"
  private let root: RootDirectory
  private let hostName: String?
  private let machine: String?
  private let includesSystem: Bool

  /// A detector that reads files below `root` and asks this machine for its name.
  public init(root: String = "/", includesSystem: Bool = true) {
    self.init(
      root: root,
      hostName: HostSystem.hostName(),
      machine: HostSystem.machine(),
      includesSystem: includesSystem
    )
  }

  package init(root: String, hostName: String?, machine: String?, includesSystem: Bool = true) {
    self.includesSystem = includesSystem
    self.root = RootDirectory(root)
    self.hostName = hostName
    self.machine = machine
  }

  /// What is known of this machine.
  public func detect() throws(ResourceDetectionError) -> Resource {
    var findings = Findings()
    findings.add("host.name", hostName)
    findings.add("host.arch", machine.map(Self.architecture))
    findings.add("host.id", machineID(&findings))
    if includesSystem { OperatingSystemDetector(root: root).describe(in: &findings) }
    return try findings.resource()
  }

  /// The first of systemd's and D-Bus's files that exists; a machine that boots for the first time has no id yet.
  private func machineID(_ findings: inout Findings) -> String? {
    for file in ["/etc/machine-id", "/var/lib/dbus/machine-id"] {
      guard let text = findings.attempt({ () throws(RootDirectory.Failure) in try root.text(of: file) })
      else { continue }
      let id = text.trimmed
      if id.isEmpty || id == "uninitialized" { continue }
      if id.utf8.count == 32, id.allSatisfy(\.isHexDigit) { return id.lowercased() }
      findings.fail("\(file): expected 32 hexadecimal digits")
    }
    return nil
  }

  /// The conventions' word for an architecture as `uname` calls it; others stay as they are.
  package static func architecture(_ machine: String) -> String {
    switch machine {
    case "x86_64": "amd64"
    case "aarch64", "arm64": "arm64"
    case "i386", "i486", "i586", "i686": "x86"
    case "ppc64", "ppc64le": "ppc64"
    case "ppc", "ppcle": "ppc32"
    case let arm where arm.hasPrefix("armv"): "arm32"
    default: machine
    }
  }
}
