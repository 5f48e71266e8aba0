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
}
