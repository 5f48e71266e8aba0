internal import TraceStore

/// Threads: their births and deaths, their address spaces, and the table `task`.
///
/// Each CPU has an idle thread of its own, all with tid 0.
struct ThreadTracker: ~Copyable {
  /// What is known of a thread.
  struct Life: ~Copyable {
    let tid: Int32
    /// Its key among `slots`.
    let key: Int32
    /// Written and forgotten; the slot is free.
    var isRetired = false
    var mm = Mm.unknown
    var firstTs: Int64
    var lastTs: Int64
    var parent: Int64 = none
    var forkedTs: Int64 = none
    var execTs: Int64 = none
    var exitedTs: Int64 = none
    /// comm as sched events had it, empty when none did.
    var comm = CommBytes()
  }

  /// Threads held in memory before those are forgotten that have nothing under way, where no exit is recorded.
  private static let softLimit = 65_536
  /// Threads that can have something under way at once; no machine has so many that wait or fault.
  private static let hardLimit = 262_144

  private var lives = SlotTable<Life>()
  private var slots: [Int32: Int32] = [:]
  private var nextLook = Self.softLimit
  /// Slots by the last bits of their keys: most events find their thread here.
  private var recent = GrowingBuffer<Int32>(repeating: noSlot, count: 256)
  private let events: FactWriter<TaskEventRow>
  private let writer: FactWriter<TaskRow>
  /// Names of threads as the recorder saved them.
  private let savedComms: [Int32: String]

  init(_ writers: FactWriters, savedComms: [Int32: String]) {
    events = writers.taskEvent
    writer = writers.task
    self.savedComms = savedComms
  }

  private static func key(_ tid: Int32, _ cpu: Int32) -> Int32 { tid == 0 ? -1 - cpu : tid }

  /// The thread `tid`, or the idle thread of `cpu`, nil when it is new.
  @inline(__always)
  mutating func known(_ tid: Int32, cpu: Int32, _ ts: Int64) -> Thread? {
    let key = Self.key(tid, cpu)
    let slot = recent[Int(UInt8(truncatingIfNeeded: key))]
    if slot != noSlot {
      let life = lives.place(slot)
      if life.pointee.key == key, !life.pointee.isRetired {
        life.pointee.lastTs = ts
        return Thread(slot: slot, tid: tid)
      }
    }
    return lookUp(key, tid, ts)
  }

  @inline(never)
  private mutating func lookUp(_ key: Int32, _ tid: Int32, _ ts: Int64) -> Thread? {
    guard let slot = slots[key] else { return nil }
    recent[Int(UInt8(truncatingIfNeeded: key))] = slot
    lives[slot].lastTs = ts
    return Thread(slot: slot, tid: tid)
  }

  /// Begins to follow a thread that is not known.
  mutating func add(_ tid: Int32, cpu: Int32, _ ts: Int64) -> Thread {
    let key = Self.key(tid, cpu)
    let slot = lives.insert(Life(tid: tid, key: key, firstTs: ts, lastTs: ts))
    slots[key] = slot
    return Thread(slot: slot, tid: tid)
  }

  /// Whether those that have nothing under way should be forgotten before another is added.
  var isCrowded: Bool { slots.count >= nextLook }

  /// Tells that those have been forgotten.
  ///
  /// - Throws: when too many are left.
  mutating func lookedForIdle(in recording: String) throws(IngestError) {
    guard slots.count < Self.hardLimit else {
      throw IngestError(
        recording, "more than \(Self.hardLimit) threads have something under way at once",
        hint: "mmtrace keeps no more; a recording of so many is damaged, or not one of a kernel")
    }
    // Each look at all of them is paid for by half as many new ones.
    nextLook = max(Self.softLimit, min(Self.hardLimit, slots.count * 3 / 2))
  }

  /// Every thread, in the order of slots.
  var all: [Thread] {
    (0..<lives.count).filter { !lives[$0].isRetired }.map { Thread(slot: $0, tid: lives[$0].tid) }
  }

  /// The thread with this id that is there now; no idle thread.
  func thread(_ tid: Int32) -> Thread? { slots[tid].map { Thread(slot: $0, tid: tid) } }

  /// The address space it was last seen to run in.
  func mm(of thread: Thread) -> Mm { lives[thread.slot].mm }

  /// It runs in `mm`.
  mutating func runs(_ thread: Thread, in mm: Mm) { lives[thread.slot].mm = mm }

  /// An event names it.
  mutating func name(_ thread: Thread, _ comm: RawSpan) {
    if comm.byteCount > 0 { lives[thread.slot].comm = CommBytes(comm) }
  }

  /// Whether it was seen to exit.
  func hasExited(_ thread: Thread) -> Bool { lives[thread.slot].exitedTs != none }

  // MARK: sched_process events

  /// `event` made `child`.
  mutating func forked(_ child: Thread, by event: borrowing Event, _ comm: RawSpan) {
    lives[child.slot].parent = Int64(event.tid)
    lives[child.slot].forkedTs = event.ts
    name(child, comm)
  }

  mutating func executed(_ thread: Thread, _ event: borrowing Event) throws(IngestError) {
    try add(.exec, event, other: event.optionalSigned(SchedProcessExecArgument.oldPid))
    lives[thread.slot].execTs = event.ts
  }

  mutating func exited(_ thread: Thread, _ event: borrowing Event, _ comm: RawSpan) throws(IngestError) {
    try add(.exit, event, other: none)
    lives[thread.slot].exitedTs = event.ts
    if lives[thread.slot].comm.isEmpty { name(thread, comm) }
  }

  /// `task_event.what_code`.
  enum TaskEventCode: Int64 {
    case fork = 1
    case exec = 2
    case exit = 3
  }

  /// Writes a row of `task_event`.
  mutating func add(_ what: TaskEventCode, _ event: borrowing Event, other: Int64) throws(IngestError) {
    var row = TaskEventRow()
    row.taskEventID = events.newID()
    row.ts = event.ts
    row.cpu = Int64(event.cpu)
    // The thread it is about: its field, or the thread it happened in.
    let about = event.optionalSigned(SchedProcessExitArgument.pid)
    row.tid = about == none ? Int64(event.tid) : about
    row.whatCode = what.rawValue
    row.otherTid = other
    try events.add(row)
  }

  // MARK: task

  /// Forgets a thread that is gone and has been written.
  mutating func retire(_ thread: Thread) {
    slots[lives[thread.slot].key] = nil
    lives[thread.slot].isRetired = true
    lives.remove(thread.slot)
  }

  /// Writes its row; `counts` are what the other trackers have of it.
  mutating func write(_ thread: Thread, _ counts: TaskCounts, _ tasks: RecordedTasks) throws(IngestError) {
    let (slot, recorded) = (thread.slot, tasks[thread.tid])
    var row = TaskRow()
    row.taskID = .integer(writer.newID())
    row.tid = .integer(Int64(thread.tid))
    row.tgid = SQLValue(recorded?.tgid.map { Int64($0) })
    row.comm = SQLValue(
      lives[slot].comm.isEmpty ? savedComms[thread.tid] ?? recorded?.comm : lives[slot].comm.text)
    row.parentTid = SQLValue(
      lives[slot].parent == none ? recorded?.parent.map { Int64($0) } : lives[slot].parent)
    row.mmID = SQLValue(known: lives[slot].mm.id)
    row.firstTs = .integer(lives[slot].firstTs)
    row.lastTs = .integer(lives[slot].lastTs)
    row.forkedTs = SQLValue(known: lives[slot].forkedTs)
    row.execTs = SQLValue(known: lives[slot].execTs)
    row.exitedTs = SQLValue(known: lives[slot].exitedTs)
    row.runs = .integer(counts.runs)
    row.faults = .integer(counts.faults)
    row.locks = .integer(counts.locks.all)
    row.writeLocks = .integer(counts.locks.forWriting)
    row.flushes = .integer(counts.flushes)
    try writer.add(row)
  }
}

/// How many rows a thread has in other tables: `task.runs` and the columns after it.
struct TaskCounts {
  var runs: Int64
  var faults: Int64
  var locks: LockCounts
  var flushes: Int64
}
