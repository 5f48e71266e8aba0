internal import TraceStore

/// Memory cgroups that mmap_lock events name, the table `memcg`.
struct MemcgTable: ~Copyable {
  /// The one that an mm was last said to be in.
  struct MmState: Blank, ~Copyable {
    var path: [UInt8] = []
    var id: Int64 = none
  }

  private var states = SlotStates<MmState>()
  private var byPath: [[UInt8]: Int64] = [:]
  private var byNumber: [UInt64: Int64] = [:]
  private let writer: FactWriter<MemcgRow>

  init(_ writers: FactWriters) { writer = writers.memcg }

  /// A new mm has this slot.
  mutating func begin(_ mm: Mm) { states.reset(mm.slot) }

  /// Row of the memcg that an event names: `memcg_path` text (to 6.12) or `memcg_id` number (6.14 and later).
  mutating func id(_ mm: Mm, _ event: borrowing Event, _ text: RawSpan) throws(IngestError) -> Int64 {
    if let number = event.optional(MmapLockStartLockingArgument.memcgID) {
      if let id = byNumber[number] { return id }
      let id = try add(path: .null, number: .integer(Int64(bitPattern: number)))
      byNumber[number] = id
      return id
    }
    guard text.byteCount > 0 else { return none }
    if states[mm.slot].id != none, Self.same(states[mm.slot].path, text) { return states[mm.slot].id }
    var path: [UInt8] = []
    path.reserveCapacity(text.byteCount)
    for index in 0..<text.byteCount {
      path.append(text.unsafeLoad(fromByteOffset: index, as: UInt8.self))
    }
    let id: Int64
    if let known = byPath[path] {
      id = known
    } else {
      id = try add(path: .text(String(decoding: path, as: UTF8.self)), number: .null)
      byPath[path] = id
    }
    states[mm.slot].path = path
    states[mm.slot].id = id
    return id
  }

  private func add(path: SQLValue, number: SQLValue) throws(IngestError) -> Int64 {
    var row = MemcgRow()
    let id = writer.newID()
    row.memcgID = .integer(id)
    row.path = path
    row.kernelID = number
    try writer.add(row)
    return id
  }

  private static func same(_ path: [UInt8], _ text: RawSpan) -> Bool {
    guard path.count == text.byteCount else { return false }
    for index in 0..<path.count
    where path[index] != text.unsafeLoad(fromByteOffset: index, as: UInt8.self) {
      return false
    }
    return true
  }
}
