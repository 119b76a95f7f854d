/// What all items of one tracer or logger have in common; one object for each scope of a provider, which tells the items
/// of one scope from those of others without a look into it.
package final class ScopeIdentity: Sendable {
  /// What produces the items.
  package let resource: Resource
  /// Which code makes them.
  package let scope: InstrumentationScope

  package init(resource: Resource, scope: InstrumentationScope) {
    self.resource = resource
    self.scope = scope
  }
}
