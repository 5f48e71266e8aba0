import Foundation
import TestSupport
import Testing
import TraceIngest
import TraceQuery
import TraceStore

/// Recordings of kernels without mmap_lock events (before 5.11): the lock mode of no window is known.
///
/// They are made of recordings that have the events by giving the events another name in the format text,
/// so that nothing knows what they are.
@Suite struct WithoutLockEventsTests {
  private func verdict(of file: String) throws -> (Verdict, findings: Int64?) {
    let folder = TemporaryFolder()
    var data = Data(try Fixture.bytes(file))
    let name = Data("name: mmap_lock_".utf8)
    var renamed = 0
    while let range = data.range(of: name) {
      data.replaceSubrange(range, with: Data("name: other_lock".utf8))
      renamed += 1
    }
    #expect(renamed == 3)
    try data.write(to: URL(fileURLWithPath: folder.path + "/trace.dat"))
    let store = try Judged.store(of: folder.path + "/trace.dat", in: folder)
    let database = try store.reading()
    #expect(try database.integer("SELECT count(*) FROM mmap_lock") == 0)
    #expect(try database.integer("SELECT count(lock_code) FROM pte_protect") == 0)
    let late = "SELECT count(*) FROM race WHERE class = 'late_flush'"
    return (try Verdict(database), try database.integer(late))
  }

  @Test func faultsThatAllWaitedShowTheLock() throws {
    let (verdict, late) = try verdict(of: "f-v6.dat")
    #expect(verdict.answer == .noRaceSeen)
    #expect(verdict.reasons.contains { $0.code == "lock_unknown" })
    #expect(late == 0)
  }

  @Test func aFaultServedInsideIsALateFlush() throws {
    let (verdict, late) = try verdict(of: "lab612-64-softdirty-v6.dat")
    #expect(verdict.answer == .race)
    #expect(late ?? 0 > 0)
  }
}
