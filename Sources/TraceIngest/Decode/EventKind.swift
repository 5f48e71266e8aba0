/// What mmtrace knows how to read: the closed set of kinds that the pairing works on.
///
/// A kind is decided once per event id, by names and fields, never by the kernel's version. Kinds of
/// probes carry the name of the kernel function they sit on; `...Return` is its return probe. The meaning
/// of `Event.arguments` follows each case, by index. An argument that the recording does not have is
/// absent from `Event.present`.
enum EventKind: UInt8, CaseIterable, Sendable {
  /// An event that no table is made from.
  case other

  // Tracepoints.
  /// 0 mm, 1 write, 2 memcg_id; text memcg_path
  case mmapLockStartLocking
  /// 0 mm, 1 write, 2 memcg_id, 3 success; text memcg_path
  case mmapLockAcquireReturned
  /// 0 mm, 1 write, 2 memcg_id; text memcg_path
  case mmapLockReleased
  /// 0 reason, 1 pages (both sign-extended)
  case tlbFlush
  /// 0 address, 1 ip, 2 error_code
  case pageFaultUser
  /// 0 address, 1 ip, 2 error_code
  case pageFaultKernel
  /// 0 prev_pid, 1 next_pid, 2 prev_state; text next_comm
  case schedSwitch
  /// 0 parent_pid, 1 child_pid; text child_comm
  case schedProcessFork
  /// 0 pid, 1 old_pid
  case schedProcessExec
  /// 0 pid; text comm
  case schedProcessExit
  /// text buf, the line written to trace_marker
  case print
  /// 0 mm (mmap:exit_mmap, or a probe on exit_mmap)
  case exitMmap

  // Probes.
  /// 0 mm, 1 address, 2 flags, 3 vm_start, 4 vm_end, 5 vm_flags
  case handleMmFault
  /// 0 ret
  case handleMmFaultReturn
  /// 0 mm, 1 address, 2 flags
  case doWpPage
  /// 0 ret
  case doWpPageReturn
  /// 0 address
  case wpPageCopy
  /// 0 mm, 1 address
  case ptepClearFlush
  case ptepClearFlushReturn
  /// 0 type: the first byte that was written to clear_refs, a digit
  case clearRefsWrite
  /// 0 ret
  case clearRefsWriteReturn
  /// 0 mm, 1 start, 2 end, 3 mmap_lock.count (lk)
  case clearRefsPteRange
  case clearRefsPteRangeReturn
  /// 0 mm, 1 start, 2 end, 3 mmap_lock.count (lk), 4 cp_flags, 5 tlb
  case changeProtection
  /// 0 pages
  case changeProtectionReturn
  /// 0 mm, 1 start, 2 end, 3 mmap_lock.count (lk), 4 child mm
  case copyPageRange
  /// 0 ret
  case copyPageRangeReturn
  /// 0 mm, 1 start, 2 len, 3 enable_wp (uffd_wp_range; mwriteprotect_range on 5.10)
  case uffdWpRange
  /// 0 ret
  case uffdWpRangeReturn
  /// 0 mm, 1 start, 2 end
  case changeProtNuma
  case changeProtNumaReturn
  /// 0 tlb, 1 mm
  case tlbGatherMmu
  /// 0 tlb, 1 mm, 2 start, 3 end
  case tlbFinishMmu
  case tlbFinishMmuReturn
  /// 0 mm, 1 start, 2 end, 3 stride_shift, 4 freed_tables
  case flushTlbMmRange
  case flushTlbMmRangeReturn
  /// 0 info, 1 mm, 2 start, 3 end, 4 new_tlb_gen, 5 initiating_cpu (flush_tlb_func; _remote on 5.10)
  case flushTlbFunc
  case flushTlbFuncReturn
  /// 0 next mm
  case switchMmIrqsOff
  /// 0 mm
  case enterLazyTlb
  case archTlbbatchFlush
  case archTlbbatchFlushReturn
}
