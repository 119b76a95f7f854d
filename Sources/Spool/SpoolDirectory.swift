#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// The directory that holds a spool and nothing else; only its user can enter it (mode 0700).
struct SpoolDirectory: Sendable {
  let path: String

  var database: String { path + "/spool.sqlite" }

  /// Makes the directory where there is none; one that others can enter, or that is theirs, is refused.
  init(_ path: String) throws(SpoolError) {
    self.path = path
    for end in path.indices.dropFirst() where path[end] == "/" {
      _ = unsafe mkdir(String(path[..<end]), 0o700)
    }
    guard unsafe mkdir(path, 0o700) == 0 || errno == EEXIST else { throw refusal(SystemRefusal().text) }
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { throw refusal(SystemRefusal().text) }
    guard status.st_mode & S_IFMT == S_IFDIR else { throw refusal("a file") }
    guard status.st_uid == geteuid() else { throw refusal("one of user \(status.st_uid)") }
    guard status.st_mode & 0o077 == 0 else {
      throw refusal("one of mode 0\(String(status.st_mode & 0o777, radix: 8))")
    }
  }

  /// Holds back everybody else who wants to open this spool.
  func openingLock(patience: Duration) throws(SpoolError) -> FileLock {
    do throws(SystemRefusal) {
      if let lock = try FileLock.wait(for: path + "/opening.lock", patience: patience) { return lock }
    } catch {
      throw SpoolError(.failed(error.text), path: path)
    }
    throw SpoolError(.busy, path: path)
  }

  /// Makes the file of the database readable for this user alone, before SQLite does it for all.
  ///
  /// It is never opened while it exists: closing it again would end the locks that SQLite has on it in this process.
  func prepareDatabase() throws(SpoolError) {
    let file = unsafe open(database, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    if file >= 0 {
      close(file)
    } else if errno != EEXIST {
      throw SpoolError(.failed(SystemRefusal().text), path: path)
    } else {
      _ = unsafe chmod(database, 0o600)
    }
  }

  /// Moves a damaged or foreign database out of the way, in place of one that was moved there before.
  func moveDatabaseAside() throws(SpoolError) -> String {
    let target = database + ".bad"
    for suffix in ["-wal", "-shm"] {
      guard unsafe rename(database + suffix, target + suffix) == 0 || errno == ENOENT else {
        throw SpoolError(.failed(SystemRefusal().text), path: path)
      }
    }
    guard unsafe rename(database, target) == 0 || errno == ENOENT else {
      throw SpoolError(.failed(SystemRefusal().text), path: path)
    }
    return target
  }

  private func refusal(_ found: String) -> SpoolError { SpoolError(.directory(found), path: path) }
}
