@testable import TraceIngest
import TraceStore

extension Case {
  /// Pairs its events into `store`, as an ingest does with those of a recording.
  func pair(into store: StoreWriter) throws {
    var info = RecordingInfo()
    info.container = "case"
    info.clock = "mono"
    info.clockIsComparable = true
    info.cpus = events.cpus
    info.uname = kernel.map { "Linux case \($0)" }
    for thread in events.threads {
      info.comms[thread.tid] = thread.comm
      info.tasks.note(thread.tid, comm: thread.comm)
    }
    let isByHand = tables.contains { $0.name == "event_kind" }
    let kinds = EventKind.allCases.filter { $0 != .other && !missing.contains($0.role) }
    var recorded = kinds.map { RecordedEvent(system: "case", name: $0.role, kind: $0) }
    var pairing = try Pairing(store, path: "case", info: info, recorded: RecordedRoles(recorded))
    for event in events.events {
      try pairing.accept(event.event, text: event.text.span.bytes)
      if let index = recorded.firstIndex(where: { $0.kind == event.kind }) { recorded[index].decoded += 1 }
    }
    try pairing.finish()
    if !isByHand { try pairing.recording.write(Ledger(recorded, stored: [:])) }
    try pairing.recording.write(info, path: "case", digest: nil, events: Int64(events.events.count))
  }
}
