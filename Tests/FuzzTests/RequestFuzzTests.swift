import GRPCTransport
import OTLPEncoding
import OTLPReceiver
import Telemetry
import TelemetryTesting
import TestSupport
import XCTest

/// What a program may send, or somebody who only looks like one.
final class RequestFuzzTests: XCTestCase {
  func test_anyRequest_isDecodedOrRefused() {
    Fuzz.run(rounds: 800, seed: 3) { random in
      let bytes = mutatedRequest(using: &random)
      _ = try? OTLPDecoder.metrics(bytes)
      _ = try? OTLPDecoder.spans(bytes)
      _ = try? OTLPDecoder.logRecords(bytes)
      return nil
    }
  }

  func test_anyRequestThatIsDecoded_isALineThatReadsBackTheSame() {
    Fuzz.run(rounds: 500, seed: 4) { random in
      let bytes = mutatedRequest(using: &random)
      return complaint(about: bytes, OTLPJSON.metrics) ?? complaint(about: bytes, OTLPJSON.traces)
        ?? complaint(about: bytes, OTLPJSON.logs)
    }
  }

  func test_anyLine_isReadOrRefused() throws {
    var random = SplitMix(seed: 5)
    let lines = [
      Array(try OTLPJSON.metrics(RandomRequest.metrics(using: &random)).utf8),
      Array(try OTLPJSON.traces(RandomRequest.traces(using: &random)).utf8),
      Array(try OTLPJSON.logs(RandomRequest.logs(using: &random)).utf8),
      // As deep as is allowed.
      Array("{\"resourceLogs\":\(String(repeating: "[", count: 255))".utf8),
    ]
    Fuzz.run(rounds: 3_000, seed: 5) { random in
      let line = lines.randomElement(using: &random) ?? []
      let mutated = Mutation.mutate(line, with: Array("[[{\"a\":\\u1e9,".utf8), using: &random)
      guard let read = try? OTLPJSON.request(String(decoding: mutated, as: UTF8.self)) else { return nil }
      // Nothing in protobuf takes more room than its JSON, but for replaced bytes and long integers of few digits.
      return read.message.count > 4 * mutated.count ? "\(read.message.count) bytes of \(mutated.count)" : nil
    }
  }

  func test_anyRequestOverTheWire_isAnsweredAndTheReceiverServesOn() throws {
    let collector = try FakeCollector(keeping: 10)
    defer { collector.stop() }
    let channel = Channel(target: "127.0.0.1:\(collector.port)")
    let export = { @Sendable (signal: TelemetrySignal, bytes: [UInt8]) in
      channel.startUnaryCall(signal.exportMethod, message: Message(copying: bytes), timeout: .seconds(30))
        .wait(atMost: .seconds(60))?.status
    }
    Fuzz.run(rounds: 600, seed: 6) { random in
      let signal = TelemetrySignal.allCases.randomElement(using: &random) ?? .logs
      let status = export(signal, mutatedRequest(using: &random))
      return status == .ok || status == .invalidArgument ? nil : "\(status.map { "\($0)" } ?? "no answer")"
    }

    XCTAssertEqual(export(.logs, []), .ok)
    XCTAssertGreaterThan(
      collector.requests.count + collector.unkept, 50, "too much damage to reach the decoder")
  }
}

/// A request with some damage: to its bytes, which mostly ends it, or deep inside, where the lengths are right.
private func mutatedRequest(using random: inout SplitMix) -> [UInt8] {
  let damage: RandomRequest.Damage? =
    Int.random(in: 0..<4, using: &random) > 0 ? { Mutation.mutate($0, using: &$1) } : nil
  let request =
    switch Int.random(in: 0..<3, using: &random) {
    case 0: RandomRequest.metrics(using: &random, damage: damage)
    case 1: RandomRequest.traces(using: &random, damage: damage)
    default: RandomRequest.logs(using: &random, damage: damage)
    }
  return damage == nil ? Mutation.mutate(request, with: request, using: &random) : request
}

/// What is wrong with the line of a request that can be decoded.
private func complaint(about bytes: [UInt8], _ write: ([UInt8]) throws(DecodingFailure) -> String) -> String?
{
  guard let line = try? write(bytes), line != "{}" else { return nil }
  do {
    let again = try write(OTLPJSON.request(line).message)
    return again == line ? nil : "\(line)\nbecame\n\(again)"
  } catch {
    return "\(error): \(line)"
  }
}
