/// Recognises the id of a container, 64 hexadecimal digits, in what Linux says about a process.
package enum ContainerID {
  /// The innermost id in the lines `number:controllers:path` of `/proc/self/cgroup`.
  ///
  /// Engines write it as `<id>`, `docker-<id>.scope` or `cri-containerd:<id>`; a process may be in groups below it.
  package static func inControlGroups(_ text: String) -> String? {
    for line in text.split(separator: "\n") {
      let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3 else { continue }
      for group in fields[2].split(separator: "/").reversed() {
        let name = group.hasSuffix(".scope") ? group.dropLast(6) : group
        if let last = name.split(whereSeparator: { $0 == "-" || $0 == ":" }).last, isID(last) {
          return String(last)
        }
      }
    }
    return nil
  }

  /// The id in the source of a file that engines mount into every container, as `/proc/self/mountinfo` has it.
  ///
  /// The source is `…/containers/<id>/hostname` or, with Podman, `…/overlay-containers/<id>/userdata/hostname`. The
  /// directory `sandboxes` of a Kubernetes pod is not meant: its id belongs to another container.
  package static func inMounts(_ text: String) -> String? {
    for line in text.split(separator: "\n") {
      let fields = line.split(separator: " ")
      guard fields.count > 4, ["/etc/hostname", "/etc/hosts", "/etc/resolv.conf"].contains(fields[4]) else {
        continue
      }
      let folders = fields[3].split(separator: "/")
      for (folder, inner) in zip(folders, folders.dropFirst())
      where folder.hasSuffix("containers") && isID(inner) {
        return String(inner)
      }
    }
    return nil
  }

  private static func isID(_ text: Substring) -> Bool {
    text.utf8.count == 64
      && text.utf8.allSatisfy { byte in
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
          || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
      }
  }
}
