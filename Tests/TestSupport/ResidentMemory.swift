import Foundation

/// How much memory of the machine the process holds.
package enum ResidentMemory {
  /// In bytes; zero where the system does not tell, and under Address Sanitizer, which keeps what is freed.
  package static var bytes: Int {
    #if os(Linux)
      if unsafe dlsym(nil, "__asan_init") != nil { return 0 }
      let pages = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")[1]
      return (pages.flatMap { Int($0) } ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE)))
    #else
      return 0
    #endif
  }
}
