/// The functions of a kernel call chain.
struct CallChain: Hashable, Sendable {
  /// Functions kept, the innermost: perf's own limit (PERF_MAX_STACK_DEPTH), and a flame graph needs the outermost.
  static let limit = 127

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

/// Where in the kernel an event was recorded.
struct EventCallers: Sendable {
  /// Time of the event; nil when it is not in the recording.
  var ts: Int64?
  var cpu: Int32
  var tid: Int32
  /// Index of the event in the reader's list of `RecordedEvent`; nil likewise.
  var event: Int?
  /// Time of the stack where it is an event of its own; nil where it comes with the event.
  var stackTs: Int64?
  var chain: CallChain
}

/// A function that a call chain goes through.
struct KernelSymbol: Equatable, Sendable {
  /// The address in the chain.
  var ip: UInt64
  var name: String
  /// How far behind the function's begin it is.
  var offset: UInt64
}
