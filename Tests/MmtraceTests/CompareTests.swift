import Glibc
import TestSupport
import Testing

/// `mmtrace compare` on recordings with known answers.
@Suite struct CompareTests {
  let folder = TemporaryFolder()

  /// Correct, and with two bugs put back; the same workload.
  @Test func aKernelWithBugsDiffersFromOneWithout() throws {
    let ended = try Command.run(
      ["compare", Fixture.path("lab0-lost-cr-gup.dat"), Fixture.path("lab3-lost-cr-gup.dat"), "-q"])
    #expect(ended.status == 0 && ended.error.isEmpty)
    for line in ended.output.split(separator: "\n") {
      #expect(line.utf8.count <= 72 && line.utf8.allSatisfy { (0x20...0x7e).contains($0) }, "\(line)")
    }
    #expect(ended.output.contains("no race seen\n") && ended.output.contains("events: race\n"))
    // The bug: the lock is downgraded before the walk.
    let lines = ended.output.split(separator: "\n")
    let held = try #require(lines.firstIndex { $0 == "mmap_lock: held to write" })
    #expect(lines[held + 2].hasPrefix("  half take up to") && lines[held + 2].hasSuffix(" ?"))
    #expect(lines.contains { $0.split(separator: " ") == ["lost_write", "0", "20"] })
  }

  @Test func equalRecordingsShowNoChange() throws {
    let fixture = Fixture.path("lab3-lost-cr-gup.dat")
    let ended = try Command.run(["compare", "-q", fixture, fixture])
    #expect(ended.output.contains("\nNothing differs by more than its spread"), "\(ended.output)")
    #expect(!ended.output.contains(" ?\n") && !ended.output.contains(" *\n"))
  }

  /// The same kernel and workload, on a machine that was busier: one run each cannot tell that from a change.
  @Test func oneRunEachClaimsNothing() throws {
    let pair = ["v6.1-0-softdirty.dat", "v6.1-softdirty-kallsyms.dat"].map(Fixture.path)
    let ended = try Command.run(["compare", "-q"] + pair)
    #expect(!ended.output.contains(" *\n") && ended.output.contains("nothing tells whether a difference is"))
    let rows = try Command.run(["compare", "-q", "--format", "csv"] + pair).output
    #expect(rows.split(separator: "\r\n").dropFirst().allSatisfy { !$0.hasSuffix(",1") })
  }

  @Test func foldersAreSides() throws {
    for side in ["a", "b"] {
      mkdir("\(folder.path)/\(side)", 0o755)
      for number in 1...3 {
        let name = number == 3 ? "v6.1-softdirty-kallsyms.dat" : "v6.1-0-softdirty.dat"
        #expect(symlink(Fixture.path(name), "\(folder.path)/\(side)/\(number).dat") == 0)
      }
    }
    let arguments = ["compare", "-q", folder.path + "/a", folder.path + "/b"]
    let ended = try Command.run(arguments)
    #expect(ended.output.hasPrefix("A: 3 recordings, 1.dat, 2.dat, 3.dat\n"))
    #expect(ended.output.contains("\nNothing changed by more than its spread"))
    let rows = try Command.run(arguments + ["--format", "csv"]).output.split(separator: "\r\n")
    #expect(rows.first == "measure,statistic,unit,before,after,change_percent,spread_percent,changed")
    #expect(rows.count > 20 && rows.dropFirst().allSatisfy { $0.hasSuffix(",0") })
    mkdir("\(folder.path)/none", 0o755)
    let none = try Command.run(["compare", folder.path + "/none", folder.path + "/a"])
    #expect(none.status == 2 && none.error.contains("a folder without recordings"))
  }
}
