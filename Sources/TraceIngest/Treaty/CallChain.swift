/// The innermost functions of a kernel call chain.
struct CallChain: Hashable, Sendable {
  /// Functions kept: the wrappers of a lock or flush and those who called them are among the first.
  static let limit = 16

  /// Addresses, the innermost first.
  private(set) var frames: [UInt64] = []
  private var isOutsideKernel = false

  /// PERF_CONTEXT_* markers of include/uapi/linux/perf_event.h stand between the parts of a chain.
  private static let firstMarker = UInt64(bitPattern: -4095)
  private static let kernelMarker = UInt64(bitPattern: -128)

  /// Takes the next entry of a chain as perf has it.
  ///
  /// - Returns: whether more of them are wanted.
  mutating func add(_ entry: UInt64) -> Bool {
    if entry >= Self.firstMarker {
      isOutsideKernel = entry != Self.kernelMarker
      return frames.isEmpty || !isOutsideKernel
    }
    if !isOutsideKernel { frames.append(entry) }
    return frames.count < Self.limit
  }
}

/// Who called for a lock or a flush.
struct EventCallers: Sendable {
  var ts: Int64
  var cpu: Int32
  var tid: Int32
  /// Index of the event in the reader's list of `RecordedEvent`.
  var event: Int
  var chain: CallChain
}
