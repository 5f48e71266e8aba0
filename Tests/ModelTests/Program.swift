/// What the threads of a machine do: a protocol of the kernel and the threads that write to the page meanwhile.
struct Program {
  /// A thread.
  enum Role {
    case absent
    /// Changes the page's protection: steps of parts, see `Part`.
    case owner([[Part]])
    /// Stores to the page.
    case writer(Writer)
  }

  /// One thing that an owner does.
  ///
  /// The parts of one step happen at once: a lock may stand first in a step
  /// and an unlock last, because nobody can tell from what happens between them (Lipton's movers).
  enum Part {
    // mmap_lock, the per-VMA lock (vma_start_write) and the page table lock.
    case lockForWriting, lockForReading, downgrade, unlock
    case lockVMA
    case lockTable, unlockTable
    // Functions that the recording shows.
    case enterClearRefs, leaveClearRefs
    case enter(Path), leave(Path)
    case enterUserfault(resolves: Bool)
    case gather, finish(empty: Bool), finished
    // What they do.
    /// Takes the page's write permission away.
    case protect
    /// The same, and marks it as write-protected by userfaultfd.
    case protectForUserfault
    /// Takes the mark away again and leaves it read-only; waits until there is one.
    case resolveUserfault
    /// Takes write permission away and flushes as KSM does, in `flushedIfBegun`: an entry that is writable, and any when
    /// a flush is pending, if it looks for that.
    case protectFlushing(looksForPending: Bool)
    /// Clears the entry, which goes to another address or away.
    case takeEntry
    /// Waits until the entry was taken.
    case awaitTaken
    /// Flushes everything if an entry was taken whose flush is batched (flush_tlb_batched_pending), or if
    /// somebody else's flush is pending (mm_tlb_flush_nested).
    case flushIfBatched, flushIfNested
    case flushedIfBegun
    /// mm->tlb_flush_batched.
    case noteBatch, forgetBatch
    /// The page has no mapping any more (page_remove_rmap).
    case removeMapping
    /// Comes by the page, under the page table lock if it has a mapping, once the entry was taken: gives it to somebody
    /// else; writes it out and counts it as clean.
    case free, writeOut
    /// Tells its caller that write permission is gone.
    case forbid
    /// Reads the page and, if the entry is still the same, replaces it by a copy (replace_page).
    case compare, replace, replaced
    /// A reference of someone else to the frame, as a forked child has.
    case share
    /// Begins to flush and interrupts the other CPUs; `flushed` waits for all of them.
    case flush(FlushSpan), flushed
    /// mm->tlb_flush_pending.
    case promiseFlush, keptPromise
  }

  /// Functions that open a window.
  enum Path {
    case clearRefs, mprotect, userfault, resolve, fork, pagemapScan, mremap, ksm
  }

  /// A thread that stores to the page, and faults where it must.
  struct Writer {
    /// How many times it stores; one that never does still runs, and is sent flushes.
    var stores = 1
    /// What its CPU's TLB holds to begin with.
    var tlb = Entry(frame: 0, Entry.writable | Entry.dirty)
    /// Writes as get_user_pages() does: no exception, no TLB.
    var isRemote = false
    /// Tries the per-VMA lock before mmap_lock.
    var usesVMALock = false
    /// Flushes the page before it copies when a flush is pending.
    var mitigates = false
    /// Ends with its first exception: it is there for the stores that need none.
    var endsAtFault = false
    /// Keeps the page table lock from do_wp_page to the new entry.
    var copiesLocked = false
  }

  var name: String
  var roles: [Role]
  /// Whether CPU i runs a thread of the address space, and is sent its flushes.
  var isInMm: [Bool]
  /// Whether frame 0 has another reference from the beginning.
  var isShared = true
  /// Whether wp_page_copy is recorded, as it can be where it is not inlined.
  var recordsCopy = false
  /// What has happened to the page before.
  var page: PageState = []
  /// A CPU that loads its TLB ahead of stores.
  var looksAhead: Int?
  /// Whether executions have notes of what no recording shows.
  var notes = false
  /// What a kernel and a CPU keep to, and these do not.
  var axiomsOff: AxiomSet = []
  /// Page table entry to begin with.
  var entry = Entry(frame: 0, Entry.writable | Entry.dirty)

  init(_ name: String, _ roles: [Role], ownersInMm: Bool = true) {
    self.name = name
    self.roles = roles
    isInMm = roles.map { role in
      switch role {
      case .absent: false
      case .owner: ownersInMm
      case .writer: true
      }
    }
  }

  /// The machine before the first step.
  var start: Machine {
    var machine = Machine()
    machine.isShared = isShared
    machine.entry = entry
    machine.page = page
    for (index, role) in roles.enumerated() {
      guard case .writer(let writer) = role else { continue }
      if !writer.isRemote { machine.tlbs[index] = writer.tlb.bits }
      if writer.stores == 0 { machine.counters[index] = FaultStep.done }
    }
    return machine
  }
}
