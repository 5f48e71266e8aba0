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

/// One decoded event, as the pairing takes it.
///
/// The fields are plain numbers: no object, string or array is made per event.
struct Event {
  /// Time in the trace clock's unit, after the file's own conversions.
  var ts: Int64
  /// CPU it was recorded on.
  var cpu: Int32
  /// Thread that ran there (common_pid); 0 for the idle thread of each CPU.
  var tid: Int32
  /// What it is.
  var kind: EventKind
  /// Bit i is set when `arguments[i]` is in the recording.
  var present: UInt8
  /// Arguments by the index that `EventKind` documents, sign-extended where their fields are signed.
  var arguments: InlineArray<6, UInt64>

  /// Argument `index`, nil when the recording does not have it.
  @inline(__always)
  func optional(_ index: Int) -> UInt64? { present & (1 << UInt8(index)) != 0 ? arguments[index] : nil }

  /// Argument `index` as the database stores it.
  @inline(__always)
  func signed(_ index: Int) -> Int64 { Int64(bitPattern: arguments[index]) }
}

/// A gap in a recording.
struct Loss {
  /// CPU that lost events, nil when unknown.
  var cpu: Int32?
  /// Index of the ring buffer in `RecordingInfo.buffers`.
  var buffer: Int
  /// Last event before the gap, nil when there is none.
  var from: Int64?
  /// First event after the gap, nil when there is none.
  var to: Int64?
  /// Events lost, nil when unknown.
  var events: Int64?
  /// What says so, as `event_loss.why`.
  var why: String
}

/// Where decoded events go, in the order (ts, cpu, order in the file).
protocol EventSink: ~Copyable {
  /// Takes one event.
  ///
  /// - Parameters:
  ///   - event: the event.
  ///   - text: the text argument of its kind (no terminating NUL), empty when there is none. Valid
  ///     during the call only.
  /// - Throws: when it cannot go on; reading ends.
  mutating func accept(_ event: borrowing Event, text: RawSpan) throws(IngestError)

  /// Takes a gap, before the first event after it on that CPU, or at the end.
  mutating func accept(_ loss: Loss) throws(IngestError)

  /// Takes an event of kind `other` that the user asked to keep.
  ///
  /// - Parameters:
  ///   - event: its time, CPU and thread.
  ///   - index: index of its kind in the reader's list of `RecordedEvent`.
  ///   - fields: its fields as a JSON object.
  /// - Throws: when it cannot go on; reading ends.
  mutating func keep(_ event: borrowing Event, index: Int, fields: String) throws(IngestError)

  /// Takes the callers of the event accepted last.
  mutating func note(_ callers: EventCallers) throws(IngestError)

  /// Takes what is known of the line of the event that comes next.
  mutating func note(_ line: TextLineNote) throws(IngestError)

  /// Takes a line of a text that was not understood.
  mutating func note(_ line: UnreadLine) throws(IngestError)
}
