/// Which kinds this recording describes, whether or not they occurred.
struct RecordedRoles: Sendable {
  private var kinds: Set<EventKind> = []

  init(_ events: [RecordedEvent]) { kinds = Set(events.map(\.kind)) }

  func contains(_ kind: EventKind) -> Bool { kinds.contains(kind) }
}
