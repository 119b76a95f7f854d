public import Telemetry

extension FakeCollector {
  /// Throws a readable ``LedgerMismatch`` unless nothing was lost and both sides agree.
  ///
  /// What was recorded is what was exported, rejected, dropped, queued and spooled together; what was exported and
  /// rejected is what this collector took and rejected, however much of that it kept. With `recorded`, that is how much a test has recorded, too.
  ///
  /// The two sides differ when an answer was lost on its way, for example because the exporter gave up waiting for it:
  /// then the same items are taken twice.
  public func expect(conserved ledger: Ledger, recorded: ItemCounts? = nil) throws {
    let mismatch = LedgerMismatch(ledger, recorded: recorded, taken: totals, rejected: rejected)
    if let mismatch { throw mismatch }
  }

  /// How many items of accepted requests were rejected, in requests that were kept or not.
  public var rejected: ItemCounts { record.tally.rejected }
}
