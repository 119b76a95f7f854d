extension AttributeSet {
  /// An error in the words of the conventions: `exception.type` and `exception.message`. Errors of Swift know no stack
  /// trace (T-23, L-17).
  package init(describing error: any Error) {
    self = [
      "exception.type": .string("\(type(of: error))"),
      "exception.message": .string("\(error)"),
    ]
  }
}
