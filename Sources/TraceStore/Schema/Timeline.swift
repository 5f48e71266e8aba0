/// The raw events back from the fact tables, in one view.
extension Views {
  /// Every kept event.
  public static let timeline = View(
    "timeline", "one kept event as it was recorded; sort by ts",
    [
      Column("ts", "ns", "time"),
      Column("cpu", "cpu", "CPU it was recorded on, NULL where the table keeps none"),
      Column("tid", "tid", "thread, NULL where the table keeps none"),
      Column("event", .text, "", "what it was read as: the event_kind.role"),
      Column("mm_id", "mm.mm_id", "address space, NULL when it has none"),
      Column("address", "address", "faulting address, or first address of a range; NULL when it has none"),
      Column("detail", .text, "", "what else the row says"),
      Column("source", .text, "", "table it is from"),
      Column("id", "id", "that row's primary key"),
    ],
    select: FactTables.eventSelects.joined(separator: "\nUNION ALL\n"))
}
