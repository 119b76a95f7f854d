import Foundation

/// The files, sockets and pipes this process has open.
package enum OpenFiles {
  /// How many they are, with the one it takes to look.
  package static var count: Int {
    #if os(Linux)
      let folder = "/proc/self/fd"
    #else
      let folder = "/dev/fd"
    #endif
    return (try? FileManager.default.contentsOfDirectory(atPath: folder).count) ?? 0
  }
}
