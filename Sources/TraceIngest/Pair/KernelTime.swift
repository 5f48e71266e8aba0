/// A stretch of time in which a thread was in the kernel for certain.
struct KernelSpan {
  var tid: Int32
  var from: Int64
  var to: Int64
}

/// When a thread may have been in user mode.
struct UserTime {
  /// First and last moment, `none` when there is none.
  var from: Int64 = none
  var to: Int64 = none
  /// Sum of the stretches.
  var length: Int64 = 0

  /// What `spans` leave of `[begin, end]`.
  init(from begin: Int64, to end: Int64, without spans: [KernelSpan]) {
    var position = begin
    for span in spans.sorted(by: { $0.from < $1.from }) where span.to > position {
      if span.from > position { add(position, min(span.from, end)) }
      position = max(position, span.to)
      if position >= end { return }
    }
    add(position, end)
  }

  private mutating func add(_ begin: Int64, _ end: Int64) {
    guard begin < end else { return }
    if from == none { from = begin }
    to = end
    length += end - begin
  }
}

/// Which threads were in the kernel when: in a fault that was served, a flush, a call, or holding or awaiting
/// mmap_lock.
///
/// A thread stores nothing through a TLB entry there. What no event tells counts as user mode.
extension Pairing {
  /// Notes a stretch that has ended on `cpu`.
  ///
  /// Only copies that began inside windows ask for them, and none that ended before matters.
  mutating func noteKernel(_ cpu: Int32, _ tid: Int32, _ from: Int64, _ to: Int64) {
    guard openWindows > 0 || !faultsInFlight.isEmpty, from != none, to > from else { return }
    cpus[cpuSlot(cpu)].kernelSpans.append(KernelSpan(tid: tid, from: from, to: to))
  }

  /// Since when a thread has been in the kernel, as far as what it has under way tells; `none` when nothing does.
  ///
  /// A call counts only where its end would be an event.
  func kernelSince(_ thread: Int32) -> Int64 {
    var since = none
    func note(_ ts: Int64) { if ts != none { since = since == none ? ts : min(since, ts) } }
    let state = threads[Int(thread)]
    if let fault = state.fault, fault.isInHandler || fault.isRetry {
      note(fault.entered != none ? fault.entered : fault.handledFrom)
    }
    if let request = state.request { note(request.requested) }
    for hold in state.holds { note(hold.requested != none ? hold.requested : hold.returned) }
    if state.flush != noSlot { note(requests[Int(state.flush)].from) }
    for gather in state.gathers where recordedRoles.contains(.tlbFinishMmuReturn) { note(gather.gathered) }
    for call in state.calls where endIsRecorded(call.function) { note(call.from) }
    if state.protect != noSlot {
      let window = windows[Int(state.protect)]
      if window.id == state.protectID, recordedRoles.contains(window.path.sign.exit) { note(window.from) }
    }
    return since
  }

  /// Whether the end of a call would be an event.
  func endIsRecorded(_ function: KernelFunction) -> Bool {
    function.returnKind.map { recordedRoles.contains($0) } ?? false
  }

  /// When thread `tid` may have been in user mode on `cpu` in `[begin, end]`.
  func userTime(of tid: Int32, on cpu: Int, from begin: Int64, to end: Int64) -> UserTime {
    var spans = cpus[cpu].kernelSpans.elements.filter { $0.tid == tid && $0.to > begin && $0.from < end }
    if let thread = threadSlots[tid] {
      let since = kernelSince(thread)
      if since != none { spans.append(KernelSpan(tid: tid, from: since, to: .max)) }
    }
    return UserTime(from: begin, to: end, without: spans)
  }
}
