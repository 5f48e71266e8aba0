/// A kernel function that probes sit on, and what its probes are read as.
struct ProbedFunction: Sendable {
  /// Names of the function in different kernels; the first is the one that roles are called after.
  let names: [String]
  /// Kind of a probe on its entry.
  let entry: EventKind
  /// Kind of a probe on its return, nil when that says nothing.
  let exit: EventKind?
  /// Short event names that mean its entry and its return.
  let aliases: (entry: String?, exit: String?)
  /// Argument i of `entry` is a field of one of these names.
  let arguments: [[String]]
  /// Argument i of `exit`, likewise.
  let results: [[String]]

  private init(
    _ names: String..., entry: EventKind, exit: EventKind? = nil, alias: String? = nil,
    exitAlias: String? = nil, _ arguments: [[String]] = [], results: [[String]] = []
  ) {
    self.names = names
    self.entry = entry
    self.exit = exit
    self.aliases = (alias, exitAlias)
    self.arguments = arguments
    self.results = results
  }

  private static let mm = ["mm"]
  private static let address = ["address", "addr"]
  private static let start = ["start", "addr", "s"]
  private static let end = ["end", "e"]
  private static let lock = ["lk"]
  private static let result = [["ret"]]

  /// The table, with arguments in the order of the comments in `EventKind`.
  static let all: [ProbedFunction] = [
    .init(
      "handle_mm_fault", entry: .handleMmFault, exit: .handleMmFaultReturn, alias: "f_h_b",
      exitAlias: "f_h_e",
      [mm, address, ["flags"], ["vm_start", "vs"], ["vm_end", "ve"], ["vm_flags", "vf"]], results: result),
    .init(
      "do_wp_page", entry: .doWpPage, exit: .doWpPageReturn, alias: "f_wp_b", exitAlias: "f_wp_e",
      [mm, address, ["flags"]], results: result),
    .init("wp_page_copy", entry: .wpPageCopy, alias: "f_cp_b", [address]),
    .init(
      "ptep_clear_flush", entry: .ptepClearFlush, exit: .ptepClearFlushReturn, alias: "f_cf_b",
      exitAlias: "f_cf_e", [mm, address]),
    .init(
      "clear_refs_write", entry: .clearRefsWrite, exit: .clearRefsWriteReturn, alias: "w_cr_b",
      exitAlias: "w_cr_e", [["type"]], results: result),
    .init(
      "clear_refs_pte_range", entry: .clearRefsPteRange, exit: .clearRefsPteRangeReturn, alias: "w_crp_b",
      exitAlias: "w_crp_e", [mm, start, end, lock]),
    .init(
      "change_protection", entry: .changeProtection, exit: .changeProtectionReturn, alias: "w_cp_b",
      exitAlias: "w_cp_e", [mm, start, end, lock, ["cp_flags", "cp"], ["tlb"]], results: [["pages"]]),
    .init(
      "copy_page_range", entry: .copyPageRange, exit: .copyPageRangeReturn, alias: "w_fk_b",
      exitAlias: "w_fk_e", [mm, start, end, lock, ["child_mm", "cmm"]], results: result),
    .init(
      "uffd_wp_range", "mwriteprotect_range", entry: .uffdWpRange, exit: .uffdWpRangeReturn, alias: "w_uw_b",
      exitAlias: "w_uw_e", [mm, start, ["len", "length"], ["enable_wp", "wp"]], results: result),
    .init(
      "change_prot_numa", entry: .changeProtNuma, exit: .changeProtNumaReturn, alias: "w_nb_b",
      exitAlias: "w_nb_e", [mm, start, end]),
    .init("tlb_gather_mmu", entry: .tlbGatherMmu, alias: "w_g_b", [["tlb"], mm]),
    .init(
      "tlb_finish_mmu", entry: .tlbFinishMmu, exit: .tlbFinishMmuReturn, alias: "w_g_f", exitAlias: "w_g_e",
      [["tlb"], mm, start, end]),
    .init(
      "flush_tlb_mm_range", entry: .flushTlbMmRange, exit: .flushTlbMmRangeReturn, alias: "t_fl_b",
      exitAlias: "t_fl_e", [mm, start, end, ["stride_shift", "ss"], ["freed_tables", "ft"]]),
    .init(
      "flush_tlb_func", "flush_tlb_func_remote", entry: .flushTlbFunc, exit: .flushTlbFuncReturn,
      alias: "t_rx_b", exitAlias: "t_rx_e",
      [["info"], mm, start, end, ["new_tlb_gen", "gen"], ["initiating_cpu", "icpu"]]),
    .init("switch_mm_irqs_off", entry: .switchMmIrqsOff, alias: "s_cr3", [["next", "mm", "next_mm"]]),
    .init("enter_lazy_tlb", entry: .enterLazyTlb, alias: "s_lazy", [mm]),
    .init(
      "arch_tlbbatch_flush", entry: .archTlbbatchFlush, exit: .archTlbbatchFlushReturn, alias: "w_ub_b",
      exitAlias: "w_ub_e"),
    .init("exit_mmap", entry: .exitMmap, [mm]),
  ]
}

/// A tracepoint of the kernel and what it is read as.
struct Tracepoint: Sendable {
  let system: String
  let name: String
  let kind: EventKind
  /// Argument i is a field of one of these names.
  let arguments: [[String]]
  /// Field of the text argument.
  let text: String?

  /// The table, with arguments in the order of the comments in `EventKind`.
  static let all: [Tracepoint] = [
    .init(
      system: "mmap_lock", name: "mmap_lock_start_locking", kind: .mmapLockStartLocking,
      arguments: [["mm"], ["write"], ["memcg_id"]], text: "memcg_path"),
    .init(
      system: "mmap_lock", name: "mmap_lock_acquire_returned", kind: .mmapLockAcquireReturned,
      arguments: [["mm"], ["write"], ["memcg_id"], ["success"]], text: "memcg_path"),
    .init(
      system: "mmap_lock", name: "mmap_lock_released", kind: .mmapLockReleased,
      arguments: [["mm"], ["write"], ["memcg_id"]], text: "memcg_path"),
    .init(
      system: "tlb", name: "tlb_flush", kind: .tlbFlush, arguments: [["reason"], ["pages"]], text: nil),
    .init(
      system: "exceptions", name: "page_fault_user", kind: .pageFaultUser,
      arguments: [["address"], ["ip"], ["error_code"]], text: nil),
    .init(
      system: "exceptions", name: "page_fault_kernel", kind: .pageFaultKernel,
      arguments: [["address"], ["ip"], ["error_code"]], text: nil),
    .init(
      system: "sched", name: "sched_switch", kind: .schedSwitch,
      arguments: [["prev_pid"], ["next_pid"], ["prev_state"]], text: "next_comm"),
    .init(
      system: "sched", name: "sched_process_fork", kind: .schedProcessFork,
      arguments: [["parent_pid"], ["child_pid"]], text: "child_comm"),
    .init(
      system: "sched", name: "sched_process_exec", kind: .schedProcessExec,
      arguments: [["pid"], ["old_pid"]], text: nil),
    .init(
      system: "sched", name: "sched_process_exit", kind: .schedProcessExit, arguments: [["pid"]],
      text: "comm"),
    .init(system: "ftrace", name: "print", kind: .print, arguments: [], text: "buf"),
    .init(system: "mmap", name: "exit_mmap", kind: .exitMmap, arguments: [["mm"]], text: nil),
  ]
}
