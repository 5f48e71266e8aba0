/// Where and when a finding's own events were recorded.
extension Finding {
  /// The events between which the finding happened: those of its window, fault and flush.
  public var moments: [Moment] {
    var moments: [Moment?] = [
      window?.call.entered, window?.call.returned, window?.flush?.entered, window?.flush?.returned,
      fault?.entered, fault?.handled, fault?.handledTo, fault?.writeProtect, fault?.clearFlush,
      fault?.clearFlushTo, load?.switched, load?.loaded, load?.flush.entered, load?.flush.returned,
    ]
    if raceClass.restsOnLock {
      moments += [
        window?.call.hold?.acquired, window?.call.hold?.released, window?.call.downgradedHold?.acquired,
      ]
    }
    return moments.compactMap(\.self)
  }

  /// From when a runner could write to the old page.
  public func runnerFrom(_ runner: Runner?) -> Int64 { runner?.userFrom ?? fault?.writeProtect?.ts ?? ts }

  /// CPUs that take part, in ascending order.
  public var cpus: [Int64] {
    Set(moments.map(\.cpu) + runners.prefix(1).map(\.cpu)).sorted()
  }
}
