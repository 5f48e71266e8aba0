import TraceQuery
import TraceRecord

/// Where a report comes from, and how to make it again.
enum Provenance {
  static func facts(
    _ findings: ReportFindings, _ options: ReportOptions, _ times: Times
  ) -> [Report.Fact] {
    let trace = findings.summary.trace
    var facts: [Report.Fact] = [("Kernel", kernel(trace))]
    var parts = [file(findings), trace["container"] ?? "unknown format"]
    if let span = findings.summary.span {
      parts.append(
        times.isNanoseconds
          ? "\(times.seconds(span.upperBound - span.lowerBound)) s"
          : times.length(span.upperBound - span.lowerBound))
    }
    parts.append("\(trace["events"] ?? "unknown") events, \(trace["cpus"] ?? "unknown") CPUs")
    facts.append(("Trace", parts.joined(separator: ", ")))
    facts.append(("Sha256", trace["sha256"] ?? "unknown"))
    facts.append(("Clock", trace["clock"] ?? "unknown"))
    facts.append(("Recorder", trace["recorder"] ?? "not in the recording"))
    facts.append(("Command", trace["command"] ?? "not in the recording"))
    if let damage = trace["damage"] { facts.append(("Damage", damage)) }
    facts.append(("Judge", version(findings.judgeVersion)))
    facts.append(("Repeat", repetition(findings, options)))
    facts.append(("Record", "without this file: \(NextStep.record("trace.dat", recorded(findings)))"))
    return facts
  }

  /// The command that makes the report again, for a shell.
  private static func repetition(_ findings: ReportFindings, _ options: ReportOptions) -> String {
    let trace = findings.summary.trace
    let file = ShellWord.file(file(findings))
    let arguments = options.arguments.map { " " + $0 }.joined()
    // A text does not say its clock: somebody did.
    guard let clock = trace["clock"], clock != "unknown", trace["container"]?.hasSuffix("text") == true else {
      return "mmtrace report \(file)\(arguments)"
    }
    return
      "mmtrace ingest --clock \(ShellWord.quoted(clock)) \(file) -o trace.db; mmtrace report trace.db\(arguments)"
  }

  /// The command that was recorded, where the recording says it.
  private static func recorded(_ findings: ReportFindings) -> String {
    findings.recordedCommand.map(Printable.brief) ?? "COMMAND"
  }

  /// Name of the recording.
  static func file(_ findings: ReportFindings) -> String { findings.summary.trace["file"] ?? "TRACE" }

  /// The uname without the name of the host.
  private static func kernel(_ trace: [String: String]) -> String {
    guard let kernel = trace["kernel"] else { return "not in the recording" }
    return KernelName.withoutHost(kernel, host: trace["host"])
  }

  static func version(_ version: Int64) -> String { String(UInt64(bitPattern: version), radix: 16) }
}
