import OTLPEncoding
import Synchronization
package import Telemetry

/// How what is given up is booked and told.
extension Delivery {
  /// Books a request that has waited in vain.
  func giveUp(_ request: PendingRequest, because reason: DropReason) {
    book.fail(request.itemCount, of: request.signal, because: reason)
    condition.noteDropped(request.itemCount, of: request.signal, because: reason)
  }

  func turnAway(_ request: EncodedRequest, because reason: DropReason) {
    if request.signal == .metrics {
      book.fail(request.itemCount, of: .metrics, because: reason)
    } else {
      // Theirs is the failure of the processor, which counts it.
      book.drop(request.itemCount, of: request.signal, because: reason)
    }
    condition.noteDropped(request.itemCount, of: request.signal, because: reason)
  }

  /// Books items that were given up before they were encoded.
  package func refuse(_ count: Int, of signal: TelemetrySignal, because reason: DropReason) {
    book.refuse(count, of: signal, because: reason)
    condition.noteDropped(count, of: signal, because: reason)
  }

  /// Books one item that exceeds a request by itself; `what` names it for the operator.
  package func refuseOversized(_ what: String, of signal: TelemetrySignal) {
    if signal == .metrics {
      // A point has been handed over when this is found out, so its delivery has failed.
      book.accept(1, of: signal)
      book.fail(1, of: signal, because: .tooLarge)
    } else {
      book.refuse(1, of: signal, because: .tooLarge)
    }
    condition.noteOversized(what)
  }
}
