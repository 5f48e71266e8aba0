import ArgumentParser
import TraceQuery
import TraceReport
import TraceStore

/// Tells by the exit status whether there is a race: `mmtrace check DB|TRACE`.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Tell by the exit status whether a recording shows a race.",
    discussion: """
      Exit status: 0 no race seen, 1 race, 125 inconclusive (git bisect run skips it), 2 it could not be \
      done.
      """)

  @OptionGroup var source: SourceOptions
  @OptionGroup var time: TimeOptions

  func run() throws {
    var status: Int32 = 2
    try complaining {
      // What was not looked at to its end is no evidence for either side.
      time.begin { limit in
        EndingSignals.limitTime(
          to: limit, complaint: "",
          answer: Printable.brief("\(source.source): inconclusive")
            + "\n  not judged within \(time.words) (--timeout)\n",
          status: 125)
      }
      let opened = try source.open()
      let verdict = try Verdict(opened.connection)
      let kernel = try opened.connection.text("SELECT kernel FROM trace")
      EndingSignals.liftLimit()
      try StandardOutput.answer(VerdictText.render(verdict, of: source.source, kernel: kernel))
      status =
        switch verdict.answer {
        case .noRaceSeen: 0
        case .race: 1
        case .inconclusive: 125
        }
    }
    throw ExitCode(status)
  }
}
