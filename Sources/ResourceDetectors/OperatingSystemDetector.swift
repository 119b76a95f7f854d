import Surroundings
public import Telemetry

/// The operating system: `os.type`, `os.name`, `os.version`, `os.description` and `os.build_id`.
///
/// On Linux all but the type comes from `/etc/os-release`. ``HostDetector`` includes this one unless told otherwise.
public struct OperatingSystemDetector: ResourceDetector {
  /// `os`.
  public let name = "os"
  private let root: RootDirectory

  /// A detector that reads files below `root`.
  public init(root: String = "/") {
    self.init(root: RootDirectory(root))
  }

  init(root: RootDirectory) {
    self.root = root
  }

  /// What is known of the system.
  public func detect() throws(ResourceDetectionError) -> Resource {
    var findings = Findings()
    describe(in: &findings)
    return try findings.resource()
  }

  func describe(in findings: inout Findings) {
    #if canImport(Darwin)
      findings.add("os.type", "darwin")
      findings.add("os.name", "macOS")
      findings.add("os.version", HostSystem.kernelText("kern.osproductversion"))
      findings.add("os.build_id", HostSystem.kernelText("kern.osversion"))
    #else
      findings.add("os.type", "linux")
      let release = release(&findings)
      findings.add("os.name", release["NAME"])
      findings.add("os.version", release["VERSION_ID"])
      findings.add("os.description", release["PRETTY_NAME"])
      findings.add("os.build_id", release["BUILD_ID"])
    #endif
  }

  /// The distribution's description of itself; the file in `/etc` goes before the one in `/usr/lib`.
  private func release(_ findings: inout Findings) -> [String: String] {
    for file in ["/etc/os-release", "/usr/lib/os-release"] {
      let text = findings.attempt { () throws(RootDirectory.Failure) in try root.text(of: file) }
      if let text { return ShellAssignments.parse(text) }
    }
    return [:]
  }
}
