/// Tables of what some recorders say beside the events.
extension FactTables {
  /// Functions of the call chains of perf's samples.
  public static let callChainFrame = Table(
    "call_chain_frame", "a function of a kernel call chain (perf record -g)",
    [
      Column("call_chain_frame_id", "id", "row number"),
      Column("call_chain_id", "id", "the chain; chains that are equal have one id"),
      Column("depth", "count", "0 for the innermost function"),
      Column("ip", "address", "address in it"),
    ])

  /// Who called for a lock or a flush.
  public static let eventCaller = Table(
    "event_caller", "the call chain of one mmap_lock or TLB flush event (perf record -g)",
    [
      Column("event_caller_id", "id", "row number; follows time"),
      Column("ts", "ns", "time of the event"),
      Column("cpu", "cpu", "CPU of the event"),
      Column("tid", "tid", "thread of the event"),
      Column("event_kind_id", "event_kind.event_kind_id", "which event"),
      Column("call_chain_id", "call_chain_frame.call_chain_id", "its call chain"),
    ])

  /// Lines of a text recording that are events.
  public static let textLine = Table(
    "text_line", "a line of a text recording that was read as an event",
    [
      Column("text_line_id", "id", "row number; follows the text"),
      Column("line", "count", "number of its first line, from 1"),
      Column("ts", "ns", "time of the event"),
      Column("cpu", "cpu", "CPU of the event"),
      Column("tid", "tid", "thread of the event"),
      Column("event_kind_id", "event_kind.event_kind_id", "which event"),
      Column("certainty_code", "code", "1 whole, 2 joined, 3 partial (see certainty)"),
      .generated(
        "certainty", "",
        as: "CASE certainty_code WHEN 1 THEN 'whole' WHEN 2 THEN 'joined' WHEN 3 THEN 'partial' END",
        "'whole', 'joined' (from lines that a mailer broke), 'partial' (parts are missing or make no sense)"),
    ])

  /// Lines of a text recording that are not.
  public static let unreadLine = Table(
    "unread_line", "a line of a text recording that was not understood; the first 10000 of them",
    [
      Column("unread_line_id", "id", "row number; follows the text"),
      Column("line", "count", "its number, from 1"),
      Column("why", .text, "", "why it is no event"),
      Column("text", .text, "", "the line, cut to 400 bytes"),
    ])

  /// What `mmtrace record` wrote into the recording about it.
  public static let recorderNote = Table(
    "recorder_note", "a mark of mmtrace record about the recording: 'mmtrace: key=value'; the first 10000",
    [
      Column("recorder_note_id", "id", "row number; follows time"),
      Column("ts", "ns", "when it was written"),
      Column(
        "key", .text, "",
        "version, set, kernel, cmdline, cpu, cpu_flags, hypervisor, thp, clock, command, ring, ring_grown, end, ..."
      ),
      Column("value", .text, "", "the rest of the line"),
    ])

  /// Probes as the recorder's marks have them.
  public static let probe = Table(
    "probe", "a probe that mmtrace record asked for; no row where the recording does not say",
    [
      Column("probe_id", "id", "row number"),
      Column("name", .text, "", "event name, as event_kind.name"),
      Column("definition", .text, "", "the line that the kernel took, NULL when it took none"),
      Column("accepted", "boolean", "1 when the kernel took it"),
      Column(
        "hits", "count",
        "kprobe_profile at the end, which also counts while the ring is off; NULL for function probes"),
      Column("missed", "count", "hits that the kernel could not record, likewise"),
      Column("error", .text, "", "why it was not taken, NULL when it was"),
    ])
}
