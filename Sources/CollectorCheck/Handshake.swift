import GRPCTransport
import OTLPExporter

/// One harmless call, from which both the encryption and the protocol of the other side can be told.
struct Handshake {
  let answer: Answer
  let certificate: Certificate?
  let time: String

  init(_ options: OTLPExporterOptions, atMost limit: Duration) {
    let elapsed = ElapsedTime()
    let channel = Channel(
      target: options.target, credentials: options.credentials, options: options.channel)
    let call = channel.startUnaryCall(
      Certificate.healthMethod, message: Message(copying: []), metadata: options.headers, timeout: limit)
    answer = call.answer(atMost: limit)
    certificate = call.peerCertificate.flatMap(Certificate.init)
    time = elapsed.text
  }
}

extension UnaryCall {
  /// Waits for the end of the call, which has a time limit itself; it is given a moment more than that.
  func answer(atMost limit: Duration) -> Answer {
    let deadline = ContinuousClock.now + limit + .seconds(1)
    while ContinuousClock.now < deadline {
      if let answer = wait(atMost: deadline - .now) { return answer }
    }
    cancel()
    return Answer(status: .deadlineExceeded, statusMessage: "no answer in time")
  }
}
