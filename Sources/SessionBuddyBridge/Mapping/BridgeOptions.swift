/// What a bridge may be told.
public struct BridgeOptions: Sendable {
  /// Whether project paths are replaced by a keyed hash of 64 bits, `project-` and 16 hexadecimal digits.
  ///
  /// The hash depends on the path and the key only, so a project keeps its series across restarts and machines.
  public var anonymizePaths = false
  /// The secret of the hash; without one, who guesses a path can check the guess.
  public var anonymizationKey = ""

  /// The defaults: paths as they are.
  public init() {}
}
