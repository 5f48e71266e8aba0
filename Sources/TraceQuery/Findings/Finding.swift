/// A thread as events name it.
public struct ThreadName: Sendable, Hashable {
  /// Thread id; the idle thread of a CPU is 0.
  public var tid: Int64
  /// Last known name, nil when none was recorded.
  public var comm: String?
}

/// When and where an event was recorded.
public struct Moment: Sendable, Hashable {
  /// Time, in the unit of the recording's clock.
  public var ts: Int64
  /// CPU.
  public var cpu: Int64

  /// A moment.
  public init(ts: Int64, cpu: Int64) {
    self.ts = ts
    self.cpu = cpu
  }
}

/// A hold of mmap_lock.
public struct LockHold: Sendable, Equatable {
  /// Whether it was held for writing.
  public var isWrite: Bool
  /// mmap_lock_acquire_returned.
  public var acquired: Moment?
  /// mmap_lock_released.
  public var released: Moment?
  /// When a write hold became a read hold.
  public var downgraded: Int64?
  /// Whether it is what was left of a write hold that was downgraded.
  public var isDowngraded: Bool
}

/// The call that took permission from page table entries.
public struct ProtectCall: Sendable, Equatable {
  /// `clear_refs`, `mprotect`, `fork`, ...
  public var path: String
  /// The kernel function: what the recording has an event of.
  public var function: String
  /// Who called.
  public var thread: ThreadName
  /// Function entered.
  public var entered: Moment
  /// Function returned.
  public var returned: Moment?
  /// Pages changed, as change_protection counts them.
  public var pages: Int64?
  /// mmap_lock held at entry: `write`, `read`, `none`; nil when unknown.
  public var lockMode: String?
  /// That hold.
  public var hold: LockHold?
  /// The write hold that it was downgraded from.
  public var downgradedHold: LockHold?
  /// The first flush that its own thread asked for after it and that covers the window.
  public var ownFlush: FlushRequest?
}

/// A stretch of page table entries between the loss of permission and the flush.
public struct FlushWindow: Sendable, Equatable {
  /// First address.
  public var start: Int64
  /// First address after.
  public var end: Int64
  /// When it opened: the call was entered.
  public var opened: Int64
  /// When it closed, nil when it was open at the end of the recording.
  public var closed: Int64?
  /// When its owner released or downgraded the write lock.
  public var lockEnded: Int64?
  /// The call that opened it.
  public var call: ProtectCall
  /// The flush that closed it.
  public var flush: FlushRequest?
  /// Whether that was due to another thread, and the call, which had to flush for it, did not (`unheeded_flush`).
  public var isUnheeded: Bool
}

/// A call of flush_tlb_mm_range.
public struct FlushRequest: Sendable, Equatable {
  /// Row of `tlb_flush_request`.
  public var id: Int64
  /// Who asked for it.
  public var thread: ThreadName
  /// Function entered.
  public var entered: Moment
  /// Function returned: every CPU has flushed.
  public var returned: Moment?
  /// First address.
  public var start: Int64
  /// First address after; -1 asks for a full flush.
  public var end: Int64
  /// The CPUs that carried it out.
  public var receipts: [FlushReceipt]
}

/// A CPU carrying out a flush.
public struct FlushReceipt: Sendable, Equatable {
  /// flush_tlb_func entered.
  public var entered: Moment
  /// flush_tlb_func returned, on the same CPU.
  public var returned: Int64?
  /// The thread that was interrupted, or the one that asked.
  public var thread: ThreadName
}

/// A fault.
public struct Fault: Sendable, Equatable {
  /// Who faulted.
  public var thread: ThreadName
  /// Faulting address.
  public var address: Int64
  /// The exception; nil for get_user_pages() and when not recorded.
  public var entered: Moment?
  /// Whether the exception came from kernel mode.
  public var isKernelMode: Bool?
  /// x86 error code of the exception.
  public var errorCode: Int64?
  /// FAULT_FLAG_* of handle_mm_fault.
  public var flags: Int64?
  /// VM_FAULT_* that handle_mm_fault returned.
  public var result: Int64?
  /// handle_mm_fault.
  public var handled: Moment?
  /// handle_mm_fault returned.
  public var handledTo: Moment?
  /// do_wp_page.
  public var writeProtect: Moment?
  /// do_wp_page returned.
  public var writeProtectTo: Moment?
  /// wp_page_copy.
  public var copy: Moment?
  /// ptep_clear_flush inside do_wp_page: the page was copied.
  public var clearFlush: Moment?
  /// That ptep_clear_flush returned.
  public var clearFlushTo: Moment?
  /// `copied`, `reused`, `retried`, `none` or `unknown`.
  public var outcome: String
  /// Whether it ran under the per-VMA lock; nil when not recorded.
  public var isUnderVMALock: Bool?
  /// The hold of mmap_lock under which handle_mm_fault was entered.
  public var hold: LockHold?
}

/// A thread of the mm that could write to the old page while it was copied (the judge's `stale_runner`).
public struct Runner: Sendable, Equatable {
  /// The CPU.
  public var cpu: Int64
  /// The thread.
  public var thread: ThreadName
  /// When it began to run there; nil when that was before the recording.
  public var ranFrom: Int64?
  /// When it stopped; nil when that was after the recording.
  public var ranTo: Int64?
  /// The CPU's last flush of the page before the copy; nil for none seen.
  public var lastFlush: Int64?
  /// First moment at which it may have stored to the old page.
  public var userFrom: Int64
  /// For how long it may have.
  public var userTime: Int64
  /// Last event of the thread before do_wp_page.
  public var lastEvent: Int64?
  /// First event of the thread after do_wp_page.
  public var nextEvent: Int64?
  /// The first flush of the page on that CPU after do_wp_page.
  public var receipt: FlushReceipt?
}

/// An mm that was loaded while another CPU flushed it.
public struct LoadDuringFlush: Sendable, Equatable {
  /// switch_mm_irqs_off on the CPU that loads.
  public var switched: Moment
  /// Its tlb_flush event: reason task switch, nothing flushed.
  public var loaded: Moment
  /// The thread that the CPU switched to.
  public var thread: ThreadName
  /// The flush.
  public var flush: FlushRequest
  /// The CPU's last flush of the mm before.
  public var lastFlush: Int64?
}

/// A line in trace_marker.
public struct Mark: Sendable, Equatable {
  /// When and where it was written.
  public var at: Moment
  /// Who wrote it.
  public var thread: ThreadName
  /// The line.
  public var text: String
}

/// How often, when and on how many mms the same kind of finding was seen.
public struct Occurrence: Sendable, Equatable {
  /// Findings of that class on that path that can be trusted.
  public var count: Int64
  /// Time of the first one.
  public var first: Int64
  /// Time of the last one.
  public var last: Int64
  /// Number of address spaces.
  public var mms: Int64
  /// Number of calls that opened their windows.
  public var calls: Int64
}

/// A finding with everything that a report says about it.
public struct Finding: Sendable, Equatable {
  /// Row of `race`.
  public var id: Int64
  /// Its class.
  public var raceClass: RaceClass
  /// The deciding moment.
  public var ts: Int64
  /// How far the deciding pair of events is apart.
  public var margin: Int64?
  /// Whether the window's owner held mmap_lock for writing as the fault was served.
  public var isExclusion: Bool
  /// Why it cannot be trusted, nil when it can.
  public var doubt: String?
  /// The kernel's address of the mm.
  public var mm: Int64?
  /// The window; nil for stale_tlb.
  public var window: FlushWindow?
  /// The fault; for `late_flush` one that was served in the window, if any was.
  public var fault: Fault?
  /// Threads that could write to the old page during the copy; the one that wrote the mark first.
  public var runners: [Runner]
  /// For stale_tlb.
  public var load: LoadDuringFlush?
  /// The first LOST mark about the page after the copy.
  public var mark: Mark?
  /// Findings like it.
  public var seen: Occurrence
  /// Events lost in gaps that overlap it; nil when none overlaps.
  public var losses: Int64?
  /// Events of all CPUs between its first and its last event.
  public var eventsAround: Int64
  /// Largest difference between the clocks of its CPUs that the flushes between them allow; nil without any.
  public var skewBound: Int64?
}
