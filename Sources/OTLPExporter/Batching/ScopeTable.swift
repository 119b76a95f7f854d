import OTLPEncoding
import Telemetry
import WireFormat

/// The items of one scope that have not been handed over yet.
struct OpenScope: ~Copyable {
  let identity: ScopeIdentity
  let id: ObjectIdentifier
  var count = 0
  var writer: ByteWriter

  init(_ identity: ScopeIdentity, capacity: Int) {
    self.identity = identity
    id = ObjectIdentifier(identity)
    writer = ByteWriter(capacity: max(capacity, 4_096))
  }

  consuming func seal() -> ScopeItems {
    ScopeItems(scope: identity.scope, itemCount: count, items: writer.seal())
  }
}

/// The open scopes of one batch.
///
/// At addresses that do not change, so that writing the next item of a scope touches nothing but its memory.
@safe struct ScopeTable: ~Copyable, Sendable {
  private nonisolated(unsafe) var scopes: [UnsafeMutablePointer<OpenScope>] = unsafe []
  /// The scope of the last item, which is mostly that of the next.
  private nonisolated(unsafe) var last: UnsafeMutablePointer<OpenScope>?

  deinit {
    for index in unsafe scopes.indices {
      unsafe scopes[index].deinitialize(count: 1)
      unsafe scopes[index].deallocate()
    }
  }

  var count: Int { unsafe scopes.count }

  /// Lends the scope of `id`, whose identity is asked for when it is new; then it has room for `capacity` bytes.
  @inline(__always)
  mutating func with<Result>(
    _ id: ObjectIdentifier,
    _ identity: () -> ScopeIdentity,
    capacity: @autoclosure () -> Int,
    _ body: (inout OpenScope) -> Result
  ) -> Result {
    if let last = unsafe last, unsafe last.pointee.id == id { return unsafe body(&last.pointee) }
    let scope = unsafe find(id) ?? open(identity(), capacity: capacity())
    unsafe last = scope
    return unsafe body(&scope.pointee)
  }

  private func find(_ id: ObjectIdentifier) -> UnsafeMutablePointer<OpenScope>? {
    unsafe scopes.first { unsafe $0.pointee.id == id }
  }

  private mutating func open(_ identity: ScopeIdentity, capacity: Int) -> UnsafeMutablePointer<OpenScope> {
    let scope = UnsafeMutablePointer<OpenScope>.allocate(capacity: 1)
    unsafe scope.initialize(to: OpenScope(identity, capacity: capacity))
    unsafe scopes.append(scope)
    return unsafe scope
  }

  /// Lends the scope of the last item.
  mutating func withLast<Result>(_ body: (inout OpenScope) -> Result) -> Result? {
    guard let last = unsafe last else { return nil }
    return unsafe body(&last.pointee)
  }

  /// Closes every scope; those without items leave nothing.
  mutating func seal() -> [ScopeItems] {
    let sealed = unsafe scopes.map { scope in
      let items = unsafe scope.move().seal()
      unsafe scope.deallocate()
      return items
    }
    unsafe scopes = []
    unsafe last = nil
    return sealed.filter { $0.itemCount > 0 }
  }
}
