import TraceQuery

/// How a report is made.
public struct ReportOptions: Sendable {
  /// Addresses as they are instead of labels.
  public var addresses: Bool
  /// Arguments after `mmtrace report FILE` that repeat it.
  public var arguments: [String]

  /// Options.
  public init(addresses: Bool = false, arguments: [String] = []) {
    self.addresses = addresses
    self.arguments = arguments
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
  }

  /// Of the whole report.
  var title: String
  /// The verdict and what it counts.
  var verdict: String
  /// The findings, the gravest first.
  var blocks: [Block]
  /// What stands in the place of findings when there are none.
  var quiet: QuietReport?
  /// Where it comes from.
  var provenance: [Fact]
  /// What only a person knows.
  var blanks: [Fact]

  init(_ findings: ReportFindings, _ options: ReportOptions) {
    let times = Times(findings.summary)
    blocks = findings.findings.enumerated().map { index, finding in
      Block(finding, in: findings, times, options, isShort: index > 0)
    }
    quiet = blocks.isEmpty ? QuietReport(findings) : nil
    title = blocks.first?.title ?? quiet?.title ?? ""
    verdict = Self.verdict(findings)
    provenance = Provenance.facts(findings, options, times)
    blanks = [
      ("Machine", "(fill in: hardware or hypervisor)"), ("Commit", "(fill in: git describe of the kernel)"),
      ("Config", "(fill in: link to .config)"), ("Reproducer", "(fill in, or write: none yet)"),
    ]
  }

  private static func verdict(_ findings: ReportFindings) -> String {
    let seen = RaceClass.allCases.filter(\.isRace).compactMap { raceClass in
      findings.counts[raceClass].map { "\($0) \(raceClass.rawValue)" }
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
    let words = FindingWords(finding: finding, labels: labels, times: times, start: start)
    title = words.title
    prose = words.prose
    facts = FindingFacts(finding: finding, findings: findings, times: times).facts(isShort: isShort)
    guard !isShort else {
      (interleaving, notShown, ruledOut, evidence) = (nil, [], [], [])
      facts.append(("Details", "mmtrace report \(Provenance.file(findings)) --race \(finding.id)"))
      return
    }
    let limits = FindingLimits(
      finding: finding, labels: labels, times: times, start: start)
    notShown = limits.notShown
    ruledOut = limits.ruledOut
    interleaving = Interleaving(finding, events, labels, times)
    evidence = EvidenceLines(names: findings.eventNames, labels: labels, times: times).lines(events)
  }
}
