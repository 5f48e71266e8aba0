/// A flush that a CPU carried out.
struct CarriedFlush {
  var range: FlushRange
  /// When it began at the earliest.
  ///
  /// In flush_tlb_func a CPU runs no user code, and after it none with old entries: a flush that began before
  /// a moment leaves no old entry to be used after it.
  var earliest: Int64
  /// When it began at the latest: later than `earliest` only where nothing but its end is an event.
  var latest: Int64
}
