/// A fault under way, from its exception or from handle_mm_fault to the return: its row, and what the row does not have.
struct Fault: ~Copyable {
  var row = PageFaultRow()
  var mm = Mm.unknown
  /// Windows of its page that were open while it was under way (pte_protect ids).
  private(set) var windows: [Int64] = []
  /// Threads of the mm that ran elsewhere during its copy.
  var runners: [CopyRunnerRow] = []

  /// Windows remembered: a fault that waits while windows come and go needs only the last few.
  private static let windowLimit = 64

  /// None.
  init() {}

  init(_ id: Int64, _ thread: Thread) { begin(id, thread) }

  /// Becomes another one, in its place: what is copied just after it was written a word at a time is waited for.
  mutating func begin(_ id: Int64, _ thread: Thread) {
    row = PageFaultRow()
    mm = .unknown
    if !windows.isEmpty { windows = [] }
    if !runners.isEmpty { runners = [] }
    row.pageFaultID = id
    row.tid = Int64(thread.tid)
    row.address = 0
  }

  /// The next pass of `fault` through handle_mm_fault, after one that returned VM_FAULT_RETRY.
  init(_ id: Int64, retrying fault: borrowing Fault) {
    row.pageFaultID = id
    row.tid = fault.row.tid
    row.address = fault.row.address
    row.entered = fault.row.entered
    row.enteredCPU = fault.row.enteredCPU
    row.kernelMode = fault.row.kernelMode
    row.ip = fault.row.ip
    row.errorCode = fault.row.errorCode
    row.retry = 1
    windows = fault.windows
  }

  var address: UInt64 { UInt64(bitPattern: row.address) }
  /// Page number of its address.
  var page: UInt64 { address >> 12 }
  /// Whether handle_mm_fault is under way.
  var isInHandler: Bool { row.handledFrom != none }
  var isRetry: Bool { row.retry == 1 }
  /// Whether do_wp_page is under way.
  var isInWpPage: Bool { row.wpFrom != none && row.wpTo == none }
  /// Whether ptep_clear_flush of its page is under way.
  var isInClearFlush: Bool { row.clearFlushFrom != none && row.clearFlushTo == none }
  /// Whether handle_mm_fault or do_wp_page was seen.
  var hasBeenServed: Bool { isInHandler || row.wpFrom != none || row.wpTo != none }
  /// Its copy of the page.
  var copy: PageCopy {
    PageCopy(
      address: address, mm: mm, begin: row.copyFrom != none ? row.copyFrom : row.wpFrom, end: row.clearFlushTo
    )
  }
  /// Since when its thread has been in the kernel for it.
  var since: Int64 { row.entered != none ? row.entered : row.handledFrom }
  /// Write fault as far as known: flags of handle_mm_fault, else the error code.
  var isWrite: Bool {
    if row.flags != none { return row.flags & 1 != 0 }
    return row.errorCode != none && row.errorCode & 2 != 0
  }

  /// It is in an address space.
  mutating func isIn(_ mm: Mm) {
    self.mm = mm
    row.mmID = mm.id
  }

  /// Notes a window once.
  mutating func note(_ window: Int64) {
    guard !windows.contains(window) else { return }
    if windows.count >= Self.windowLimit { windows.removeFirst() }
    windows.append(window)
  }
}

/// A page that a fault has copied inside a window.
struct PageCopy {
  var address: UInt64
  var mm: Mm
  /// From its begin, as far as events tell, to the end of ptep_clear_flush.
  var begin: Int64
  var end: Int64
}
