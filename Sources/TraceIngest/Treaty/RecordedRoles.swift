/// Which kinds this recording describes, whether or not they occurred.
struct RecordedRoles: Sendable {
  /// A bit for each kind: asked for at every call, where a hash of it would cost more than the answer.
  private var bits = InlineArray<4, UInt64>(repeating: 0)

  init(_ events: [RecordedEvent]) {
    for event in events { bits[Int(event.kind.rawValue >> 6)] |= 1 << UInt64(event.kind.rawValue & 63) }
  }

  @inline(__always)
  func contains(_ kind: EventKind) -> Bool {
    bits[Int(kind.rawValue >> 6)] & 1 << UInt64(kind.rawValue & 63) != 0
  }
}
