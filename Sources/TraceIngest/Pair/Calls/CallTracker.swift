/// Calls of functions that other things happen inside of, the table `kernel_call`.
struct CallTracker: ~Copyable {
  /// A call under way: its row, and what the row does not have.
  struct Call {
    var row: KernelCallRow
    var function: KernelFunction
  }

  struct ThreadState: Blank, ~Copyable {
    /// The innermost last.
    var calls: [Call] = []
  }

  private var states = SlotStates<ThreadState>()
  private let recorded: RecordedRoles
  private let writer: FactWriter<KernelCallRow>

  init(_ writers: FactWriters, _ recorded: RecordedRoles) {
    writer = writers.kernelCall
    self.recorded = recorded
  }

  /// A new thread has this slot.
  mutating func begin(_ thread: Thread) { states.reset(thread.slot) }

  // MARK: events

  /// A function is entered whose return may be recorded.
  mutating func entered(
    _ function: KernelFunction, _ thread: Thread, _ event: borrowing Event, mm: Mm = .unknown,
    start: Int64 = none, end: Int64 = none, argument: Int64 = none
  ) {
    var row = newRow(function, thread, event, mm)
    row.start = start
    row.end = end
    row.argument = argument
    states[thread.slot].calls.append(Call(row: row, function: function))
  }

  /// A function returns.
  ///
  /// - Returns: its row, and since when the thread was in it, NULL when it was not seen to enter.
  mutating func returned(
    _ function: KernelFunction, _ thread: Thread, _ event: borrowing Event
  ) throws(IngestError) -> (id: Int64, fromTs: Int64) {
    let slot = thread.slot
    guard let index = states[slot].calls.lastIndex(where: { $0.function == function }) else {
      var half = KernelCallRow()
      half.kernelCallID = writer.newID()
      half.functionCode = function.rawValue
      half.tid = Int64(thread.tid)
      try write(&half, returningBy: event)
      return (half.kernelCallID, none)
    }
    // What was called inside of it and has no return recorded ended before it.
    while states[slot].calls.count > index + 1 { try writer.add(states[slot].calls.removeLast().row) }
    var call = states[slot].calls.removeLast()
    try write(&call.row, returningBy: event)
    return (call.row.kernelCallID, call.row.fromTs)
  }

  /// A call that is known by one event only.
  mutating func happened(
    _ function: KernelFunction, _ thread: Thread, _ event: borrowing Event, mm: Mm = .unknown,
    start: Int64 = none
  ) throws(IngestError) {
    var row = newRow(function, thread, event, mm)
    row.start = start
    try writer.add(row)
  }

  /// clear_refs_write does not nest: the return of the one before was not recorded.
  mutating func endClearRefsWrite(_ thread: Thread) throws(IngestError) {
    while let index = states[thread.slot].calls.lastIndex(where: { $0.function == .clearRefsWrite }) {
      try writer.add(states[thread.slot].calls.remove(at: index).row)
    }
  }

  /// A function may be probed at its entry only: the release of the lock it runs under ends the call.
  mutating func endThoseWithoutReturn(_ thread: Thread) throws(IngestError) {
    while let last = states[thread.slot].calls.last, !recorded.containsReturn(of: last.function) {
      states[thread.slot].calls.removeLast()
      try writer.add(last.row)
    }
  }

  /// Writes, as halves, what the thread has under way.
  mutating func abandonEverything(of thread: Thread) throws(IngestError) {
    guard !isIdle(thread) else { return }
    for call in states[thread.slot].calls { try writer.add(call.row) }
    states[thread.slot].calls = []
  }

  // MARK: questions

  func isIdle(_ thread: Thread) -> Bool { states[thread.slot].calls.isEmpty }

  func isIn(_ function: KernelFunction, _ thread: Thread) -> Bool {
    states[thread.slot].calls.contains { $0.function == function }
  }

  /// Row of the innermost call, NULL when the thread is in none.
  func innermost(_ thread: Thread) -> Int64 { states[thread.slot].calls.last?.row.kernelCallID ?? none }

  /// The path of a protecting call, by its flags, else by the call around it; nil when neither tells.
  func path(_ thread: Thread, _ entry: EventKind, flags: UInt64?) -> ProtectPath? {
    let around = states[thread.slot].calls.last
    return .told(entry, flags: flags, within: around?.function, argument: around?.row.argument ?? none)
  }

  /// Since when the thread has been in a call, NULL when in none.
  ///
  /// A call counts only where its end would be an event.
  func kernelSince(_ thread: Thread) -> Int64 {
    var since = none
    for call in states[thread.slot].calls where recorded.containsReturn(of: call.function) {
      since = earlier(since, call.row.fromTs)
    }
    return since
  }

  // MARK: rows

  private func newRow(
    _ function: KernelFunction, _ thread: Thread, _ event: borrowing Event, _ mm: Mm
  ) -> KernelCallRow {
    var row = KernelCallRow()
    row.kernelCallID = writer.newID()
    row.functionCode = function.rawValue
    row.tid = Int64(thread.tid)
    row.cpu = Int64(event.cpu)
    row.fromTs = event.ts
    row.mmID = mm.id
    return row
  }

  private func write(_ row: inout KernelCallRow, returningBy event: borrowing Event) throws(IngestError) {
    row.toTs = event.ts
    row.toCPU = Int64(event.cpu)
    row.result = event.optionalSigned(UffdWpRangeReturnArgument.ret)
    try writer.add(row)
  }
}
