import ResourceDetectors
import Telemetry
import XCTest

final class ContainerDetectorTests: XCTestCase {
  private let id = String(repeating: "0123456789abcdef", count: 4)
  private let other = String(repeating: "fedcba9876543210", count: 4)

  func test_R16_R19_controlGroup_showsTheID() throws {
    let groups = [
      "12:pids:/docker/\(id)",
      "1:name=systemd:/kubepods/burstable/pod2f1d/\(id)",
      "11:memory:/kubepods.slice/kubepods-pod2f1d.slice/cri-containerd-\(id).scope",
      "0::/system.slice/docker-\(id).scope",
      "0::/machine.slice/libpod-\(id).scope/container",
      "3:cpu:/system.slice/containerd.service/kubepods-pod2f1d.slice:cri-containerd:\(id)",
      "9:name=systemd:/docker/\(other)/docker/\(id)",
      "0::/docker/\(id)/init.scope",
      "5:devices:/\n4:memory:/docker/\(id)\n0::/",
    ]
    for text in groups {
      try withRoot { root in
        try root.write(text + "\n", to: "/proc/self/cgroup")
        let detector = ContainerDetector(root: root.path)
        XCTAssertEqual(detector.name, "container")
        XCTAssertEqual(try detector.detect(), conventional(["container.id": .string(id)]), text)
      }
    }
  }

  func test_R19_mounts_showTheIDThatControlGroupsHide() throws {
    let sources = [
      "/var/lib/docker/containers/\(id)/hostname", "/containers/\(id)/resolv.conf",
      "/containers/storage/overlay-containers/\(id)/userdata/hosts",
    ]
    for (source, file) in zip(sources, ["hostname", "resolv.conf", "hosts"]) {
      try withRoot { root in
        try root.write("0::/\n", to: "/proc/self/cgroup")
        try root.write(
          """
          22 27 0:21 / /proc rw,relatime - proc proc rw
          641 600 254:1 /containers/\(other)/data /data rw - ext4 /dev/vda1 rw
          642 600 254:1 \(source) /etc/\(file) rw,relatime - ext4 /dev/vda1 rw
          """, to: "/proc/self/mountinfo")
        XCTAssertEqual(
          try ContainerDetector(root: root.path).detect(), conventional(["container.id": .string(id)]), source
        )
      }
    }
  }

  func test_R14_R19_whatIsNoContainer_hasNoID() throws {
    let groups = [
      "", "0::/", "0::/user.slice/user-1000.slice/session-2.scope", "4:memory:/docker/\(id.dropLast())",
      "4:memory:/docker/\(id)0", "4:memory:/docker/\(id.uppercased())", id, "no line of that form",
    ]
    let pod = "1 2 254:1 /k8s/sandboxes/\(id)/hostname /etc/hostname rw - ext4 /dev/vda1 rw\nshort line\n"
    for text in groups {
      try withRoot { root in
        try root.write(text, to: "/proc/self/cgroup")
        try root.write(pod, to: "/proc/self/mountinfo")
        XCTAssertEqual(try ContainerDetector(root: root.path).detect(), .empty, text)
      }
    }
    try withRoot { root in XCTAssertEqual(try ContainerDetector(root: root.path).detect(), .empty) }
  }

  func test_R14_unreadableFile_isAnErrorAndTheNextIsTried() throws {
    try withRoot { root in
      try root.makeDirectory("/proc/self/cgroup")
      try root.write(
        "1 2 254:1 /containers/\(id)/hosts /etc/hosts rw - ext4 a rw\n", to: "/proc/self/mountinfo")
      XCTAssertEqual(
        detectionError(ContainerDetector(root: root.path)),
        ResourceDetectionError(
          "/proc/self/cgroup: not a regular file", found: conventional(["container.id": .string(id)]))
      )
    }
  }
}
