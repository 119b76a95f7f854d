/// What one message may cost whoever decodes it.
package struct DecodingLimits: Sendable {
  /// Levels of nesting, the message itself included; 100 by convention among protobuf implementations.
  package var nesting = 100
  /// Bytes of memory that protobuf-c takes while it unpacks a message. The values made of that take up to two and a half
  /// times as much again, so that this is less than a gibibyte in all; it is enough for requests of some 30 MiB as an SDK
  /// sends them, where collectors take 4 MiB unless told otherwise.
  package var memory = 1 << 28

  package init() {}
}
