import Glibc
import TestSupport
import Testing
import TraceStore

@testable import TraceIngest

/// A recording that changes while it is read: an error that says so, never a signal.
@Suite struct InputWatchTests {
  private let line = "  mmload-203   [000]   352.775505: tlb_flush: pages:1 reason:local mm shootdown (3)\n"

  /// What `change` does while the text is read, at the first sign of progress.
  private func error(_ change: @escaping (String) -> Void) -> IngestError? {
    let file = TemporaryFile(Array(String(repeating: line, count: 40_000).utf8))
    var isChanged = false
    do {
      let store = try StoreWriter(path: file.path + ".db")
      defer { store.abandon() }
      _ = try ingest(file.path, into: store) { _, _ in
        if !isChanged { change(file.path) }
        isChanged = true
      }
      return nil
    } catch {
      return error as? IngestError
    }
  }

  @Test func shrinking() {
    // Without the guard this is SIGBUS: the pages behind are not there any more.
    #expect(error { truncate($0, 5000) }?.what == "shrank from 3360000 to 5000 bytes while it was read")
  }

  @Test func growing() {
    #expect(error { truncate($0, 4_000_000) }?.what == "grew from 3360000 to 4000000 bytes while it was read")
  }

  @Test func overwriting() {
    let found = error { path in
      let descriptor = open(path, O_WRONLY)
      pwrite(descriptor, "x", 1, 9)
      close(descriptor)
    }
    #expect(found?.what == "was written to while it was read")
  }

  @Test func replacingIsNoChange() {
    // The recording that is read has another name now, or none; it is as it was.
    #expect(error { unlink($0) } == nil)
  }
}
