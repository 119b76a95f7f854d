import OTLPEncoding
import Telemetry
import WireFormat

/// The items of one scope that have not been handed over yet.
struct OpenScope: ~Copyable {
  /// How much room there is at least.
  static let leastCapacity = 4_096

  let identity: ScopeIdentity
  let id: ObjectIdentifier
  var count = 0
  var writer: ByteWriter

  init(_ identity: ScopeIdentity, capacity: Int) {
    self.identity = identity
    id = ObjectIdentifier(identity)
    writer = ByteWriter(capacity: max(capacity, Self.leastCapacity))
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
  /// How large the last batch was: the next one will have about that size.
  private var lastByteCount = 0
  private var lastScopeCount = 1

  deinit {
    for index in unsafe scopes.indices {
      unsafe scopes[index].deinitialize(count: 1)
      unsafe scopes[index].deallocate()
    }
  }

  /// Lends the scope of `id`, whose identity is asked for when it is new.
  @inline(__always)
  mutating func with<Result>(
    _ id: ObjectIdentifier,
    _ identity: () -> ScopeIdentity,
    _ body: (inout OpenScope) -> Result
  ) -> Result {
    if let last = unsafe last, unsafe last.pointee.id == id { return unsafe body(&last.pointee) }
    let scope = unsafe find(id) ?? open(identity())
    unsafe last = scope
    return unsafe body(&scope.pointee)
  }

  private func find(_ id: ObjectIdentifier) -> UnsafeMutablePointer<OpenScope>? {
    unsafe scopes.first { unsafe $0.pointee.id == id }
  }

  private mutating func open(_ identity: ScopeIdentity) -> UnsafeMutablePointer<OpenScope> {
    let scope = UnsafeMutablePointer<OpenScope>.allocate(capacity: 1)
    // No more scopes than there were get their share at once: many of them would take many times what they need.
    let share = unsafe scopes.count < lastScopeCount ? lastByteCount / lastScopeCount : 0
    // A little more, or one that is a little larger would have to take twice as much.
    let capacity = share &+ share / 8
    unsafe scope.initialize(to: OpenScope(identity, capacity: capacity))
    unsafe scopes.append(scope)
    return unsafe scope
  }

  /// Takes back the last item, which begins at `place`, and returns its scope and its bytes; nil when there is none.
  mutating func takeLast(from place: Int) -> (identity: ScopeIdentity, bytes: [UInt8])? {
    guard let identity = unsafe last?.pointee.identity else { return nil }
    return (identity, unsafe takeBack(from: place) { unsafe [UInt8]($0) })
  }

  /// Adds one item that was taken back from another batch.
  mutating func add(_ bytes: [UInt8], of identity: ScopeIdentity) {
    with(ObjectIdentifier(identity), { identity }) { scope in
      scope.writer.raw(bytes)
      scope.count &+= 1
    }
  }

  /// Takes back the last item, which begins at `place`, and gives back the memory that was found for it.
  mutating func discardLast(from place: Int) {
    unsafe takeBack(from: place) { _ in }
    unsafe last?.pointee.writer.releaseSpareMemory(above: OpenScope.leastCapacity)
  }

  private mutating func takeBack<Result>(from place: Int, _ body: (UnsafeRawBufferPointer) -> Result)
    -> Result
  {
    guard let last = unsafe last else { return unsafe body(UnsafeRawBufferPointer(start: nil, count: 0)) }
    unsafe last.pointee.count &-= 1
    defer { unsafe last.pointee.writer.truncate(to: place) }
    return unsafe last.pointee.writer.withBytes {
      unsafe body(UnsafeRawBufferPointer(rebasing: $0[place...]))
    }
  }

  /// Closes every scope; those without items leave nothing.
  mutating func seal() -> [ScopeItems] {
    let byteCount = unsafe scopes.reduce(0) { unsafe $0 &+ $1.pointee.writer.count }
    let sealed = unsafe scopes.map { scope in
      let items = unsafe scope.move().seal()
      unsafe scope.deallocate()
      return items
    }
    unsafe scopes = []
    unsafe last = nil
    let filled = sealed.filter { $0.itemCount > 0 }
    if !filled.isEmpty { (lastByteCount, lastScopeCount) = (byteCount, filled.count) }
    return filled
  }
}
