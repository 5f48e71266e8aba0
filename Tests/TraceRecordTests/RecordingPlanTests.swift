import Testing
import TraceRecord

/// What is recorded of kernels that have more or less.
@Suite struct RecordingPlanTests {
  /// A kernel of a generation, by canned listings.
  private static func kernel(_ name: String, without: Set<String> = []) throws -> KernelFacts {
    var facts = KernelFacts()
    let layout = try #require(KernelLayout.of(name))
    let functions = layout.parameters.keys.filter { !without.contains($0) }.sorted()
    facts.read(symbolList: Array((functions + ["mas_find", "vm_area_free"]).joined(separator: "\n").utf8))
    facts.read(
      availableEvents: """
        mmap_lock:mmap_lock_released
        exceptions:page_fault_user
        tlb:tlb_flush
        sched:sched_switch
        sched:sched_process_fork
        sched:sched_process_exec
        sched:sched_process_exit
        vmscan:mm_vmscan_direct_reclaim_begin
        vmscan:mm_vmscan_direct_reclaim_end
        vmscan:mm_vmscan_memcg_reclaim_begin
        vmscan:mm_vmscan_memcg_reclaim_end
        """)
    facts.read(traceClock: "[local] global counter uptime perf mono mono_raw boot tai x86-tsc")
    facts.read(
      cpuinfo: "processor\t: 0\nflags\t\t: fpu constant_tsc nonstop_tsc\nprocessor\t: 1\nflags\t\t: fpu\n")
    facts.read(meminfo: "MemTotal:        1500000 kB\nMemFree: 3 kB\n")
    facts.layout = layout
    facts.machine = "x86_64"
    return facts
  }

  private static func forms(_ plan: RecordingPlan, _ name: String) -> [String] {
    plan.probes.first { $0.name == name }?.forms ?? []
  }

  @Test func registersFollowTheParameters() throws {
    let old = RecordingPlan(try Self.kernel("6.1"), set: .race)
    #expect(Self.forms(old, "change_protection")[0].hasSuffix("end=%cx:x64 cp_flags=%r9:x64 tlb=%di:x64"))
    let new = RecordingPlan(try Self.kernel("6.12"), set: .race)
    #expect(Self.forms(new, "change_protection")[0].hasSuffix("end=%cx:x64 cp_flags=%r8:x64 tlb=%di:x64"))
    let oldest = RecordingPlan(try Self.kernel("5.10"), set: .race)
    #expect(Self.forms(oldest, "tlb_finish_mmu")[0].hasSuffix("mm=+0(%di):x64 start=%si:x64 end=%dx:x64"))
  }

  /// The parameters of move_page_tables() became members of a struct in 6.16.
  @Test func pathsThatFlushInsideAreRecorded() throws {
    let old = RecordingPlan(try Self.kernel("6.12"), set: .race)
    #expect(
      Self.forms(old, "move_page_tables")[0]
        == "p:mmtrace/move_page_tables move_page_tables mm=+16(%di):x64 start=%si:x64 len=%r8:x64")
    #expect(
      Self.forms(old, "pagemap_scan_pmd_entry")[0].hasSuffix("mm=+8(%cx):x64 start=%si:x64 end=%dx:x64"))
    #expect(
      Self.forms(old, "write_protect_page")[0].hasSuffix(
        "mm=+16(%di):x64 start=+0(%di):x64 end=+8(%di):x64"))
    #expect(Self.forms(old, "change_prot_numa")[0].hasSuffix("mm=+16(%di):x64 start=%si:x64 end=%dx:x64"))
    var facts = try Self.kernel("6.12")
    facts.layout?.parameters["move_page_tables"] = ["pmc"]
    for (place, member) in ["old", "new", "old_addr", "new_addr", "old_end", "len_in"].enumerated() {
      facts.layout?.offsets["pagetable_move_control.\(member)"] = 8 * place
    }
    #expect(
      Self.forms(RecordingPlan(facts, set: .race), "move_page_tables")[0].hasSuffix(
        "mm=+16(+0(%di)):x64 start=+16(%di):x64 len=+40(%di):x64"))
    let without = RecordingPlan(
      try Self.kernel("6.1", without: ["write_protect_page"]), set: .race
    ).missing.map(\.name)
    #expect(["pagemap_scan_pmd_entry", "write_protect_page"].allSatisfy(without.contains))
  }

  /// An argument that lies on the stack.
  @Test func argumentsBesideTheRegisters() throws {
    var facts = try Self.kernel("6.12")
    facts.read(symbolList: Array("move_pages_pte".utf8))
    facts.layout?.parameters["move_pages_pte"] = [
      "mm", "dst_pmd", "src_pmd", "dst_vma", "src_vma", "dst_addr", "src_addr", "mode",
    ]
    let plan = RecordingPlan(facts, set: .race)
    #expect(Self.forms(plan, "move_pages_pte")[0].hasSuffix("mm=%di:x64 start=+8(%sp):x64"))
  }

  @Test func functionProbesWhereTheyAreBetter() throws {
    var facts = try Self.kernel("6.12")
    #expect(!RecordingPlan(facts, set: .race).probes.contains { $0.forms.contains { $0.hasPrefix("f") } })
    facts.functionProbes = (true, false)
    var plan = RecordingPlan(facts, set: .race)
    #expect(
      Self.forms(plan, "flush_tlb_func")[0].hasPrefix(
        "f:mmtrace/flush_tlb_func flush_tlb_func info=$arg1:x64"))
    #expect(Self.forms(plan, "handle_mm_fault_ret")[0].hasPrefix("r4096:"))
    facts.functionProbes = (true, true)
    plan = RecordingPlan(facts, set: .race)
    #expect(Self.forms(plan, "handle_mm_fault_ret").map { $0.prefix(2) } == ["f:", "r4"])
    #expect(Self.forms(plan, "handle_mm_fault")[0].hasPrefix("p:"))
  }

  @Test func everyProbeHasAFormWithoutExtras() throws {
    let plan = RecordingPlan(try Self.kernel("6.1"), set: .race)
    #expect(
      Self.forms(plan, "do_wp_page_ret") == [
        "r1024:mmtrace/do_wp_page_ret do_wp_page ret=$retval:x32 npte=+0(+88($arg1)):x64",
        "r1024:mmtrace/do_wp_page_ret do_wp_page ret=$retval:x32",
      ])
  }

  @Test func whatIsMissingIsSaid() throws {
    let plan = RecordingPlan(try Self.kernel("6.12", without: ["wp_page_copy"]), set: .race)
    #expect(plan.missing.map(\.name) == ["move_pages_ptes", "wp_page_copy"])
    var facts = try Self.kernel("6.12")
    facts.events = facts.events.filter { !$0.hasPrefix("mmap_lock") }
    #expect(RecordingPlan(facts, set: .race).missing.map(\.name) == ["move_pages_ptes", "mmap_lock"])
    facts.machine = "aarch64"
    #expect(RecordingPlan(facts, set: .race).probes.isEmpty)
    facts.machine = "x86_64"
    facts.layout = nil
    let blind = RecordingPlan(facts, set: .race)
    #expect(blind.probes.isEmpty && blind.missing.contains { $0.why.contains("no BTF") })
  }

  @Test(arguments: [ProbeSet.locks, .flushes]) func cheapSetsLeaveFaultsAlone(_ set: ProbeSet) throws {
    let plan = RecordingPlan(try Self.kernel("6.12"), set: set)
    #expect(!plan.probes.isEmpty && !plan.tracepoints.contains("exceptions"))
    for probe in plan.probes {
      #expect(!["handle_mm_fault", "do_wp_page", "ptep_clear_flush"].contains(probe.function))
    }
  }

  @Test func stacksAreAnOptionOfTheInstance() throws {
    var facts = try Self.kernel("6.12")
    #expect(RecordingPlan(facts, set: .race, stacks: true).missing.map(\.name).contains("stacks"))
    facts.options = ["stacktrace", "copy_trace_marker"]
    let plan = RecordingPlan(facts, set: .race, stacks: true)
    #expect(plan.options == ["copy_trace_marker", "stacktrace"])
    let script = plan.script(tracefs: "/t", output: "o", command: ["true"], until: nil)
    #expect(script.contains("echo 1 > $T/instances/mmtrace/options/stacktrace\n"))
    #expect(RecordingPlan(facts, set: .race).options == ["copy_trace_marker"])
  }

  @Test func locksOfVMAsNeedTheFaultsThatHoldThem() throws {
    let plan = RecordingPlan(try Self.kernel("6.12"), set: .vma)
    let functions = Set(plan.probes.map(\.function))
    #expect(functions.isSuperset(of: ["lock_vma_under_rcu", "handle_mm_fault", "do_madvise"]))
    #expect(!functions.contains("do_wp_page"))
    // A kernel before 6.16 has no such function.
    #expect(plan.missing.map(\.name).contains("__vma_start_write"))
    #expect(
      !RecordingPlan(try Self.kernel("6.1"), set: .vma).probes.map(\.function).contains("lock_vma_under_rcu"))
  }

  @Test func clockAndRing() throws {
    var facts = try Self.kernel("6.12")
    #expect(facts.clock(countsTime: false) == "mono_raw")
    facts.clockSource = "tsc"
    #expect(facts.clock(countsTime: false) == "x86-tsc")
    #expect(facts.clock(countsTime: true) == "mono_raw")
    #expect(facts.cpus == 2)
    #expect(RecordingPlan(facts, set: .race).ring == (16_384, 187_500))
    #expect(RecordingPlan(facts, set: .race, ring: 512).ring == (512, 512))
  }

  @Test func theScriptDefinesEveryProbe() throws {
    let plan = RecordingPlan(try Self.kernel("6.1"), set: .race)
    let script = plan.script(tracefs: "/t", output: "a b.dat", command: ["echo", "it's"], until: nil)
    for probe in plan.probes { #expect(script.contains("echo '\(probe.forms[0])' >> $T/dynamic_events")) }
    // trace-cmd writes into the folder it runs in, and tracefs takes no files.
    #expect(!script.contains("cd "))
    #expect(script.contains("-o 'a b.dat'") && script.contains("echo 'it'\\''s'"))
  }
}
