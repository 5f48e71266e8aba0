/// A thread as the trackers name it among themselves.
struct Thread {
  /// Its slot in the thread tracker, and so in every tracker's states of threads.
  var slot: Int32
  /// Its id; 0 for the idle thread of each CPU.
  var tid: Int32
}

/// An address space as the trackers name it among themselves.
struct Mm: Equatable {
  /// Its slot in the tracker of address spaces, and so in every tracker's states of them.
  var slot: Int32
  /// Its row of `mm`, NULL when it is not known.
  var id: Int64

  /// None, or one that is not known.
  static let unknown = Mm(slot: noSlot, id: none)

  var isKnown: Bool { slot != noSlot }

  @inline(__always)
  static func == (left: Mm, right: Mm) -> Bool { left.id == right.id }
}
