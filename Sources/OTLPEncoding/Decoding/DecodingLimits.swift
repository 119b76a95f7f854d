/// What one message may cost whoever decodes it.
package struct DecodingLimits: Sendable {
  /// Levels of nesting, the message itself included; 100 by convention among protobuf implementations.
  package var nesting = 100
  /// Bytes of memory while it is decoded; enough for any request of 64 MiB that an SDK would send.
  package var memory = 1 << 30

  package init() {}
}
