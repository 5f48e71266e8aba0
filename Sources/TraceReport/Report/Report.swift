public import TraceQuery

/// How a report is written.
public enum ReportFormat: String, Sendable, CaseIterable {
  /// Plain text for a mail.
  case text
  /// Markdown for a tracker.
  case md
  /// JSON for programs, see docs/report-json.md.
  case json
  /// One HTML file that needs nothing beside it.
  case html

  /// Whether every finding is shown in full, not only the gravest.
  public var isFull: Bool { self == .json || self == .html }

  /// Writes a report; the same findings and options give the same bytes.
  public func render(_ findings: ReportFindings, _ options: ReportOptions = ReportOptions()) -> String {
    switch self {
    case .text: TextReport.render(findings, options)
    case .md: MarkdownReport.render(findings, options)
    case .json: JSONReport.render(findings, options)
    case .html: HTMLReport.render(findings, options)
    }
  }
}

/// How a report is made.
public struct ReportOptions: Sendable {
  /// Addresses as they are instead of labels.
  public var addresses: Bool
  /// Arguments after `mmtrace report FILE` that repeat it.
  public var arguments: [String]
  /// What an emulator saw of the copies of the recording, a line each; nil when none watched it.
  public var truth: [String]?

  /// Options.
  public init(addresses: Bool = false, arguments: [String] = [], truth: [String]? = nil) {
    self.addresses = addresses
    self.arguments = arguments
    self.truth = truth
  }
}

/// A report in parts, which every format lays out in its own way.
struct Report {
  /// A fact with its name.
  typealias Fact = (name: String, value: String)

  /// What is said of one finding.
  struct Block {
    /// The finding.
    var finding: Finding
    /// The same for the same bug: without address, CPU and time.
    var title: String
    /// Three or four sentences, by paragraph.
    var prose: [String]
    /// Class, Seen, Order, Lost.
    var facts: [Fact]
    /// Who did what when; nil for a finding that is only summed up.
    var interleaving: Interleaving?
    /// What the recording cannot show.
    var notShown: [String]
    /// Other explanations, and what excludes them.
    var ruledOut: [String]
    /// Events as trace-cmd prints them.
    var evidence: [String]
    /// What happened when, to be drawn; nil for a finding that is only summed up.
    var picture: TimelinePicture?
  }

  /// Title of what an emulator saw.
  static let truthTitle = "Seen by an emulator that watched every store"

  /// Of the whole report.
  var title: String
  /// The verdict and what it counts.
  var verdict: String
  /// The findings, the gravest first.
  var blocks: [Block]
  /// What stands in the place of findings when there are none.
  var quiet: QuietReport?
  /// What was judged, put to the test, and not judged: a line each.
  var scope: [String]
  /// What an emulator saw, a line each; nil when none watched.
  var truth: [String]?
  /// Where it comes from.
  var provenance: [Fact]
  /// What only a person knows.
  var blanks: [Fact]

  /// Puts a report together; `isFull` gives every finding all of its parts, not only the gravest.
  init(_ findings: ReportFindings, _ options: ReportOptions, isFull: Bool = false) {
    let times = Times(findings.summary)
    blocks = findings.findings.enumerated().map { index, finding in
      Block(finding, in: findings, times, options, isShort: index > 0 && !isFull)
    }
    quiet = blocks.isEmpty ? QuietReport(findings) : nil
    title = blocks.first?.title ?? quiet?.title ?? ""
    verdict = Self.verdict(findings)
    truth = options.truth
    scope = VerdictText.scope(findings.verdict)
    provenance = Provenance.facts(findings, options, times)
    blanks = [
      ("Machine", "(fill in: hardware or hypervisor)"), ("Commit", "(fill in: git describe of the kernel)"),
      ("Config", "(fill in: link to .config)"), ("Reproducer", "(fill in, or write: none yet)"),
    ]
  }

  private static func verdict(_ findings: ReportFindings) -> String {
    let seen = findings.classes.filter(\.isRace).compactMap { raceClass -> String? in
      guard let count = findings.counts[raceClass.name], count.trusted > 0 else { return nil }
      guard let calls = count.calls else { return "\(count.trusted) \(raceClass.name)" }
      return "\(raceClass.name) in \(VerdictText.amount(calls: calls, ranges: count.trusted))"
    }
    let counts = seen.isEmpty ? "" : ": \(seen.joined(separator: ", "))"
    return findings.verdict.answer.rawValue + counts + "."
  }
}

extension Report.Block {
  init(
    _ finding: Finding, in findings: ReportFindings, _ times: Times, _ options: ReportOptions, isShort: Bool
  ) {
    self.finding = finding
    let labels = Labels(finding, plain: options.addresses)
    let events = finding.events(labels)
    let start = events.first?.at.ts ?? 0
    let told = ToldFinding(finding: finding, labels: labels, times: times, start: start)
    title = told.title
    prose = told.prose
    facts = FindingStrength(told: told, findings: findings).facts(isShort: isShort)
    guard !isShort else {
      (interleaving, notShown, ruledOut, evidence) = (nil, [], [], [])
      picture = nil
      facts.append(("Details", "mmtrace report \(Provenance.file(findings)) --race \(finding.id)"))
      return
    }
    notShown = told.notShown
    ruledOut = told.ruledOut
    interleaving = Interleaving(finding, events, labels, times)
    picture = TimelinePicture(finding, times)
    evidence = EvidenceLines(names: findings.eventNames, labels: labels, times: times).lines(events)
  }
}
