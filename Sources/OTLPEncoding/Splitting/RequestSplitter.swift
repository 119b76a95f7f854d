/// Makes smaller requests out of one that was refused for its size.
///
/// It works on the encoded bytes: what stands around the items, whether known or not, is repeated in each piece that has
/// items of it, and the items are taken over as they are.
package struct RequestSplitter {
  /// The pieces of a request, and what fits into none.
  package struct Split: Sendable {
    /// Requests of no more than the bytes asked for; together they hold every item but the oversized ones, in order.
    package let pieces: [EncodedRequest]
    /// How many items exceed a request by themselves, with what has to stand around them.
    package let oversized: Int
    /// What they are, each kind once, at most eight: `a span`, `a log record`, `a point of NAME`.
    package let oversizedNames: [String]
  }

  /// `request` in pieces of at most `maximumBytes` each, filled in order; what has no items is left out.
  ///
  /// Nil for bytes that are no such request, that hold another number of items than `request` says, or whose pieces
  /// would take many times their room, since nearly all of each would be what is repeated.
  package static func pieces(of request: EncodedRequest, atMost maximumBytes: Int) -> Split? {
    guard let outline = try? RequestOutline(request), outline.items.count == request.itemCount else {
      return nil
    }
    var filling = PieceFilling(outline, maximumBytes: maximumBytes)
    for item in outline.items {
      guard filling.place(item) else { return nil }
    }
    return filling.finish()
  }
}
