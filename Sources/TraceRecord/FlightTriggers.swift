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
  /// For a race: a protecting call notes its time by address space; a ptep_clear_flush of the same one
  /// soon after makes an event, and the next flush that the protecting thread returns from stops the
  /// ring, so that the end of the window is still in it.
  public init(_ stop: RecordingStop) {
    guard stop == .race else {
      all = [("events/ftrace/print/trigger", "traceoff if buf ~ \"LOST*\"")]
      return
    }
    let group = "events/\(RecordingPlan.name)"
    var lines = [
      (Self.definitions, "s:mmtrace_copy u64 mm; u64 us; u64 page; s32 wpid"),
      (Self.definitions, "s:mmtrace_closed u64 us; s32 wpid"),
    ]
    // One variable for each: a name is taken once in an instance.
    let protecting = ["clear_refs_pte_range", "change_protection", "copy_page_range"]
    for (index, function) in protecting.enumerated() {
      lines.append(
        (
          "\(group)/\(function)/trigger",
          "hist:keys=mm:ts\(index)=common_timestamp.usecs:wp\(index)=common_pid"
        ))
      lines.append(
        (
          "\(group)/ptep_clear_flush/trigger",
          "hist:keys=mm:lat\(index)=common_timestamp.usecs-$ts\(index):pg\(index)=address:w\(index)=$wp\(index)"
            + ":onmatch(mmtrace.\(function)).mmtrace_copy(mm,$lat\(index),$pg\(index),$w\(index))"
        ))
    }
    lines += [
      ("events/synthetic/mmtrace_copy/trigger", "hist:keys=wpid:late=us if us < \(Self.bound)"),
      (
        "\(group)/flush_tlb_mm_range_ret/trigger",
        "hist:keys=common_pid:l=$late:c=common_pid:onmatch(synthetic.mmtrace_copy).mmtrace_closed($l,$c)"
      ),
      ("events/synthetic/mmtrace_closed/trigger", "traceoff:1"),
    ]
    all = lines
  }
}
