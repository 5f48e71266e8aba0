/// Four numbers of 16 bits, one per CPU, thread or frame.
///
/// One word instead of an array: a search copies and hashes machines millions of times.
struct Lanes: Hashable {
  var bits: UInt64 = 0

  subscript(_ index: Int) -> UInt16 {
    get { UInt16(truncatingIfNeeded: bits >> UInt64(16 * index)) }
    set { bits = bits & ~(0xffff << UInt64(16 * index)) | UInt64(newValue) << UInt64(16 * index) }
  }
}

/// A page table entry, or a TLB's copy of one.
struct Entry: Hashable {
  static let present: UInt16 = 1
  static let writable: UInt16 = 2
  static let dirty: UInt16 = 4
  static let userfault: UInt16 = 8

  var bits: UInt16

  init(bits: UInt16) { self.bits = bits }
  init(frame: Int, _ flags: UInt16) { bits = UInt16(frame) << 8 | flags | Self.present }

  static let none = Entry(bits: 0)

  var isPresent: Bool { bits & Self.present != 0 }
  var isWritable: Bool { bits & Self.writable != 0 }
  var isDirty: Bool { bits & Self.dirty != 0 }
  /// userfaultfd write-protects it (_PAGE_UFFD_WP).
  var isUserfault: Bool { bits & Self.userfault != 0 }
  var frame: Int { Int(bits >> 8) }
}

/// What has happened to the page besides its entry, for those who come by the page and not by the address.
struct PageState: OptionSet, Hashable {
  var rawValue: UInt8

  /// Its entry was moved to another address, or taken away.
  static let taken = PageState(rawValue: 1)
  /// No mapping is known of it any more (rmap): who looks for one takes no page table lock.
  static let unmapped = PageState(rawValue: 2)
  /// It belongs to somebody else: a store to it is lost, and worse.
  static let freed = PageState(rawValue: 4)
  /// It was written out and counts as clean: what it gets without a dirty bit is lost.
  static let cleaned = PageState(rawValue: 8)
  /// The system call that takes write permission has returned: a store must not succeed.
  static let forbidden = PageState(rawValue: 16)
  /// Reclaim has taken an entry of the mm and not flushed it (mm->tlb_flush_batched).
  static let batched = PageState(rawValue: 32)
}

/// The machine: one page of one address space, as up to four CPUs see it, with one pinned thread each.
///
/// A frame has one word per thread. A thread counts its stores up, so the word holds the number of the last
/// store that landed in the frame, and two frames with the same numbers have the same contents.
struct Machine: Hashable {
  static let threads = 4
  /// Bits per thread in a frame's contents.
  private static let wordBits = 2

  /// Page table entry of the page.
  var entry = Entry(frame: 0, Entry.writable | Entry.dirty)
  /// What each CPU's TLB has of it.
  var tlbs = Lanes()
  /// Contents of each frame.
  var frames = Lanes()
  /// Frames that exist.
  var frameCount: UInt8 = 1
  /// Whether someone else holds a reference to frame 0 (a pipe, a forked child): a write fault copies it.
  var isShared = false

  /// Threads that hold mmap_lock for reading, one bit each, and the one that holds it for writing.
  var mmapReaders: UInt8 = 0
  var mmapWriter = Machine.nobody
  var vmaReaders: UInt8 = 0
  var vmaWriter = Machine.nobody
  var pageTableOwner = Machine.nobody
  /// mm->tlb_flush_pending: flushes that were promised and have not happened.
  var flushesPending: UInt8 = 0

  var page: PageState = []
  /// What was written out of frame 0.
  var disk: UInt16 = 0

  /// Whether a CPU has loaded its TLB ahead; it does so once.
  var hasLookedAhead = false

  /// Windows that are open in the recording until their owner's own flush ends.
  var windowsOpen: UInt8 = 0

  /// For each CPU, the CPUs whose flush it has still to carry out.
  ///
  /// One bit each, and bit 4 and up again for those that ask for everything, bit 8 and up for those of no mm. Bit 12: it
  /// is at one and has not let go of its entry yet.
  var interrupts = Lanes()

  /// Where each thread is in its program.
  var counters = Lanes()
  /// What each thread remembers: see `Fault` and `Owner`.
  var registers = Lanes()
  /// Stores each thread has made, in the layout of a frame.
  var stored: UInt16 = 0
  /// Whether a store was lost.
  var isLost = false

  static let nobody: UInt8 = 0xff

  static func word(_ contents: UInt16, of thread: Int) -> UInt16 {
    contents >> UInt16(thread * wordBits) & 3
  }

  /// `contents` after store `number` of `thread`.
  static func stored(_ number: UInt16, by thread: Int, in contents: UInt16) -> UInt16 {
    let shift = UInt16(thread * wordBits)
    return contents & ~(3 << shift) | number << shift
  }
}

/// What a step read and wrote, one bit per resource: two steps that conflict in none can change places.
struct Footprint {
  var reads: UInt64 = 0
  var writes: UInt64 = 0

  static let mmapLock: UInt64 = 1 << 0
  static let vmaLock: UInt64 = 1 << 1
  static let pageTableLock: UInt64 = 1 << 2
  static let entry: UInt64 = 1 << 3
  static let frameCount: UInt64 = 1 << 4
  static let pending: UInt64 = 1 << 5
  /// The times of windows: written by what opens, ends and flushes, read by every step of a fault.
  ///
  /// No part of the machine: the order in the recording, which is what the judge sees.
  static let windowTimes: UInt64 = 1 << 6
  /// `Machine.page` and `Machine.disk`.
  static let page: UInt64 = 1 << 7
  static func tlb(_ cpu: Int) -> UInt64 { 1 << UInt64(8 + cpu) }
  static func frame(_ frame: Int) -> UInt64 { 1 << UInt64(12 + frame) }
  static func interrupt(_ cpu: Int, by initiator: Int) -> UInt64 { 1 << UInt64(16 + 4 * cpu + initiator) }
  /// The time a CPU carried out a flush, like `windowTimes`.
  static func receipt(_ cpu: Int) -> UInt64 { 1 << UInt64(32 + cpu) }
  static let receipts: UInt64 = 0xf << 32

  func isIndependent(of other: Footprint) -> Bool {
    writes & (other.reads | other.writes) == 0 && reads & other.writes == 0
  }
}
