/// How the kernel itself stops a ring that overwrites what is old: triggers of the instance's events.
public struct FlightTriggers: Sendable {
  /// The file of the top folder that new events are defined in.
  public static let definitions = "dynamic_events"

  /// A copy this soon after a protection, in us, is worth a look: windows of a flush are far shorter.
  public static let bound = 100_000

  /// Lines in the order in which to write them: a file below the instance, but for `definitions`.
  public let all: [(file: String, line: String)]

  /// Names of the synthetic events that these define.
  public static let syntheticEvents = ["mmtrace_copy", "mmtrace_closed"]

  /// The triggers for a stop.
  ///
  /// For a race: a protecting call notes its time by address space, and so does a flush. A
  /// ptep_clear_flush soon after a protection that no flush has followed makes an event, and the next
  /// flush that the protecting thread returns from stops the ring, so that the end of the window is in it.
  ///
  /// `clock` is a trace clock in nanoseconds; a trigger that takes times sets it.
  public init(_ stop: RecordingStop, clock: String) {
    guard stop == .race else {
      all = [("events/ftrace/print/trigger", "traceoff if buf ~ \"LOST*\"")]
      return
    }
    let group = "events/\(RecordingPlan.name)"
    let table = "size=16384:clock=\(clock)"
    var lines = [
      (Self.definitions, "s:mmtrace_copy u64 mm; u64 us; u64 since; u64 page; s32 wpid"),
      (Self.definitions, "s:mmtrace_closed u64 us; s32 wpid"),
      ("\(group)/flush_tlb_mm_range/trigger", "hist:keys=mm:fl=common_timestamp.usecs:\(table)"),
    ]
    // One variable for each: a name is taken once in an instance.
    // Not change_protection: it often has nothing to flush, which its return alone would tell.
    let protecting = ["clear_refs_pte_range", "copy_page_range"]
    for (n, function) in protecting.enumerated() {
      let noted = "hist:keys=mm:ts\(n)=common_timestamp.usecs:wp\(n)=common_pid:\(table)"
      let made =
        "hist:keys=mm:lat\(n)=common_timestamp.usecs-$ts\(n):si\(n)=$ts\(n)-$fl:pg\(n)=address:w\(n)=$wp\(n)"
      let event = "onmatch(mmtrace.\(function)).mmtrace_copy(mm,$lat\(n),$si\(n),$pg\(n),$w\(n))"
      lines.append(("\(group)/\(function)/trigger", noted))
      lines.append(("\(group)/ptep_clear_flush/trigger", "\(made):\(table):\(event)"))
    }
    // A flush after the protection makes `since` negative, which a u64 has as a large number.
    lines += [
      (
        "events/synthetic/mmtrace_copy/trigger",
        "hist:keys=wpid:late=us if us < \(Self.bound) && since < 1000000000000"
      ),
      (
        "\(group)/flush_tlb_mm_range_ret/trigger",
        "hist:keys=common_pid:l=$late:c=common_pid:onmatch(synthetic.mmtrace_copy).mmtrace_closed($l,$c)"
      ),
      ("events/synthetic/mmtrace_closed/trigger", "traceoff:1"),
    ]
    all = lines
  }
}
