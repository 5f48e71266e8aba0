/// What a recording is for: the more questions, the more it costs.
public enum ProbeSet: String, Sendable, CaseIterable {
  /// Everything a verdict rests on, faults too.
  case race
  /// Locks and what is done under them; no probe inside a fault.
  case locks
  /// Who flushes, and which CPUs carry it out; no probe inside a fault.
  case flushes
}

/// A kernel function to probe, and what is worth knowing there.
///
/// The arguments are written once, in the kernel's names, and rendered for what a kernel has: registers
/// with offsets (from its BTF, or from a table of known layouts) or names that the kernel resolves.
public struct CatalogueEntry: Sendable {
  /// The function, and the probe's name: mmtrace reads it by that name.
  public let function: String
  /// `NAME=EXPRESSION[|EXPRESSION]...[:TYPE]`; the first expression that this kernel has is taken, and an
  /// argument without one is left out.
  public let entry: [String]
  /// What the return probe takes; nil when there is no need of one.
  public let exit: [String]?
  /// Taken by the return probe where a kernel can still see arguments there; else left out.
  public let exitExtra: [String]
  /// Calls that may be under way at once: each waits in a return probe's instance.
  public let underWay: Int
  /// Whether it runs in an interrupt, where a kprobe misses it when it interrupts another kprobe.
  public let isInterrupt: Bool
  /// The sets besides `race` that it belongs to.
  public let sets: [ProbeSet]

  init(
    _ function: String, _ entry: [String], exit: [String]? = nil, exitExtra: [String] = [],
    underWay: Int = 256,
    isInterrupt: Bool = false, _ sets: [ProbeSet] = []
  ) {
    self.function = function
    self.entry = entry
    self.exit = exit
    self.exitExtra = exitExtra
    self.underWay = underWay
    self.isInterrupt = isInterrupt
    self.sets = sets
  }

  /// Every function, in the order in which a thread meets them.
  public static let all: [CatalogueEntry] = [
    .init("clear_refs_write", ["type=u*buf:u8"], exit: ["ret=$retval:s64"], [.locks, .flushes]),
    .init("clear_refs_pte_range", ["start=addr", "end", "mm=walk->mm"], exit: [], [.locks]),
    .init("tlb_gather_mmu", ["tlb", "mm"], [.locks, .flushes]),
    .init(
      "tlb_finish_mmu", ["tlb", "mm=tlb->mm", "start=start|tlb->start", "end=end|tlb->end"], exit: [],
      [.locks, .flushes]),
    .init(
      "change_protection", ["tlb", "mm=vma->vm_mm", "start", "end", "cp_flags"],
      exit: ["pages=$retval:s64"], underWay: 1024, [.locks]),
    .init(
      "uffd_wp_range", ["mm=dst_mm|dst_vma->vm_mm", "start", "len", "enable_wp:u8"],
      exit: ["ret=$retval:s32"], [.locks]),
    .init(
      "copy_page_range",
      [
        "mm=src_vma->vm_mm", "child_mm=dst_vma->vm_mm", "start=src_vma->vm_start", "end=src_vma->vm_end",
      ], exit: ["ret=$retval:s32"], underWay: 1024, [.locks]),
    .init(
      "flush_tlb_mm_range", ["mm", "start", "end", "stride_shift:u32", "freed_tables:u8"], exit: [],
      [.locks, .flushes]),
    .init(
      "flush_tlb_func", flushInfo + ["initiating_cpu=info->initiating_cpu:u32"], exit: [], isInterrupt: true,
      [.flushes]),
    // Its name until 5.11.
    .init("flush_tlb_func_remote", flushInfo, exit: [], isInterrupt: true, [.flushes]),
    .init(
      "handle_mm_fault",
      [
        "mm=vma->vm_mm", "vm_start=vma->vm_start", "vm_end=vma->vm_end", "vm_flags=vma->vm_flags", "address",
        "flags:x32",
      ], exit: ["ret=$retval:x32"], underWay: 4096),
    // The entry as it was and as it became: soft-dirty, uffd-wp, dirty, and whether the frame is another.
    .init(
      "do_wp_page",
      ["mm=vmf->vma->vm_mm", "address=vmf->address", "flags=vmf->flags:x32", "opte=vmf->orig_pte"],
      exit: ["ret=$retval:x32"], exitExtra: ["npte=*vmf->pte"], underWay: 1024),
    .init("wp_page_copy", ["address=vmf->address"]),
    .init("ptep_clear_flush", ["mm=vma->vm_mm", "address"], exit: []),
    .init("switch_mm_irqs_off", ["next"], [.flushes]),
  ]

  private static let flushInfo = [
    "info", "mm=info->mm", "start=info->start", "end=info->end", "new_tlb_gen=info->new_tlb_gen:u64",
  ]

  /// What a variable or member of that name points to, wherever it occurs in an expression.
  static let pointees = [
    "vma": "vm_area_struct", "src_vma": "vm_area_struct", "dst_vma": "vm_area_struct", "vmf": "vm_fault",
    "walk": "mm_walk", "tlb": "mmu_gather", "info": "flush_tlb_info",
  ]

  /// Parameters that the kernel declares as `void *`: it cannot follow their members by name.
  static let untyped: Set<String> = ["info"]

  /// Events of the kernel itself that each set needs, as `system:event`, or a whole system.
  public static func tracepoints(_ set: ProbeSet) -> [String] {
    let tasks = [
      "sched:sched_switch", "sched:sched_process_fork", "sched:sched_process_exec",
      "sched:sched_process_exit",
    ]
    switch set {
    case .race: return ["mmap_lock", "exceptions", "tlb"] + tasks
    case .locks: return ["mmap_lock"] + tasks
    case .flushes: return ["tlb"] + tasks
    }
  }
}
