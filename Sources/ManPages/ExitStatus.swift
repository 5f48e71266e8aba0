/// The section EXIT STATUS of each command.
enum ExitStatus {
  /// What the statuses of a command mean.
  static func section(_ command: String) -> String {
    let own = special[command] ?? [("0", "Done.")]
    return Roff.section("EXIT STATUS", (own + common).map { Roff.item($0.0, $0.1) }.joined())
  }

  /// The section of the program's own page: every status there is.
  static let overview = Roff.section(
    "EXIT STATUS",
    [
      ("0", "Done; check: no race seen, and the recording is complete enough to say so."),
      ("1", "check found a race; verify found a difference."), common[0], common[1],
      ("125", "check cannot tell; git bisect run skips such a revision."),
    ].map { Roff.item($0.0, $0.1) }.joined())

  private static let common = [("2", "It could not be done; standard error says why."), ("64", "Usage.")]

  private static let special = [
    "check": [
      ("0", "No race seen, and the recording is complete enough to say so; of many: every one of them."),
      ("1", "A race; of many: in any of them, whatever became of the others."),
      ("125", "Inconclusive: it says why, and what to do next. git bisect run skips such a revision."),
    ],
    "record": [
      (
        "N",
        "The status of the command that was recorded; with --check that of mmtrace-check of the recording."
      )
    ],
    "verify": [
      ("0", "The counts are the same; with --truth, every copy that lost a store was judged lost_write."),
      ("1", "They differ; with --truth, a copy that lost a store was missed."),
    ],
    "ingest": [("0", "Every recording is a database now.")],
  ]
}
