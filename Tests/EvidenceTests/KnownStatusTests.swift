import TestSupport
import Testing

/// Recordings with a part missing or altered, and text that somebody changed, beside the status that is right:
/// Tests/Fixtures/damaged and Tests/Fixtures/text.
@Suite struct KnownStatusTests {
  @Test(
    arguments: [
      ("damaged/racy-drop-cpu.dat.zst", [125]), ("damaged/racy-zero-cpu.dat.zst", [125]),
      ("damaged/racy-zeroed-tail.dat.zst", [125]), ("damaged/racy-chunk-count-0.dat.zst", [125]),
      ("damaged/zstd-chunk-count-0.dat.zst", [125]),
      ("damaged/clean-one-page-empty-false-race.dat.zst", [125]),
      ("kernel/a-echo1-echo4-same-shell.txt", [125]),
      ("kernel/a2-echo1-echo4-two-shells.txt", [125]), ("kernel/s0-load-in-flush-received.txt", [0, 125]),
      ("kernel/s1-probe-missed-but-reason1.txt", [125]),
      ("kernel/s2-flush_tlb_func-never-recorded.txt", [125]), ("kernel/s3-not-received.txt", [1]),
      ("damaged/text-header-30699-but-20000-lines.txt.zst", [125]),
      ("text/f00-clean.txt.zst", [0]), ("text/f01-lost.txt.zst", [125]),
      ("text/f02-lost-behind-diff-plus.txt.zst", [125]),
      ("text/f02-lost-behind-dmesg-caller-space.txt.zst", [125]),
      ("text/f02-lost-behind-dmesg-ctime.txt.zst", [125]), ("text/f02-lost-behind-dmesg-iso.txt.zst", [125]),
      ("text/f02-lost-behind-grep-H.txt.zst", [125]), ("text/f02-lost-behind-html-quote.txt.zst", [125]),
      ("text/f02-lost-behind-kmsg-level.txt.zst", [125]), ("text/f03-printk-dropped.txt.zst", [125]),
      ("text/f03b-journald.txt.zst", [125]), ("text/f03c-lines-omitted.txt.zst", [125]),
      ("text/f03d-perf-lost.txt.zst", [125]), ("text/f04-unreadable-lines.txt.zst", [125]),
      ("text/f05-reversed.txt.zst", [0, 125]), ("text/f06-per-cpu-files.txt.zst", [0, 125]),
      ("text/f07-cut-at-114.txt.zst", [0, 125]), ("text/f07-cut-at-126.txt.zst", [0, 125]),
      ("text/f07-cut-at-132.txt.zst", [0, 125]), ("text/f07-cut-at-144.txt.zst", [0, 125]),
      ("text/f07-cut-at-150.txt.zst", [0, 125]), ("text/f08-html.txt.zst", [0]),
      ("text/e03b-perf-pidtid-nocpu.txt", [125]),
    ] as [(String, Set<Int32>)])
  func status(_ file: String, _ allowed: Set<Int32>) throws {
    let runner = Runner()
    let (status, reasons) = try runner.check(Fixture.bytes(file))
    #expect(allowed.contains(status), "\(reasons)")
  }
}
