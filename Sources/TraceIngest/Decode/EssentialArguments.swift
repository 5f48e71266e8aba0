extension EventKind {
  /// Arguments without which an event of this kind says nothing: bit i for argument i.
  ///
  /// A probe that was set without them, or a text without that column, did not record the event: an end of 0, or
  /// a lock that is not for writing, would be made up. What the pairing asks for before it uses it is not here.
  var essential: UInt8 {
    switch self {
    case .mmapLockStartLocking, .mmapLockReleased, .tlbFlush, .schedSwitch, .handleMmFault, .doWpPage,
      .ptepClearFlush, .tlbGatherMmu:
      0b11
    case .mmapLockAcquireReturned: 0b1011
    case .wpPageCopy, .switchMmIrqsOff, .enterLazyTlb, .exitMmap, .tlbFinishMmu: 0b1
    case .clearRefsPteRange, .changeProtection, .copyPageRange, .uffdWpRange, .changeProtNuma,
      .flushTlbMmRange:
      0b111
    default: 0
    }
  }
}
