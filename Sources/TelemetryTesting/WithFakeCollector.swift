public import OTLPReceiver

/// Runs `body` with a collector that gives `answers` in turn, then `otherwise` for ever, and stops it afterwards.
public func withFakeCollector<Result>(
  answering answers: FakeCollector.Answer...,
  otherwise: FakeCollector.Answer = .ok,
  at place: CollectorPlace = .ipv4(),
  _ body: (FakeCollector) throws -> Result
) throws -> Result {
  let collector = try FakeCollector(otherwise: otherwise, at: place)
  for answer in answers { collector.answer(answer) }
  defer { collector.stop() }
  return try body(collector)
}

/// Runs `body` with a collector that gives `answers` in turn, then `otherwise` for ever, and stops it afterwards.
public func withFakeCollector<Result>(
  answering answers: FakeCollector.Answer...,
  otherwise: FakeCollector.Answer = .ok,
  at place: CollectorPlace = .ipv4(),
  _ body: (FakeCollector) async throws -> Result
) async throws -> Result {
  let collector = try FakeCollector(otherwise: otherwise, at: place)
  for answer in answers { collector.answer(answer) }
  defer { collector.stop() }
  return try await body(collector)
}
