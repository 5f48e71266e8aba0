import Testing

/// What the pairing makes of a few lines: rows of the fact tables, each beside the events it comes from.
@Suite struct PairingTests {
  private static let head = "cpus=4\n"

  /// A line as `trace-cmd report -t` prints it: `comm-tid [cpu] seconds: event: fields`.
  private static func text(_ lines: [String]) -> [UInt8] {
    Array((head + lines.joined(separator: "\n") + "\n").utf8)
  }

  private func value(_ sql: String, of lines: [String]) throws -> String? {
    let runner = try Runner()
    defer { runner.finish() }
    return try runner.query(Self.text(lines), sql)
  }

  @Test func aCgroupIsKeptByItsPath() throws {
    let lines = [
      " a-10 [000] 1.000001000: mmap_lock_start_locking: mm=0xffff888000001000 memcg_path=/user.slice write=1",
      " a-10 [000] 1.000002000: mmap_lock_acquire_returned: mm=0xffff888000001000 memcg_path=/user.slice write=1 success=1",
      " a-10 [000] 1.000003000: mmap_lock_released: mm=0xffff888000001000 memcg_path=/user.slice write=1",
    ]
    #expect(
      try value("SELECT memcg.path FROM memcg JOIN mmap_lock USING (memcg_id)", of: lines) == "/user.slice")
  }

  /// The kernel reuses the memory of an mm that has ended.
  @Test func anAddressThatIsUsedAgainIsAnotherMm() throws {
    let lines = [
      " a-10 [000] 1.000001000: switch_mm_irqs_off: __probe_ip=ffffffff81350000 next=0xffff888000001000",
      " a-10 [000] 1.000002000: exit_mmap: __probe_ip=ffffffff81350010 mm=0xffff888000001000",
      " b-11 [000] 1.000003000: switch_mm_irqs_off: __probe_ip=ffffffff81350000 next=0xffff888000001000",
    ]
    #expect(try value("SELECT group_concat(generation) FROM mm", of: lines) == "1,2")
  }

  /// MM_CP_PROT_NUMA (include/linux/mm.h) is NUMA balancing, not mprotect.
  @Test func theFlagsOfChangeProtectionTellThePath() throws {
    func lines(_ flags: String) -> [String] {
      [
        " a-10 [000] 1.000001000: change_protection: __probe_ip=ffffffff81350020 tlb=0xffffc90000001000 "
          + "mm=0xffff888000001000 start=0x1000 end=0x2000 newprot=0 cp_flags=\(flags)",
        " a-10 [000] 1.000002000: change_protection_ret: __probe_func=ffffffff81350020 __probe_ret_ip=ffffffff81350030 pages=1",
      ]
    }
    for (flags, path) in [("0x2", "numa"), ("0x4", "uffd_wp"), ("0x8", "uffd_unwp"), ("0x1", "mprotect")] {
      #expect(try value("SELECT path FROM pte_protect", of: lines(flags)) == path)
    }
  }

  /// A thread id that is given out again is another thread, also where its exit was not seen.
  @Test func aThreadThatIsForkedIsNew() throws {
    let fork = "sched_process_fork: comm=a pid=10 child_comm=a child_pid=55"
    let lines = [
      " a-10 [000] 1.000001000: \(fork)",
      " a-55 [001] 1.000002000: page_fault_user: address=0x1000 ip=0x40 error_code=0x7",
      " b-66 [001] 1.400000000: page_fault_user: address=0x1000 ip=0x40 error_code=0x7",
      " a-10 [000] 1.500001000: \(fork)",
      " a-55 [001] 1.500002000: page_fault_user: address=0x1000 ip=0x40 error_code=0x7",
    ]
    #expect(try value("SELECT count(*) FROM task WHERE tid = 55", of: lines) == "2")
  }

  /// An mm that is loaded with its entries kept while another CPU flushes it is a pair to judge.
  @Test func aLoadDuringAFlushIsNoted() throws {
    let text = try Runner.bytes(of: "kernel/s3-not-received.txt")
    let runner = try Runner()
    defer { runner.finish() }
    #expect(
      try runner.query(text, "SELECT received || ipi_sent || stayed FROM load_during_flush") == "011")
    let received = try Runner.bytes(of: "kernel/s1-probe-missed-but-reason1.txt")
    #expect(try runner.query(received, "SELECT received FROM load_during_flush") == "1")
  }

  /// A flush belongs to the call that it was made in, not to the thread's next one.
  @Test func aFlushBelongsToItsCall() throws {
    let text = try Runner.bytes(of: "kernel/a-echo1-echo4-same-shell.txt")
    let runner = try Runner()
    defer { runner.finish() }
    #expect(
      try runner.query(text, "SELECT group_concat(own_flush) FROM flush_window") == "0,1")
  }

  /// clear_refs_write says what it was asked: "1" clears referenced bits only and opens no window.
  @Test(arguments: [("49", "0"), ("52", "1")]) func theDigitDecides(_ type: String, _ windows: String) throws
  {
    let mm = "mm=0xffff888000001000"
    let lines = [
      " a-10 [000] 1.000001000: clear_refs_write: __probe_ip=ffffffff81350040 type=\(type)",
      " a-10 [000] 1.000003000: clear_refs_pte_range: __probe_ip=ffffffff81350050 start=0x1000 end=0x2000 \(mm)",
      " a-10 [000] 1.000004000: clear_refs_pte_range_ret: __probe_func=ffffffff81350050 __probe_ret_ip=ffffffff81350060",
      " a-10 [000] 1.000006000: clear_refs_write_ret: __probe_func=ffffffff81350040 __probe_ret_ip=ffffffff81350070 ret=1",
    ]
    #expect(try value("SELECT count(*) FROM flush_window", of: lines) == windows)
  }

  /// A lock is a fault's only when that fault reached handle_mm_fault: mprotect after a fault that never did is not.
  @Test func aLockBelongsToWhatTookIt() throws {
    let mm = "mm=0xffff888000001000"
    func lock(_ from: Int, write: Int) -> [String] {
      [
        " a-10 [000] 1.0000\(from)0000: mmap_lock_start_locking: \(mm) memcg_path= write=\(write)",
        " a-10 [000] 1.0000\(from)1000: mmap_lock_acquire_returned: \(mm) memcg_path= write=\(write) success=1",
      ]
    }
    func released(_ at: Int, write: Int) -> String {
      " a-10 [000] 1.0000\(at)9000: mmap_lock_released: \(mm) memcg_path= write=\(write)"
    }
    let fault = " a-10 [000] 1.000010000: page_fault_user: address=0x1000 ip=0x40 error_code=0x7"
    let change = [
      " a-10 [000] 1.000022000: change_protection: __probe_ip=ffffffff81350020 tlb=0xffffc90000001000 "
        + "\(mm) start=0x1000 end=0x2000 newprot=0 cp_flags=0x1",
      " a-10 [000] 1.000023000: change_protection_ret: __probe_func=ffffffff81350020 __probe_ret_ip=ffffffff81350030 pages=1",
    ]
    let mprotect = [fault] + lock(2, write: 1) + change + [released(2, write: 1)]
    #expect(
      try value(
        "SELECT coalesce(page_fault_id, 'none') || ' ' || call FROM mmap_lock JOIN lock_call USING (mmap_lock_id)",
        of: mprotect)
        == "none mprotect")
    let handled = [
      " a-10 [000] 1.000022000: handle_mm_fault: __probe_ip=ffffffff81350080 \(mm) address=0x1000 flags=0x55",
      " a-10 [000] 1.000023000: handle_mm_fault_ret: __probe_func=ffffffff81350080 __probe_ret_ip=ffffffff81350090 ret=0",
    ]
    #expect(
      try value(
        "SELECT call FROM lock_call", of: [fault] + lock(2, write: 0) + handled + [released(2, write: 0)])
        == "page fault")
  }
}
