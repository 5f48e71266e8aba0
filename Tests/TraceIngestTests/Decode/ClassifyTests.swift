import Testing

@testable import TraceIngest

@Suite struct ClassifyTests {
  private func entry(_ name: String, _ group: String? = "mmtrace") -> EventKind {
    EventKind.classify(system: group, name: name, fieldNames: ["__probe_ip", "mm"])
  }

  private func exit(_ name: String) -> EventKind {
    EventKind.classify(system: "any", name: name, fieldNames: ["__probe_func", "__probe_ret_ip", "ret"])
  }

  @Test func probesByEveryCustom() {
    for name in ["handle_mm_fault", "handle_mm_fault__entry", "p_handle_mm_fault_0", "f_h_b"] {
      #expect(entry(name) == .handleMmFault, "\(name)")
      #expect(entry(name, nil) == .handleMmFault, "\(name)")
    }
    let returns = [
      "handle_mm_fault", "handle_mm_fault_ret", "handle_mm_fault__return", "handle_mm_fault__exit",
      "r_handle_mm_fault_0", "f_h_e",
    ]
    for name in returns { #expect(exit(name) == .handleMmFaultReturn, "\(name)") }
    #expect(entry("flush_tlb_func_constprop_0") == .flushTlbFunc)
  }

  @Test func probesInsideAFunctionAreNotItsEntry() {
    #expect(entry("p_handle_mm_fault_16") == .other)
    #expect(entry("handle_mm_fault_ret") == .other)
    #expect(exit("handle_mm_fault__entry") == .other)
    #expect(entry("handle_mm_fault_part_0") == .other)
    #expect(EventKind.classify(system: "mmtrace", name: "handle_mm_fault", fieldNames: ["mm"]) == .other)
  }

  @Test func shortNames() {
    let entries: [String: EventKind] = [
      "w_cr_b": .clearRefsWrite, "w_crp_b": .clearRefsPteRange, "w_g_b": .tlbGatherMmu,
      "w_g_f": .tlbFinishMmu, "w_cp_b": .changeProtection, "w_uw_b": .uffdWpRange, "w_fk_b": .copyPageRange,
      "t_fl_b": .flushTlbMmRange, "t_rx_b": .flushTlbFunc, "f_wp_b": .doWpPage, "f_cp_b": .wpPageCopy,
      "f_cf_b": .ptepClearFlush, "s_cr3": .switchMmIrqsOff, "s_lazy": .enterLazyTlb,
      "w_ub_b": .archTlbbatchFlush, "w_nb_b": .changeProtNuma,
    ]
    for (name, kind) in entries { #expect(entry(name, "mmt") == kind, "\(name)") }
    let exits: [String: EventKind] = [
      "w_cr_e": .clearRefsWriteReturn, "w_crp_e": .clearRefsPteRangeReturn, "w_g_e": .tlbFinishMmuReturn,
      "w_cp_e": .changeProtectionReturn, "w_fk_e": .copyPageRangeReturn, "t_fl_e": .flushTlbMmRangeReturn,
      "t_rx_e": .flushTlbFuncReturn, "f_wp_e": .doWpPageReturn, "f_cf_e": .ptepClearFlushReturn,
      "w_ub_e": .archTlbbatchFlushReturn,
    ]
    for (name, kind) in exits { #expect(exit(name) == kind, "\(name)") }
  }

  @Test func namesThatChangedWithTheKernel() {
    #expect(entry("flush_tlb_func_remote") == .flushTlbFunc)
    #expect(entry("mwriteprotect_range") == .uffdWpRange)
    #expect(EventKind.flushTlbFunc.role == "flush_tlb_func")
    #expect(EventKind.uffdWpRangeReturn.role == "uffd_wp_range_ret")
  }

  @Test func tracepointsByGroupAndName() {
    let kind = { EventKind.classify(system: $0, name: $1, fieldNames: ["reason", "pages"]) }
    #expect(kind("tlb", "tlb_flush") == .tlbFlush)
    #expect(kind(nil, "tlb_flush") == .tlbFlush)
    #expect(kind("other", "tlb_flush") == .other)
    #expect(kind("sched", "sched_waking") == .other)
    #expect(kind("ftrace", "print") == .print)
  }

  @Test func everyKindHasARoleOfItsOwn() {
    let roles = EventKind.allCases.filter { $0 != .other }.map(\.role)
    #expect(!roles.contains(""))
    #expect(Set(roles).count == roles.count)
    #expect(EventKind.other.role == "")
    #expect(EventKind.allCases.allSatisfy { $0.argumentNames.count <= 6 })
  }
}
