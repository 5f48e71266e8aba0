internal import TraceStore
/// A row of `mmap_lock`.
struct MmapLockRow: FactRow {
  var values = InlineArray<17, Int64>(repeating: none)
  var span: Span<Int64> { @_lifetime(borrow self) get { values.span } }
  init() {}
  var mmapLockID: Int64 {
    @inline(__always) get { values[0] }
    @inline(__always) set { values[0] = newValue }
  }
  var mmID: Int64 {
    @inline(__always) get { values[1] }
    @inline(__always) set { values[1] = newValue }
  }
  var tid: Int64 {
    @inline(__always) get { values[2] }
    @inline(__always) set { values[2] = newValue }
  }
  var write: Int64 {
    @inline(__always) get { values[3] }
    @inline(__always) set { values[3] = newValue }
  }
  var requested: Int64 {
    @inline(__always) get { values[4] }
    @inline(__always) set { values[4] = newValue }
  }
  var requestedCPU: Int64 {
    @inline(__always) get { values[5] }
    @inline(__always) set { values[5] = newValue }
  }
  var returned: Int64 {
    @inline(__always) get { values[6] }
    @inline(__always) set { values[6] = newValue }
  }
  var returnedCPU: Int64 {
    @inline(__always) get { values[7] }
    @inline(__always) set { values[7] = newValue }
  }
  var success: Int64 {
    @inline(__always) get { values[8] }
    @inline(__always) set { values[8] = newValue }
  }
  var released: Int64 {
    @inline(__always) get { values[9] }
    @inline(__always) set { values[9] = newValue }
  }
  var releasedCPU: Int64 {
    @inline(__always) get { values[10] }
    @inline(__always) set { values[10] = newValue }
  }
  var downgraded: Int64 {
    @inline(__always) get { values[11] }
    @inline(__always) set { values[11] = newValue }
  }
  var downgradedFrom: Int64 {
    @inline(__always) get { values[12] }
    @inline(__always) set { values[12] = newValue }
  }
  var memcgID: Int64 {
    @inline(__always) get { values[13] }
    @inline(__always) set { values[13] = newValue }
  }
  var pageFaultID: Int64 {
    @inline(__always) get { values[14] }
    @inline(__always) set { values[14] = newValue }
  }
  var kernelCallID: Int64 {
    @inline(__always) get { values[15] }
    @inline(__always) set { values[15] = newValue }
  }
  var pathCode: Int64 {
    @inline(__always) get { values[16] }
    @inline(__always) set { values[16] = newValue }
  }
}
/// A row of `page_fault`.
struct PageFaultRow: FactRow {
  var values = InlineArray<27, Int64>(repeating: none)
  var span: Span<Int64> { @_lifetime(borrow self) get { values.span } }
  init() {}
  var pageFaultID: Int64 {
    @inline(__always) get { values[0] }
    @inline(__always) set { values[0] = newValue }
  }
  var tid: Int64 {
    @inline(__always) get { values[1] }
    @inline(__always) set { values[1] = newValue }
  }
  var mmID: Int64 {
    @inline(__always) get { values[2] }
    @inline(__always) set { values[2] = newValue }
  }
  var address: Int64 {
    @inline(__always) get { values[3] }
    @inline(__always) set { values[3] = newValue }
  }
  var entered: Int64 {
    @inline(__always) get { values[4] }
    @inline(__always) set { values[4] = newValue }
  }
  var enteredCPU: Int64 {
    @inline(__always) get { values[5] }
    @inline(__always) set { values[5] = newValue }
  }
  var kernelMode: Int64 {
    @inline(__always) get { values[6] }
    @inline(__always) set { values[6] = newValue }
  }
  var ip: Int64 {
    @inline(__always) get { values[7] }
    @inline(__always) set { values[7] = newValue }
  }
  var errorCode: Int64 {
    @inline(__always) get { values[8] }
    @inline(__always) set { values[8] = newValue }
  }
  var handledFrom: Int64 {
    @inline(__always) get { values[9] }
    @inline(__always) set { values[9] = newValue }
  }
  var handledCPU: Int64 {
    @inline(__always) get { values[10] }
    @inline(__always) set { values[10] = newValue }
  }
  var handledTo: Int64 {
    @inline(__always) get { values[11] }
    @inline(__always) set { values[11] = newValue }
  }
  var handledToCPU: Int64 {
    @inline(__always) get { values[12] }
    @inline(__always) set { values[12] = newValue }
  }
  var flags: Int64 {
    @inline(__always) get { values[13] }
    @inline(__always) set { values[13] = newValue }
  }
  var result: Int64 {
    @inline(__always) get { values[14] }
    @inline(__always) set { values[14] = newValue }
  }
  var vmFlags: Int64 {
    @inline(__always) get { values[15] }
    @inline(__always) set { values[15] = newValue }
  }
  var wpFrom: Int64 {
    @inline(__always) get { values[16] }
    @inline(__always) set { values[16] = newValue }
  }
  var wpFromCPU: Int64 {
    @inline(__always) get { values[17] }
    @inline(__always) set { values[17] = newValue }
  }
  var wpTo: Int64 {
    @inline(__always) get { values[18] }
    @inline(__always) set { values[18] = newValue }
  }
  var wpToCPU: Int64 {
    @inline(__always) get { values[19] }
    @inline(__always) set { values[19] = newValue }
  }
  var copyFrom: Int64 {
    @inline(__always) get { values[20] }
    @inline(__always) set { values[20] = newValue }
  }
  var copyCPU: Int64 {
    @inline(__always) get { values[21] }
    @inline(__always) set { values[21] = newValue }
  }
  var clearFlushFrom: Int64 {
    @inline(__always) get { values[22] }
    @inline(__always) set { values[22] = newValue }
  }
  var clearFlushTo: Int64 {
    @inline(__always) get { values[23] }
    @inline(__always) set { values[23] = newValue }
  }
  var clearFlushCPU: Int64 {
    @inline(__always) get { values[24] }
    @inline(__always) set { values[24] = newValue }
  }
  var mitigationRequestID: Int64 {
    @inline(__always) get { values[25] }
    @inline(__always) set { values[25] = newValue }
  }
  var retry: Int64 {
    @inline(__always) get { values[26] }
    @inline(__always) set { values[26] = newValue }
  }
}
/// A row of `pte_protect`.
struct PteProtectRow: FactRow {
  var values = InlineArray<20, Int64>(repeating: none)
  var span: Span<Int64> { @_lifetime(borrow self) get { values.span } }
  init() {}
  var pteProtectID: Int64 {
    @inline(__always) get { values[0] }
    @inline(__always) set { values[0] = newValue }
  }
  var pathCode: Int64 {
    @inline(__always) get { values[1] }
    @inline(__always) set { values[1] = newValue }
  }
  var mmID: Int64 {
    @inline(__always) get { values[2] }
    @inline(__always) set { values[2] = newValue }
  }
  var tid: Int64 {
    @inline(__always) get { values[3] }
    @inline(__always) set { values[3] = newValue }
  }
  var cpu: Int64 {
    @inline(__always) get { values[4] }
    @inline(__always) set { values[4] = newValue }
  }
  var start: Int64 {
    @inline(__always) get { values[5] }
    @inline(__always) set { values[5] = newValue }
  }
  var end: Int64 {
    @inline(__always) get { values[6] }
    @inline(__always) set { values[6] = newValue }
  }
  var fromTs: Int64 {
    @inline(__always) get { values[7] }
    @inline(__always) set { values[7] = newValue }
  }
  var toTs: Int64 {
    @inline(__always) get { values[8] }
    @inline(__always) set { values[8] = newValue }
  }
  var toCPU: Int64 {
    @inline(__always) get { values[9] }
    @inline(__always) set { values[9] = newValue }
  }
  var pages: Int64 {
    @inline(__always) get { values[10] }
    @inline(__always) set { values[10] = newValue }
  }
  var cpFlags: Int64 {
    @inline(__always) get { values[11] }
    @inline(__always) set { values[11] = newValue }
  }
  var lockCode: Int64 {
    @inline(__always) get { values[12] }
    @inline(__always) set { values[12] = newValue }
  }
  var mmapLockID: Int64 {
    @inline(__always) get { values[13] }
    @inline(__always) set { values[13] = newValue }
  }
  var lockSince: Int64 {
    @inline(__always) get { values[14] }
    @inline(__always) set { values[14] = newValue }
  }
  var kernelCallID: Int64 {
    @inline(__always) get { values[15] }
    @inline(__always) set { values[15] = newValue }
  }
  var mmuGatherID: Int64 {
    @inline(__always) get { values[16] }
    @inline(__always) set { values[16] = newValue }
  }
  var endedTs: Int64 {
    @inline(__always) get { values[17] }
    @inline(__always) set { values[17] = newValue }
  }
  var endedCode: Int64 {
    @inline(__always) get { values[18] }
    @inline(__always) set { values[18] = newValue }
  }
  var tlbFlushRequestID: Int64 {
    @inline(__always) get { values[19] }
    @inline(__always) set { values[19] = newValue }
  }
}
/// A row of `pte_flush_part`.
struct PteFlushPartRow: FactRow {
  var values = InlineArray<6, Int64>(repeating: none)
  var span: Span<Int64> { @_lifetime(borrow self) get { values.span } }
  init() {}
  var pteFlushPartID: Int64 {
    @inline(__always) get { values[0] }
    @inline(__always) set { values[0] = newValue }
  }
  var pteProtectID: Int64 {
    @inline(__always) get { values[1] }
    @inline(__always) set { values[1] = newValue }
  }
  var start: Int64 {
    @inline(__always) get { values[2] }
    @inline(__always) set { values[2] = newValue }
  }
  var end: Int64 {
    @inline(__always) get { values[3] }
    @inline(__always) set { values[3] = newValue }
  }
  var endedTs: Int64 {
    @inline(__always) get { values[4] }
    @inline(__always) set { values[4] = newValue }
  }
  var tlbFlushRequestID: Int64 {
    @inline(__always) get { values[5] }
    @inline(__always) set { values[5] = newValue }
  }
}
/// A row of `fault_window`.
struct FaultWindowRow: FactRow {
  var values = InlineArray<3, Int64>(repeating: none)
  var span: Span<Int64> { @_lifetime(borrow self) get { values.span } }
  init() {}
  var faultWindowID: Int64 {
    @inline(__always) get { values[0] }
    @inline(__always) set { values[0] = newValue }
  }
  var pageFaultID: Int64 {
    @inline(__always) get { values[1] }
    @inline(__always) set { values[1] = newValue }
  }
  var pteProtectID: Int64 {
    @inline(__always) get { values[2] }
    @inline(__always) set { values[2] = newValue }
  }
}
/// A row of `copy_runner`.
struct CopyRunnerRow: FactRow {
  var values = InlineArray<12, Int64>(repeating: none)
  var span: Span<Int64> { @_lifetime(borrow self) get { values.span } }
  init() {}
  var copyRunnerID: Int64 {
    @inline(__always) get { values[0] }
    @inline(__always) set { values[0] = newValue }
  }
  var pageFaultID: Int64 {
    @inline(__always) get { values[1] }
    @inline(__always) set { values[1] = newValue }
  }
  var cpu: Int64 {
    @inline(__always) get { values[2] }
    @inline(__always) set { values[2] = newValue }
  }
  var tid: Int64 {
    @inline(__always) get { values[3] }
    @inline(__always) set { values[3] = newValue }
  }
  var fromTs: Int64 {
    @inline(__always) get { values[4] }
    @inline(__always) set { values[4] = newValue }
  }
  var toTs: Int64 {
    @inline(__always) get { values[5] }
    @inline(__always) set { values[5] = newValue }
  }
  var lastFlush: Int64 {
    @inline(__always) get { values[6] }
    @inline(__always) set { values[6] = newValue }
  }
  var nextFlush: Int64 {
    @inline(__always) get { values[7] }
    @inline(__always) set { values[7] = newValue }
  }
  var hereSince: Int64 {
    @inline(__always) get { values[8] }
    @inline(__always) set { values[8] = newValue }
  }
  var userFrom: Int64 {
    @inline(__always) get { values[9] }
    @inline(__always) set { values[9] = newValue }
  }
  var userTo: Int64 {
    @inline(__always) get { values[10] }
    @inline(__always) set { values[10] = newValue }
  }
  var userTime: Int64 {
    @inline(__always) get { values[11] }
    @inline(__always) set { values[11] = newValue }
  }
}
/// A row of `load_during_flush`.
struct LoadDuringFlushRow: FactRow {
  var values = InlineArray<9, Int64>(repeating: none)
  var span: Span<Int64> { @_lifetime(borrow self) get { values.span } }
  init() {}
  var loadDuringFlushID: Int64 {
    @inline(__always) get { values[0] }
    @inline(__always) set { values[0] = newValue }
  }
  var tlbFlushRequestID: Int64 {
    @inline(__always) get { values[1] }
    @inline(__always) set { values[1] = newValue }
  }
  var tlbFlushID: Int64 {
    @inline(__always) get { values[2] }
    @inline(__always) set { values[2] = newValue }
  }
  var cpu: Int64 {
    @inline(__always) get { values[3] }
    @inline(__always) set { values[3] = newValue }
  }
  var switchFrom: Int64 {
    @inline(__always) get { values[4] }
    @inline(__always) set { values[4] = newValue }
  }
  var received: Int64 {
    @inline(__always) get { values[5] }
    @inline(__always) set { values[5] = newValue }
  }
  var ipiSent: Int64 {
    @inline(__always) get { values[6] }
    @inline(__always) set { values[6] = newValue }
  }
  var stayed: Int64 {
    @inline(__always) get { values[7] }
    @inline(__always) set { values[7] = newValue }
  }
  var lastFlush: Int64 {
    @inline(__always) get { values[8] }
    @inline(__always) set { values[8] = newValue }
  }
}
/// A row of `tlb_flush`.
struct TlbFlushRow: FactRow {
  var values = InlineArray<8, Int64>(repeating: none)
  var span: Span<Int64> { @_lifetime(borrow self) get { values.span } }
  init() {}
  var tlbFlushID: Int64 {
    @inline(__always) get { values[0] }
    @inline(__always) set { values[0] = newValue }
  }
  var ts: Int64 {
    @inline(__always) get { values[1] }
    @inline(__always) set { values[1] = newValue }
  }
  var cpu: Int64 {
    @inline(__always) get { values[2] }
    @inline(__always) set { values[2] = newValue }
  }
  var tid: Int64 {
    @inline(__always) get { values[3] }
    @inline(__always) set { values[3] = newValue }
  }
  var reason: Int64 {
    @inline(__always) get { values[4] }
    @inline(__always) set { values[4] = newValue }
  }
  var pages: Int64 {
    @inline(__always) get { values[5] }
    @inline(__always) set { values[5] = newValue }
  }
  var mmID: Int64 {
    @inline(__always) get { values[6] }
    @inline(__always) set { values[6] = newValue }
  }
  var tlbFlushRequestID: Int64 {
    @inline(__always) get { values[7] }
    @inline(__always) set { values[7] = newValue }
  }
}
/// A row of `tlb_flush_request`.
struct TlbFlushRequestRow: FactRow {
  var values = InlineArray<11, Int64>(repeating: none)
  var span: Span<Int64> { @_lifetime(borrow self) get { values.span } }
  init() {}
  var tlbFlushRequestID: Int64 {
    @inline(__always) get { values[0] }
    @inline(__always) set { values[0] = newValue }
  }
  var mmID: Int64 {
    @inline(__always) get { values[1] }
    @inline(__always) set { values[1] = newValue }
  }
  var tid: Int64 {
    @inline(__always) get { values[2] }
    @inline(__always) set { values[2] = newValue }
  }
  var cpu: Int64 {
    @inline(__always) get { values[3] }
    @inline(__always) set { values[3] = newValue }
  }
  var start: Int64 {
    @inline(__always) get { values[4] }
    @inline(__always) set { values[4] = newValue }
  }
  var end: Int64 {
    @inline(__always) get { values[5] }
    @inline(__always) set { values[5] = newValue }
  }
  var fromTs: Int64 {
    @inline(__always) get { values[6] }
    @inline(__always) set { values[6] = newValue }
  }
  var toTs: Int64 {
    @inline(__always) get { values[7] }
    @inline(__always) set { values[7] = newValue }
  }
  var strideShift: Int64 {
    @inline(__always) get { values[8] }
    @inline(__always) set { values[8] = newValue }
  }
  var freedTables: Int64 {
    @inline(__always) get { values[9] }
    @inline(__always) set { values[9] = newValue }
  }
  var kernelCallID: Int64 {
    @inline(__always) get { values[10] }
    @inline(__always) set { values[10] = newValue }
  }
}
/// A row of `tlb_flush_receipt`.
struct TlbFlushReceiptRow: FactRow {
  var values = InlineArray<10, Int64>(repeating: none)
  var span: Span<Int64> { @_lifetime(borrow self) get { values.span } }
  init() {}
  var tlbFlushReceiptID: Int64 {
    @inline(__always) get { values[0] }
    @inline(__always) set { values[0] = newValue }
  }
  var tlbFlushRequestID: Int64 {
    @inline(__always) get { values[1] }
    @inline(__always) set { values[1] = newValue }
  }
  var cpu: Int64 {
    @inline(__always) get { values[2] }
    @inline(__always) set { values[2] = newValue }
  }
  var tid: Int64 {
    @inline(__always) get { values[3] }
    @inline(__always) set { values[3] = newValue }
  }
  var fromTs: Int64 {
    @inline(__always) get { values[4] }
    @inline(__always) set { values[4] = newValue }
  }
  var toTs: Int64 {
    @inline(__always) get { values[5] }
    @inline(__always) set { values[5] = newValue }
  }
  var mmID: Int64 {
    @inline(__always) get { values[6] }
    @inline(__always) set { values[6] = newValue }
  }
  var start: Int64 {
    @inline(__always) get { values[7] }
    @inline(__always) set { values[7] = newValue }
  }
  var end: Int64 {
    @inline(__always) get { values[8] }
    @inline(__always) set { values[8] = newValue }
  }
  var newTlbGen: Int64 {
    @inline(__always) get { values[9] }
    @inline(__always) set { values[9] = newValue }
  }
}
/// A row of `mmu_gather`.
struct MmuGatherRow: FactRow {
  var values = InlineArray<12, Int64>(repeating: none)
  var span: Span<Int64> { @_lifetime(borrow self) get { values.span } }
  init() {}
  var mmuGatherID: Int64 {
    @inline(__always) get { values[0] }
    @inline(__always) set { values[0] = newValue }
  }
  var mmID: Int64 {
    @inline(__always) get { values[1] }
    @inline(__always) set { values[1] = newValue }
  }
  var tid: Int64 {
    @inline(__always) get { values[2] }
    @inline(__always) set { values[2] = newValue }
  }
  var tlb: Int64 {
    @inline(__always) get { values[3] }
    @inline(__always) set { values[3] = newValue }
  }
  var gathered: Int64 {
    @inline(__always) get { values[4] }
    @inline(__always) set { values[4] = newValue }
  }
  var gatheredCPU: Int64 {
    @inline(__always) get { values[5] }
    @inline(__always) set { values[5] = newValue }
  }
  var finishFrom: Int64 {
    @inline(__always) get { values[6] }
    @inline(__always) set { values[6] = newValue }
  }
  var finishCPU: Int64 {
    @inline(__always) get { values[7] }
    @inline(__always) set { values[7] = newValue }
  }
  var finishTo: Int64 {
    @inline(__always) get { values[8] }
    @inline(__always) set { values[8] = newValue }
  }
  var finishToCPU: Int64 {
    @inline(__always) get { values[9] }
    @inline(__always) set { values[9] = newValue }
  }
  var start: Int64 {
    @inline(__always) get { values[10] }
    @inline(__always) set { values[10] = newValue }
  }
  var end: Int64 {
    @inline(__always) get { values[11] }
    @inline(__always) set { values[11] = newValue }
  }
}
/// A row of `on_cpu`.
struct OnCPURow: FactRow {
  var values = InlineArray<8, Int64>(repeating: none)
  var span: Span<Int64> { @_lifetime(borrow self) get { values.span } }
  init() {}
  var onCPUID: Int64 {
    @inline(__always) get { values[0] }
    @inline(__always) set { values[0] = newValue }
  }
  var cpu: Int64 {
    @inline(__always) get { values[1] }
    @inline(__always) set { values[1] = newValue }
  }
  var tid: Int64 {
    @inline(__always) get { values[2] }
    @inline(__always) set { values[2] = newValue }
  }
  var mmID: Int64 {
    @inline(__always) get { values[3] }
    @inline(__always) set { values[3] = newValue }
  }
  var fromTs: Int64 {
    @inline(__always) get { values[4] }
    @inline(__always) set { values[4] = newValue }
  }
  var toTs: Int64 {
    @inline(__always) get { values[5] }
    @inline(__always) set { values[5] = newValue }
  }
  var loadedTs: Int64 {
    @inline(__always) get { values[6] }
    @inline(__always) set { values[6] = newValue }
  }
  var prevState: Int64 {
    @inline(__always) get { values[7] }
    @inline(__always) set { values[7] = newValue }
  }
}
/// A row of `kernel_call`.
struct KernelCallRow: FactRow {
  var values = InlineArray<12, Int64>(repeating: none)
  var span: Span<Int64> { @_lifetime(borrow self) get { values.span } }
  init() {}
  var kernelCallID: Int64 {
    @inline(__always) get { values[0] }
    @inline(__always) set { values[0] = newValue }
  }
  var functionCode: Int64 {
    @inline(__always) get { values[1] }
    @inline(__always) set { values[1] = newValue }
  }
  var tid: Int64 {
    @inline(__always) get { values[2] }
    @inline(__always) set { values[2] = newValue }
  }
  var cpu: Int64 {
    @inline(__always) get { values[3] }
    @inline(__always) set { values[3] = newValue }
  }
  var fromTs: Int64 {
    @inline(__always) get { values[4] }
    @inline(__always) set { values[4] = newValue }
  }
  var toTs: Int64 {
    @inline(__always) get { values[5] }
    @inline(__always) set { values[5] = newValue }
  }
  var toCPU: Int64 {
    @inline(__always) get { values[6] }
    @inline(__always) set { values[6] = newValue }
  }
  var mmID: Int64 {
    @inline(__always) get { values[7] }
    @inline(__always) set { values[7] = newValue }
  }
  var start: Int64 {
    @inline(__always) get { values[8] }
    @inline(__always) set { values[8] = newValue }
  }
  var end: Int64 {
    @inline(__always) get { values[9] }
    @inline(__always) set { values[9] = newValue }
  }
  var argument: Int64 {
    @inline(__always) get { values[10] }
    @inline(__always) set { values[10] = newValue }
  }
  var result: Int64 {
    @inline(__always) get { values[11] }
    @inline(__always) set { values[11] = newValue }
  }
}
/// A row of `task_event`.
struct TaskEventRow: FactRow {
  var values = InlineArray<6, Int64>(repeating: none)
  var span: Span<Int64> { @_lifetime(borrow self) get { values.span } }
  init() {}
  var taskEventID: Int64 {
    @inline(__always) get { values[0] }
    @inline(__always) set { values[0] = newValue }
  }
  var ts: Int64 {
    @inline(__always) get { values[1] }
    @inline(__always) set { values[1] = newValue }
  }
  var cpu: Int64 {
    @inline(__always) get { values[2] }
    @inline(__always) set { values[2] = newValue }
  }
  var tid: Int64 {
    @inline(__always) get { values[3] }
    @inline(__always) set { values[3] = newValue }
  }
  var whatCode: Int64 {
    @inline(__always) get { values[4] }
    @inline(__always) set { values[4] = newValue }
  }
  var otherTid: Int64 {
    @inline(__always) get { values[5] }
    @inline(__always) set { values[5] = newValue }
  }
}
/// A row of `lock_delay`.
struct LockDelayRow: FactRow {
  var values = InlineArray<4, Int64>(repeating: none)
  var span: Span<Int64> { @_lifetime(borrow self) get { values.span } }
  init() {}
  var lockDelayID: Int64 {
    @inline(__always) get { values[0] }
    @inline(__always) set { values[0] = newValue }
  }
  var waiterID: Int64 {
    @inline(__always) get { values[1] }
    @inline(__always) set { values[1] = newValue }
  }
  var holderID: Int64 {
    @inline(__always) get { values[2] }
    @inline(__always) set { values[2] = newValue }
  }
  var overlap: Int64 {
    @inline(__always) get { values[3] }
    @inline(__always) set { values[3] = newValue }
  }
}
/// A row of `mm`.
struct MmRow: FactRow {
  var values = InlineArray<6, Int64>(repeating: none)
  var span: Span<Int64> { @_lifetime(borrow self) get { values.span } }
  init() {}
  var mmID: Int64 {
    @inline(__always) get { values[0] }
    @inline(__always) set { values[0] = newValue }
  }
  var address: Int64 {
    @inline(__always) get { values[1] }
    @inline(__always) set { values[1] = newValue }
  }
  var generation: Int64 {
    @inline(__always) get { values[2] }
    @inline(__always) set { values[2] = newValue }
  }
  var firstTs: Int64 {
    @inline(__always) get { values[3] }
    @inline(__always) set { values[3] = newValue }
  }
  var lastTs: Int64 {
    @inline(__always) get { values[4] }
    @inline(__always) set { values[4] = newValue }
  }
  var endedTs: Int64 {
    @inline(__always) get { values[5] }
    @inline(__always) set { values[5] = newValue }
  }
}
/// A row of `call_chain_frame`.
struct CallChainFrameRow: FactRow {
  var values = InlineArray<4, Int64>(repeating: none)
  var span: Span<Int64> { @_lifetime(borrow self) get { values.span } }
  init() {}
  var callChainFrameID: Int64 {
    @inline(__always) get { values[0] }
    @inline(__always) set { values[0] = newValue }
  }
  var callChainID: Int64 {
    @inline(__always) get { values[1] }
    @inline(__always) set { values[1] = newValue }
  }
  var depth: Int64 {
    @inline(__always) get { values[2] }
    @inline(__always) set { values[2] = newValue }
  }
  var ip: Int64 {
    @inline(__always) get { values[3] }
    @inline(__always) set { values[3] = newValue }
  }
}
/// A row of `event_caller`.
struct EventCallerRow: FactRow {
  var values = InlineArray<6, Int64>(repeating: none)
  var span: Span<Int64> { @_lifetime(borrow self) get { values.span } }
  init() {}
  var eventCallerID: Int64 {
    @inline(__always) get { values[0] }
    @inline(__always) set { values[0] = newValue }
  }
  var ts: Int64 {
    @inline(__always) get { values[1] }
    @inline(__always) set { values[1] = newValue }
  }
  var cpu: Int64 {
    @inline(__always) get { values[2] }
    @inline(__always) set { values[2] = newValue }
  }
  var tid: Int64 {
    @inline(__always) get { values[3] }
    @inline(__always) set { values[3] = newValue }
  }
  var eventKindID: Int64 {
    @inline(__always) get { values[4] }
    @inline(__always) set { values[4] = newValue }
  }
  var callChainID: Int64 {
    @inline(__always) get { values[5] }
    @inline(__always) set { values[5] = newValue }
  }
}
/// A row of `text_line`.
struct TextLineRow: FactRow {
  var values = InlineArray<7, Int64>(repeating: none)
  var span: Span<Int64> { @_lifetime(borrow self) get { values.span } }
  init() {}
  var textLineID: Int64 {
    @inline(__always) get { values[0] }
    @inline(__always) set { values[0] = newValue }
  }
  var line: Int64 {
    @inline(__always) get { values[1] }
    @inline(__always) set { values[1] = newValue }
  }
  var ts: Int64 {
    @inline(__always) get { values[2] }
    @inline(__always) set { values[2] = newValue }
  }
  var cpu: Int64 {
    @inline(__always) get { values[3] }
    @inline(__always) set { values[3] = newValue }
  }
  var tid: Int64 {
    @inline(__always) get { values[4] }
    @inline(__always) set { values[4] = newValue }
  }
  var eventKindID: Int64 {
    @inline(__always) get { values[5] }
    @inline(__always) set { values[5] = newValue }
  }
  var certaintyCode: Int64 {
    @inline(__always) get { values[6] }
    @inline(__always) set { values[6] = newValue }
  }
}
/// The writers.
struct FactWriters {
  let mmapLock: FactWriter<MmapLockRow>
  let pageFault: FactWriter<PageFaultRow>
  let pteProtect: FactWriter<PteProtectRow>
  let pteFlushPart: FactWriter<PteFlushPartRow>
  let faultWindow: FactWriter<FaultWindowRow>
  let copyRunner: FactWriter<CopyRunnerRow>
  let loadDuringFlush: FactWriter<LoadDuringFlushRow>
  let tlbFlush: FactWriter<TlbFlushRow>
  let tlbFlushRequest: FactWriter<TlbFlushRequestRow>
  let tlbFlushReceipt: FactWriter<TlbFlushReceiptRow>
  let mmuGather: FactWriter<MmuGatherRow>
  let onCPU: FactWriter<OnCPURow>
  let kernelCall: FactWriter<KernelCallRow>
  let taskEvent: FactWriter<TaskEventRow>
  let lockDelay: FactWriter<LockDelayRow>
  let mm: FactWriter<MmRow>
  let callChainFrame: FactWriter<CallChainFrameRow>
  let eventCaller: FactWriter<EventCallerRow>
  let textLine: FactWriter<TextLineRow>
  let store: StoreWriter
  init(_ store: StoreWriter) throws(StoreError) {
    mmapLock = FactWriter(try store.rows(FactTables.mmapLock))
    pageFault = FactWriter(try store.rows(FactTables.pageFault))
    pteProtect = FactWriter(try store.rows(FactTables.pteProtect))
    pteFlushPart = FactWriter(try store.rows(FactTables.pteFlushPart))
    faultWindow = FactWriter(try store.rows(FactTables.faultWindow))
    copyRunner = FactWriter(try store.rows(FactTables.copyRunner))
    loadDuringFlush = FactWriter(try store.rows(FactTables.loadDuringFlush))
    tlbFlush = FactWriter(try store.rows(FactTables.tlbFlush))
    tlbFlushRequest = FactWriter(try store.rows(FactTables.tlbFlushRequest))
    tlbFlushReceipt = FactWriter(try store.rows(FactTables.tlbFlushReceipt))
    mmuGather = FactWriter(try store.rows(FactTables.mmuGather))
    onCPU = FactWriter(try store.rows(FactTables.onCPU))
    kernelCall = FactWriter(try store.rows(FactTables.kernelCall))
    taskEvent = FactWriter(try store.rows(FactTables.taskEvent))
    lockDelay = FactWriter(try store.rows(FactTables.lockDelay))
    mm = FactWriter(try store.rows(FactTables.mm))
    callChainFrame = FactWriter(try store.rows(FactTables.callChainFrame))
    eventCaller = FactWriter(try store.rows(FactTables.eventCaller))
    textLine = FactWriter(try store.rows(FactTables.textLine))
    self.store = store
  }
}

protocol FactRow { var span: Span<Int64> { @_lifetime(borrow self) get } }
final class FactWriter<Row: FactRow> {
  private let writer: RowWriter
  private var next: Int64 = 1
  init(_ writer: RowWriter) { self.writer = writer }
  @inline(__always) func newID() -> Int64 { defer { next &+= 1 }; return next }
  @inline(__always) func add(_ row: borrowing Row) throws(IngestError) {
    do { try writer.append(row.span) } catch { throw IngestError(error) }
  }
  var count: Int64 { writer.count }
}
let none = nullValue
extension FactWriters {
  var rows: Int64 {
    mmapLock.count + pageFault.count + pteProtect.count + pteFlushPart.count + faultWindow.count
      + copyRunner.count
      + loadDuringFlush.count + tlbFlush.count + tlbFlushRequest.count + tlbFlushReceipt.count
      + mmuGather.count
      + onCPU.count + kernelCall.count + taskEvent.count + lockDelay.count + mm.count
  }
}
extension IngestError {
  /// A failure of the database.
  init(_ error: StoreError) { self.init(error.file, error.what, hint: nil) }
}
