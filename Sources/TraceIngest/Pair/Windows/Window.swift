/// A call that changed PTEs, until no page of it awaits a flush: its row, and what the row does not have.
struct Window: ~Copyable {
  /// Addresses that no flush has covered yet.
  struct Stretch {
    var start: UInt64
    var end: UInt64
  }

  var row: PteProtectRow
  let mm: Mm
  let path: ProtectPath
  /// Its pass.
  var pass = noSlot
  /// Event number of its function's return; a flush that began later can end the window.
  var returnedAt = UInt64.max
  /// A flush of all of it that its own thread issued inside its own function, and when that ended.
  var ownFlush: Int64 = none
  var ownFlushEnd: Int64 = none
  /// Uncovered stretches once a flush has covered a part; empty while it is whole.
  var stretches: [Stretch] = []
  var isPartlyFlushed = false
  /// What its call was seen to change; nothing recorded, nothing here.
  var changed = ChangedEntries()
  var isOpen = true

  init(_ row: PteProtectRow, _ mm: Mm, _ path: ProtectPath) {
    self.row = row
    self.mm = mm
    self.path = path
  }

  var start: UInt64 { UInt64(bitPattern: row.start) }
  var end: UInt64 { UInt64(bitPattern: row.end) }

  /// Whether a flush of `address` is still awaited.
  func awaitsFlush(of address: UInt64) -> Bool {
    guard isOpen, start <= address, address < end else { return false }
    return !isPartlyFlushed || stretches.contains { $0.start <= address && address < $0.end }
  }

  /// Whether no uncovered byte lies outside `[from, to)`.
  func isWithin(_ from: UInt64, _ to: UInt64) -> Bool { from <= start && (end <= to || to == UInt64.max) }

  /// Entries change now: what was flushed inside its function until now was something else.
  mutating func forgetFlushes() {
    ownFlush = none
    ownFlushEnd = none
    isPartlyFlushed = false
    stretches = []
  }

  /// Nothing but `[from, to)` awaits a flush.
  mutating func narrow(to from: UInt64, _ to: UInt64) {
    isPartlyFlushed = true
    stretches = [Stretch(start: from, end: to)]
  }
}

/// `pte_protect.ended_code`.
enum WindowEnd: Int64 {
  case oneFlush = 1
  case severalFlushes = 2
  case nothingToFlush = 3
  case mmEnded = 4
  case lockDropped = 5
}

/// What surrounds a protecting call when it is entered.
struct ProtectContext {
  var lock: LockMode
  /// The call that it is made in.
  var call: Int64
  /// The mmu_gather that it collects its flush in.
  var gather: Int64
}
