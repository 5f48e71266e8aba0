import TraceQuery

/// What a report says when there is no finding: what was looked for, how much evidence there was, why the
/// verdict holds.
struct QuietReport {
  let findings: ReportFindings

  init(_ findings: ReportFindings) { self.findings = findings }

  private var isInconclusive: Bool { findings.verdict.answer == .inconclusive }

  /// Paths that were seen, or the lack of them.
  var title: String {
    let paths = Set(findings.windows.map(\.path)).sorted().joined(separator: ", ")
    return findings.verdict.answer.rawValue + (paths.isEmpty ? "" : " in \(paths)")
  }

  var prose: [String] {
    let seen = VerdictText.amount(
      calls: findings.windows.reduce(0) { $0 + $1.calls },
      ranges: findings.windows.reduce(0) { $0 + $1.windows })
    if isInconclusive {
      return [
        """
        This recording does not show a race, and it does not show that there is none. It has \(seen) of page table \
        entries that lost permission and awaited their flush. What is missing is below.
        """
      ]
    }
    return [
      """
      In \(seen), each from the change of page table entries to their TLB flush, no write fault was served where the lock must keep it out, no page was copied, and no lock was given back before the flush. \
      That holds for what ran while this was recorded, not for the kernel as such.
      """
    ]
  }

  /// Columns of the table of windows.
  static let header = ["path", "lock", "calls", "ranges", "blocked", "served", "copied", "late", "open"]

  /// Windows by path and lock mode, with what faults did in them.
  var rows: [[String]] {
    findings.windows.map { count in
      [
        count.path, count.lockMode, String(count.calls), String(count.windows), number(count, "blocked"),
        number(count, "served", "exclusion"), number(count, "copied", "lost_write"),
        number(count, "late_flush", "unlocked_flush"),
        String(count.stillOpen),
      ]
    }
  }

  /// A number of findings; "-" where none could be judged.
  private func number(_ count: ReportFindings.WindowCount, _ classes: String...) -> String {
    let found = classes.reduce(0) { $0 + (count.findings[$1] ?? 0) }
    let isJudged = classes.contains { findings.counts[$0]?.isJudged == true }
    return isJudged || found > 0 ? String(found) : "-"
  }

  /// The table in lines; none without windows.
  var table: [String] {
    guard !findings.windows.isEmpty else { return [] }
    return TextTable(header: Self.header, rows: rows, right: Set(2...8)).text
      .split(separator: "\n").map(String.init)
  }

  /// What the columns of the table are.
  static let legend = """
    blocked: write faults that came in a window and waited for its flush. served: handled inside a window. copied: \
    and their page copied. late: ranges whose lock did not last until the flush. open: at the end of the recording. \
    -: not recorded.
    """

  /// What was looked for, and how much of what could have shown it was recorded.
  var evidence: [String] {
    [
      "Faults handled: \(count(findings.faults)). Pages copied: \(count(findings.copies)). "
        + "Flushes asked for: \(count(findings.flushes)).",
      "Looked for: \(judged). Found: none\(doubts).",
      lost,
    ]
  }

  private func count(_ number: Int64?) -> String { number.map(String.init) ?? "not recorded" }

  /// The classes that could be judged.
  private var judged: String {
    let names = findings.classes.filter { $0.isRace && findings.counts[$0.name]?.isJudged == true }.map(
      \.name)
    return names.isEmpty ? "nothing, since what decides was not recorded" : names.joined(separator: ", ")
  }

  private var doubts: String {
    let doubted = findings.classes.filter(\.isRace).reduce(0) {
      $0 + (findings.counts[$1.name]?.doubted ?? 0)
    }
    return doubted == 0
      ? "" : " that can be trusted, and \(doubted) that cannot (mmtrace query DB race.in_window)"
  }

  private var lost: String {
    let gaps = findings.summary.losses.reduce(0) { $0 + $1.gaps }
    let missed = FindingStrength.missed(findings.missed)
    return gaps == 0
      ? "No event of this recording was lost; \(missed)." : "Events were lost in \(gaps) gaps; \(missed)."
  }

  /// Why the verdict is what it is.
  var reasons: [String] {
    let complete =
      isInconclusive
      ? [] : ["Everything that decides was recorded, nothing of it was lost, and its order is known."]
    return complete + findings.verdict.decisive.map { "\($0.text)." }
  }

  /// What to do about it.
  var advice: [String] {
    NextStep.steps(after: findings.verdict, kernel: findings.summary.trace["kernel"])
  }
}
