package import CGRPC

/// One setting of a channel or server, under the name the C core knows it by.
package enum ChannelArgument: Equatable, Sendable {
  case integer(String, Int32)
  case string(String, String)

  /// Lends `arguments` to `body` in the form the core takes: "The user data in 'args' need only live through
  /// the invocation of this function."
  package static func with<Result>(
    _ arguments: [ChannelArgument],
    _ body: (UnsafePointer<grpc_channel_args>) -> Result
  ) -> Result {
    var strings: [UnsafeMutablePointer<CChar>] = unsafe []
    defer { unsafe strings.forEach { unsafe $0.deallocate() } }

    var list = unsafe arguments.map { argument in
      switch argument {
      case .integer(let key, let value):
        let key = unsafe key.copiedToHeap()
        unsafe strings.append(key)
        return unsafe cgrpc_argument_integer(key, value)
      case .string(let key, let value):
        let (key, value) = unsafe (key.copiedToHeap(), value.copiedToHeap())
        unsafe strings += [key, value]
        return unsafe cgrpc_argument_string(key, value)
      }
    }
    return unsafe list.withUnsafeMutableBufferPointer { list in
      var arguments = unsafe grpc_channel_args(num_args: list.count, args: list.baseAddress)
      return unsafe body(&arguments)
    }
  }
}

extension String {
  /// A copy with a terminating zero that the caller deallocates.
  fileprivate func copiedToHeap() -> UnsafeMutablePointer<CChar> {
    let characters = utf8CString
    let copy = UnsafeMutableBufferPointer<CChar>.allocate(capacity: characters.count)
    _ = unsafe copy.initialize(from: characters)
    // Never nil: a C string has its zero at least.
    return unsafe copy.baseAddress.unsafelyUnwrapped
  }
}
