import Surroundings
public import Telemetry

/// The container around this process: `container.id`, on Linux.
///
/// The first version of control groups shows the id in the path of the process; the second hides it, so that the
/// files that container engines mount are looked at.
public struct ContainerDetector: ResourceDetector {
  /// `container`.
  public let name = "container"
  private let root: RootDirectory

  /// A detector that reads files below `root`.
  public init(root: String = "/") {
    self.root = RootDirectory(root)
  }

  /// The id, nothing outside of a container.
  public func detect() throws(ResourceDetectionError) -> Resource {
    var findings = Findings()
    let groups = findings.attempt { () throws(RootDirectory.Failure) in
      try root.text(of: "/proc/self/cgroup")
    }
    var id = groups.flatMap(ContainerID.inControlGroups)
    if id == nil {
      let mounts = findings.attempt { () throws(RootDirectory.Failure) in
        try root.text(of: "/proc/self/mountinfo")
      }
      id = mounts.flatMap(ContainerID.inMounts)
    }
    findings.add("container.id", id)
    return try findings.resource()
  }
}
