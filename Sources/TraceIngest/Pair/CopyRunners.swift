/// Who could have written to a page while a fault copied it: a thread stores nothing through a TLB entry while it is in
/// the kernel. What no event tells counts as user mode.
extension Pairing {
  /// Whether a copy inside a window could come: only then is it asked who was in the kernel, and nothing that ended
  /// before matters.
  var isCopyPossible: Bool { windows.isAnyOpen || faults.isAnyUnderWay }

  /// Notes that the event's thread was in the kernel from `since`, NULL when that is not known, to the event.
  mutating func noteKernel(_ event: borrowing Event, since: Int64) {
    noteKernel(event, event.tid, since: since, isAsked: isCopyPossible)
  }

  /// Notes that a thread was in the kernel from `since` to the event, on its CPU.
  mutating func noteKernel(_ event: borrowing Event, _ tid: Int32, since: Int64, isAsked: Bool) {
    guard since != none, event.ts > since, isAsked else { return }
    cpus.note(KernelSpan(tid: tid, from: since, to: event.ts), on: CPUSlot.of(event.cpu))
  }

  /// Since when a thread has been in the kernel, as far as what it has under way tells; NULL when nothing does.
  private func kernelSince(_ thread: Thread) -> Int64 {
    var since = earlier(faults.kernelSince(thread), locks.kernelSince(thread))
    since = earlier(since, flushes.kernelSince(thread))
    since = earlier(since, gathers.kernelSince(thread))
    since = earlier(since, calls.kernelSince(thread))
    return earlier(since, windows.kernelSince(thread))
  }

  /// When thread `tid` may have been in user mode on `cpu` in `[begin, end]`.
  private func userTime(of tid: Int32, on cpu: Int32, from begin: Int64, to end: Int64) -> UserTime {
    var spans = cpus.kernelSpans(of: tid, on: cpu, from: begin, to: end)
    if let thread = threads.thread(tid) {
      let since = kernelSince(thread)
      if since != none { spans.append(KernelSpan(tid: tid, from: since, to: .max)) }
    }
    return UserTime(from: begin, to: end, without: spans)
  }

  /// Threads of the copy's mm that ran on some CPU meanwhile, as rows without ids.
  func runners(during copy: PageCopy, by thread: Thread) -> [CopyRunnerRow] {
    var rows: [CopyRunnerRow] = []
    for cpu in 0..<runs.cpus {
      let lastFlush = cpus.lastFlush(of: copy.address, copy.mm, on: cpu, before: copy.begin)
      let nextFlush = cpus.firstFlush(of: copy.address, copy.mm, on: cpu, from: copy.begin)
      let last = nextFlush == none ? copy.end : min(copy.end, nextFlush)
      runs.forEachRun(of: copy.mm, on: cpu, from: copy.begin, to: copy.end, threads) { run, beginIsKnown in
        guard run.tid != thread.tid else { return }
        let begin = max(run.from, copy.begin)
        let user = userTime(of: run.tid, on: cpu, from: begin, to: min(run.to, last))
        var row = CopyRunnerRow()
        row.cpu = Int64(cpu)
        row.tid = Int64(run.tid)
        row.fromTs = begin
        row.toTs = min(run.to, copy.end)
        row.lastFlush = lastFlush
        row.nextFlush = nextFlush
        row.hereSince = runs.firstSeen(copy.mm, on: cpu) ?? (beginIsKnown ? run.from : none)
        row.userFrom = user.from
        row.userTo = user.to
        row.userTime = user.length
        rows.append(row)
      }
    }
    return rows
  }
}
