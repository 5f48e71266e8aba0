/// `kernel_call.function_code`.
enum KernelFunction: Int64 {
  case clearRefsWrite = 1
  case uffdWpRange = 2
  case changeProtNuma = 3
  case archTlbbatchFlush = 4
  case ptepClearFlush = 5
  case wpPageCopy = 6
  case enterLazyTlb = 7
  case exitMmap = 8
}

extension RecordedRoles {
  /// Whether the end of a call would be an event.
  func containsReturn(of function: KernelFunction) -> Bool {
    switch function {
    case .clearRefsWrite: contains(.clearRefsWriteReturn)
    case .uffdWpRange: contains(.uffdWpRangeReturn)
    case .changeProtNuma: contains(.changeProtNumaReturn)
    case .archTlbbatchFlush: contains(.archTlbbatchFlushReturn)
    case .ptepClearFlush: contains(.ptepClearFlushReturn)
    case .wpPageCopy, .enterLazyTlb, .exitMmap: false
    }
  }
}
