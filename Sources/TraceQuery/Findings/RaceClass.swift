/// The classes of a finding, the gravest first.
public enum RaceClass: String, Sendable, CaseIterable {
  /// A page was copied inside a window while another CPU ran the mm and had not flushed.
  case lostWrite = "lost_write"
  /// A page was copied inside a window.
  case copied
  /// A fault was served although the window's owner held mmap_lock for writing.
  case exclusion
  /// A path that must hold mmap_lock for writing until the flush did not.
  case lateFlush = "late_flush"
  /// A CPU loaded an mm during its flush and kept old entries.
  case staleTLB = "stale_tlb"
  /// A fault was served inside a window of a path that allows it.
  case served
  /// A fault entered inside a window and was served after it: the lock worked.
  case blocked

  /// Whether a trusted finding of this class makes the verdict a race.
  public var isRace: Bool { self != .served && self != .blocked }
}
