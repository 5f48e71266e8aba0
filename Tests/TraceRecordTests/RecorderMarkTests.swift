import Testing
import TraceRecord

/// What the recorder writes, it reads.
@Suite struct RecorderMarkTests {
  @Test func goesBothWays() throws {
    let mark = RecorderMark(.accepted, "clear_refs_write", "p:mmtrace/x y type=+u0(%si):u8")
    #expect(mark.line == "mmtrace: probe=clear_refs_write p:mmtrace/x y type=+u0(%si):u8")
    let read = try #require(RecorderMark(line: mark.line))
    #expect(read == mark)
    let probe = try #require(read.probe)
    #expect(probe == (.accepted, "clear_refs_write", "p:mmtrace/x y type=+u0(%si):u8"))
  }

  @Test func oneLineAndNoLongerThanTheKernelTakes() {
    #expect(RecorderMark("command", "a\nb\r\nc").line == "mmtrace: command=a b c")
    #expect(RecorderMark("cmdline", String(repeating: "x", count: 5000)).line.utf8.count == 900)
  }

  @Test(arguments: [
    "LOST addr=1", "mmtrace: ", "mmtrace: no key", "mmtrace: =x", "mmtrace: A=x", "xmmtrace: a=b",
  ])
  func othersAreNone(_ line: String) { #expect(RecorderMark(line: line) == nil) }
}
