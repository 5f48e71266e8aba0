/// An event as the simulator emits it: what, by whom, with which of the few arguments that occur.
///
/// The CPU is that of the thread: every thread is pinned, and a flush interrupts the thread of its CPU.
struct Signal: Hashable {
  enum Kind: UInt16, CaseIterable {
    /// variant: 1 for writing
    case lockStart, lockReturned, lockReleased
    case pageFault
    /// variant: `Signal.perVMALock`, `Signal.isRemote`
    case handleFault
    /// variant: 1 when it returns VM_FAULT_RETRY
    case handleFaultReturn
    case wpPage, wpPageReturn, wpPageCopy, clearFlush, clearFlushReturn
    case clearRefs, clearRefsReturn
    case pteRange, pteRangeReturn
    /// variant: `Signal.resolves`
    case changeProtection
    case changeProtectionReturn
    case copyPageRange, copyPageRangeReturn
    case pagemapScan, pagemapScanReturn, moveTables, moveTablesReturn, writeProtectPage,
      writeProtectPageReturn
    /// variant: 1 when the entry was writable and dirty
    case changeEntry
    /// variant: `Signal.resolves`
    case uffdRange
    case gather
    /// variant: 1 when it has nothing to flush
    case finish
    case finishReturn
    /// variant: FlushSpan
    case flush, flushReturn
    case batchFlush, batchFlushReturn
    /// variant: initiating thread, plus 8 for everything, plus 4 for that of no mm
    case receipt, receiptReturn
    /// variant: reason, plus 8 for everything
    case tlbFlush
    // What no recording shows: notes for a reader.
    case stores, protects, copies, frees, writesOut, looksAhead

    var isRecorded: Bool { rawValue < Self.stores.rawValue }
  }

  static let perVMALock: UInt16 = 1
  static let isRemote: UInt16 = 2
  static let resolves: UInt16 = 1

  var bits: UInt16

  init(bits: UInt16) { self.bits = bits }

  init(_ kind: Kind, _ thread: Int, _ variant: UInt16 = 0) {
    bits = kind.rawValue << 8 | UInt16(thread) << 4 | variant
  }

  var kind: Kind { Kind(rawValue: bits >> 8) ?? .lockStart }
  var thread: Int { Int(bits >> 4 & 15) }
  var variant: UInt16 { bits & 15 }
}
