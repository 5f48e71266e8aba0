import Testing
import TraceStore

@testable import TraceQuery

/// What to do next is said once, for every command.
@Suite struct NextStepTests {
  @Test(arguments: [
    ("Linux 5.10.0-30-amd64 x86_64", "probes/5.10"), ("Linux (none) 6.1.192-mmlab x86_64", "probes/6.1"),
    ("Linux 6.3.1", "probes/6.1"), ("Linux 6.4.0", "probes/6.12 (without BTF probes/6.12-regs)"),
    ("Linux (none) 7.3-cloud-amd64 x86_64", "probes/6.12 (without BTF probes/6.12-regs)"),
    (nil, "the file of probes/ for that kernel"), ("", "the file of probes/ for that kernel"),
  ])
  func theFileOfProbesFollowsTheKernel(kernel: String?, file: String) {
    #expect(NextStep.probeFile(kernel) == file)
  }

  /// Whatever the judge can say against an answer has something to do about it.
  @Test func everyReasonHasAStep() throws {
    let table = try #require(TableDescription.all.first { $0.name == "verdict_reason" })
    let text = try #require(table.columns.first { $0.name == "code" }).comment
    let codes = text.split(separator: "'").enumerated().filter { $0.offset % 2 == 1 }.map {
      String($0.element)
    }
    #expect(codes.count > 8)
    for code in codes {
      let reason = Verdict.Reason(code: code, weighs: .inconclusive, text: "so")
      let steps = NextStep.steps(after: Verdict(answer: .inconclusive, reasons: [reason]), kernel: nil)
      #expect(steps.count == 1, "\(code)")
      #expect(NextStep.steps(after: Verdict(answer: .race, reasons: [reason]), kernel: nil).isEmpty)
    }
  }
}
