/// A call that changed PTEs, until no page of it awaits a flush.
struct Window {
  /// A stretch that no flush has covered yet.
  struct Stretch {
    var start: UInt64
    var end: UInt64
  }

  var id: Int64
  var path: ProtectPath
  var mm: Int32
  var tid: Int32
  var cpu: Int64
  var start: UInt64
  var end: UInt64
  var from: Int64
  var to: Int64 = none
  var toCPU: Int64 = none
  var pages: Int64 = none
  var cpFlags: Int64 = none
  var lockCode: Int64 = none
  var lock: Int64 = none
  /// Time of the event that says how the lock was held.
  var lockSince: Int64 = none
  var call: Int64 = none
  var gather: Int64 = none
  /// Event number of its function's return; a flush that began later can end the window.
  var returnedAt = UInt64.max
  /// A flush of all of it that its own thread issued inside its own function.
  var ownFlush: Int64 = none
  var ownFlushEnd: Int64 = none
  /// Uncovered stretches once a flush has covered a part; empty while it is whole.
  var stretches: [Stretch] = []
  var isPartlyFlushed = false
  var isOpen = true

  /// Whether a flush of `address` is still awaited.
  func awaitsFlush(of address: UInt64) -> Bool {
    guard isOpen, start <= address, address < end else { return false }
    return !isPartlyFlushed || stretches.contains { $0.start <= address && address < $0.end }
  }

  /// Whether no uncovered byte lies outside `[from, to)`.
  func isWithin(_ from: UInt64, _ to: UInt64) -> Bool { from <= start && (end <= to || to == UInt64.max) }
}

/// A window that has just ended.
struct EndedWindow {
  var id: Int64
  var start: UInt64
  var end: UInt64
}

/// `pte_protect.ended_code`.
enum WindowEnd: Int64 {
  case oneFlush = 1
  case severalFlushes = 2
  case nothingToFlush = 3
  case mmEnded = 4
}

/// Windows of one pass: a thread that walks upwards through an mm.
///
/// One clear_refs write opens a window per page-middle-directory entry, thousands at once; in a pass they are
/// sorted by address.
struct Pass {
  var tid: Int32
  var path: ProtectPath
  /// Slots of windows, ascending and disjoint in address.
  var windows: [Int32] = []
  var open = 0
  var lastEnd: UInt64 = 0
}

/// What is known of an address space.
struct MmState {
  let id: Int64
  let address: UInt64
  let generation: Int64
  var firstTs: Int64
  var lastTs: Int64
  var endedTs: Int64 = none
  /// It went through its last full unmap: the next beginning at this address is another mm.
  var isEnding = false
  /// Requests for its lock that have not returned.
  var waiters: [LockWaiter] = []
  var memcgPath: [UInt8] = []
  var memcg: Int64 = none
  /// Passes with open windows, oldest first.
  var passes: [Pass] = []
  /// CPUs it was loaded on, and since when at the latest: `none` where that was before the recording.
  private(set) var places: [(cpu: Int32, since: Int64)] = []

  /// Notes that it is loaded on a CPU.
  mutating func note(cpu: Int32, since ts: Int64) {
    if !places.contains(where: { $0.cpu == cpu }) { places.append((cpu, ts)) }
  }

  /// When it was first loaded on a CPU; nil when it was not seen there, `none` when before the recording.
  func firstSeen(on cpu: Int32) -> Int64? { places.first { $0.cpu == cpu }?.since }
}
