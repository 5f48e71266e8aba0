import TraceQuery

/// The title and the sentences about a finding: what was seen, and what it may mean.
struct FindingWords {
  let finding: Finding
  let labels: Labels
  let times: Times
  /// Time of the diagram's first event.
  let start: Int64

  /// Kind of race and the two functions that met, in lexical order: the same for the same bug.
  var title: String {
    let call = finding.window?.call.function ?? "flush_tlb_mm_range"
    let (kind, other) =
      switch finding.raceClass {
      case .lostWrite, .copied: ("cow-in-window", "do_wp_page")
      case .exclusion: ("fault-under-lock", "handle_mm_fault")
      case .lateFlush: ("late-flush", "flush_tlb_mm_range")
      case .staleTLB: ("stale-tlb", "switch_mm_irqs_off")
      case .served: ("fault-in-window", "handle_mm_fault")
      case .blocked: ("fault-blocked", "handle_mm_fault")
      }
    return "\(kind) in \([call, other].sorted().joined(separator: " / "))"
  }

  /// The paragraphs.
  var prose: [String] {
    let paragraph =
      switch finding.raceClass {
      case .lostWrite, .copied: copied
      case .exclusion: exclusion
      case .lateFlush: lateFlush
      case .staleTLB: staleTLB
      case .served: served
      case .blocked: blocked
      }
    let isPage = finding.fault != nil
    return [paragraph, labels.legend(isPage: isPage)].compactMap(\.self).filter { !$0.isEmpty }
  }

  /// A thread with its CPU.
  static func name(_ thread: ThreadName, cpu: Int64? = nil) -> String {
    let comm = thread.tid == 0 ? "<idle>" : thread.comm.map(Printable.name) ?? "<...>"
    return "\(comm)-\(thread.tid)" + (cpu.map { " on CPU \($0)" } ?? "")
  }

  private var page: String { finding.fault.map { labels.address($0.address & ~4095) } ?? "A" }

  private func since(_ ts: Int64?, _ from: Int64?) -> String {
    guard let ts, let from else { return "an unknown time" }
    return times.length(ts - from)
  }

  /// What the window's owner did.
  private var owner: String {
    guard let call = finding.window?.call else { return "" }
    return "\(call.function)() (path \(call.path), \(Self.name(call.thread, cpu: call.entered.cpu)))"
  }

  /// How the window's owner held mmap_lock when it changed the entries.
  private var lockMode: String {
    switch finding.window?.call.lockMode {
    case "write": "held for writing"
    case "read": finding.window?.call.downgradedHold == nil ? "held for reading" : "downgraded to reading"
    case "none": "not held"
    default: "in a mode that is not known"
    }
  }

  /// That the owner gave a write lock back before the flush, if it did.
  private var released: String? {
    guard let window = finding.window, let ended = window.lockEnded, ended < window.closed ?? .max else {
      return nil
    }
    let how = window.call.hold?.downgraded == nil ? "released" : "downgraded"
    return
      "\(Self.name(window.call.thread)) had \(how) the lock \(since(ended, window.opened)) after that call began."
  }

  private var copied: String {
    guard let fault = finding.fault, finding.window != nil else { return "" }
    let kind = fault.entered == nil ? "with no exception event, as from get_user_pages(), by" : "of"
    var text = """
      A write fault \(kind) \(Self.name(fault.thread, cpu: fault.handled?.cpu)) copied page \(page), which \
      \(owner) had write-protected with mmap_lock \(lockMode), before a flush of it was done.
      """
    if let released { text += " \(released)" }
    if finding.isExclusion { text += " The owner of that window held mmap_lock for writing meanwhile." }
    if let runner = finding.runners.first {
      let until =
        runner.receipt.map { "that CPU's flush at \(since($0.entered.ts, start))" }
        ?? "the end of the copy at \(since(fault.clearFlushTo?.ts, start))"
      text += """
         \(Self.name(runner.thread)), a thread of the same mm, ran on CPU \(runner.cpu) meanwhile, possibly with \
        a stale writable TLB entry. A store it made there between \(begin(runner)) at \
        \(since(finding.runnerFrom(runner), start)) and \(until) may have been lost.
        """
    } else {
      text += """
         A store by another CPU through a stale TLB entry would have been lost; no CPU that could hold one was seen \
        to run the mm meanwhile.
        """
    }
    if let mark = finding.mark, let copy = fault.clearFlush {
      text += """
         \(Self.name(mark.thread)) then wrote to trace_marker that a write to this page was lost, \
        \(since(mark.at.ts, copy.ts)) after the copy.
        """
    }
    return text
  }

  private func begin(_ runner: Runner) -> String {
    finding.runnerFrom(runner) == runner.ranFrom ? "the begin of its run" : "do_wp_page()"
  }

  private var exclusion: String {
    guard let fault = finding.fault else { return "" }
    let lock =
      switch fault.isUnderVMALock {
      case true?: "It ran under the per-VMA lock: the owner of the window had not locked the VMA against it."
      case false?: "It ran under mmap_lock, which both held at once by these events."
      case nil: "Which lock it ran under was not recorded."
      }
    return """
      A write fault (\(Self.name(fault.thread, cpu: fault.handled?.cpu))) of page \(page) was being served while \
      its write-protect by \(owner) awaited the flush and that thread held mmap_lock for writing. \(lock) \
      It is not known to have copied the page; where a fault of this kind does, a write may be lost.
      """
  }

  private var lateFlush: String {
    guard let window = finding.window else { return "" }
    let range = labels.range(window.start, window.end)
    let flushed =
      if let closed = window.closed {
        "Their TLB entries were flushed \(since(closed, window.lockEnded ?? window.opened)) after that."
      } else {
        "No flush of them was done until the recording ended."
      }
    let lock: String
    if window.call.lockMode == "write", let ended = window.lockEnded {
      lock = """
        \(owner) changed page table entries of \(range) with mmap_lock held for writing, and the lock was \
        \(window.call.hold?.downgraded == nil ? "released" : "downgraded") \(since(ended, window.opened)) after \
        the call began, before the flush was done.
        """
    } else {
      lock = "\(owner) changed page table entries of \(range) with mmap_lock \(lockMode)."
    }
    let met =
      finding.fault.map {
        """
        In between a write fault of \(Self.name($0.thread, cpu: $0.handled?.cpu)) was served in it. One that copies \
        a page there loses what another CPU writes through a stale TLB entry.
        """
      }
      ?? "A write fault that copies a page in between loses what another CPU writes through a stale TLB entry."
    return "\(lock) \(flushed) \(met)"
  }

  private var staleTLB: String {
    guard let load = finding.load else { return "" }
    return """
      \(Self.name(load.thread, cpu: load.loaded.cpu)) loaded an mm \
      \(since(load.loaded.ts, load.flush.entered.ts)) after \
      \(Self.name(load.flush.thread, cpu: load.flush.entered.cpu)) had begun to flush it, kept its old TLB \
      entries, and took no part in that flush. It may have gone on to use entries that the flush was for.
      """
  }

  private var served: String {
    guard let fault = finding.fault else { return "" }
    let copy =
      fault.clearFlush == nil
      ? "The page was not copied, so no write is lost by it."
      : "It copied the page outside of the window, or after a flush of its own."
    return """
      A write fault (\(Self.name(fault.thread, cpu: fault.handled?.cpu))) of page \(page) was being served while its \
      write-protect by \(owner) awaited the flush. \(copy) Paths that run under the read lock by design allow that.
      """
  }

  private var blocked: String {
    guard let fault = finding.fault else { return "" }
    return """
      A write fault (\(Self.name(fault.thread, cpu: fault.handled?.cpu))) of page \(page) began between its \
      write-protect by \(owner) and the flush, and was served after the flush. The lock kept it out, as it must: \
      this is no race, but it cost \(since(fault.handled?.ts, fault.entered?.ts)).
      """
  }
}
