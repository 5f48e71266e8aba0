/// What a bar of a timeline is.
enum TimelineKind: String, CaseIterable {
  case run, store, writeHold, readHold, window, fault, copy, flush, receipt

  /// In a word or two, for a row.
  var name: String {
    switch self {
    case .run: "runs"
    case .store: "a store may be lost"
    case .writeHold: "mmap_lock, write"
    case .readHold: "mmap_lock, read"
    case .window: "window"
    case .fault: "fault"
    case .copy: "copy"
    case .flush: "flush"
    case .receipt: "CPU flushes"
    }
  }

  /// In words, for a legend.
  var label: String {
    switch self {
    case .run: "a thread of the mm runs"
    case .store: "a store here may be lost"
    case .writeHold: "mmap_lock held for writing"
    case .readHold: "mmap_lock held for reading"
    case .window: "window: PTEs changed, not flushed"
    case .fault: "fault handled"
    case .copy: "page copied"
    case .flush: "flush asked for, until done"
    case .receipt: "CPU flushes"
    }
  }
}
