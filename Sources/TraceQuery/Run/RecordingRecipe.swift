/// How to record an event that a query needs.
public struct RecordingRecipe: Sendable, Equatable {
  /// What the event is read as, `event_kind.role`.
  public let role: String
  /// `system:event` of a tracepoint of the kernel; nil for a probe.
  public let tracepoint: String?
  /// Line for `/sys/kernel/tracing/dynamic_events`, with argument names as in Linux 6.12; nil for a tracepoint.
  public let probe: String?

  /// The recipe for a role; a role that is no tracepoint's is a probe's.
  public static func recipe(_ role: String) -> RecordingRecipe {
    if let system = systems[role] {
      return RecordingRecipe(role: role, tracepoint: "\(system):\(role)", probe: nil)
    }
    if role.hasSuffix("_ret") {
      let function = role.dropLast(4)
      let result = results[role].map { " \($0)" } ?? ""
      return RecordingRecipe(role: role, tracepoint: nil, probe: "r:mmtrace/\(role) \(function)\(result)")
    }
    let arguments = arguments[role].map { " \($0)" } ?? ""
    return RecordingRecipe(role: role, tracepoint: nil, probe: "p:mmtrace/\(role) \(role)\(arguments)")
  }

  /// Lines that tell the user what to type to record all of them.
  static func hints(_ recipes: [RecordingRecipe]) -> [String] {
    var hints = recipes.compactMap(\.probe).map { "echo '\($0)' >> /sys/kernel/tracing/dynamic_events" }
    var events = recipes.compactMap(\.tracepoint)
    if !hints.isEmpty { events.append("mmtrace") }
    hints.append("trace-cmd record -C mono_raw \(events.map { "-e \($0)" }.joined(separator: " ")) COMMAND")
    return hints
  }

  private static let systems = [
    "mmap_lock_start_locking": "mmap_lock", "mmap_lock_acquire_returned": "mmap_lock",
    "mmap_lock_released": "mmap_lock", "tlb_flush": "tlb", "page_fault_user": "exceptions",
    "page_fault_kernel": "exceptions", "sched_switch": "sched", "sched_process_fork": "sched",
    "sched_process_exec": "sched", "sched_process_exit": "sched", "print": "ftrace", "exit_mmap": "mmap",
  ]

  private static let arguments = [
    "clear_refs_pte_range": "start=addr end mm=walk->mm",
    "change_protection": "tlb mm=vma->vm_mm start end cp_flags",
    "copy_page_range":
      "mm=src_vma->vm_mm child_mm=dst_vma->vm_mm start=src_vma->vm_start end=src_vma->vm_end",
    "uffd_wp_range": "mm=dst_vma->vm_mm start len enable_wp",
    "change_prot_numa": "mm=vma->vm_mm start=addr end",
    "tlb_gather_mmu": "tlb mm",
    "tlb_finish_mmu": "tlb mm=tlb->mm start=tlb->start end=tlb->end",
    "flush_tlb_mm_range": "mm start end stride_shift freed_tables",
    "flush_tlb_func":
      "info=%di:x64 mm=+0(%di):x64 start=+8(%di):x64 end=+16(%di):x64 new_tlb_gen=+24(%di):u64",
    "handle_mm_fault": "mm=vma->vm_mm address flags=flags:x32 vm_flags=vma->vm_flags",
    "do_wp_page": "mm=vmf->vma->vm_mm address=vmf->address flags=vmf->flags:x32",
    "wp_page_copy": "address=vmf->address",
    "ptep_clear_flush": "mm=vma->vm_mm address",
    "switch_mm_irqs_off": "next",
    "enter_lazy_tlb": "mm",
  ]

  private static let results = [
    "handle_mm_fault_ret": "ret=$retval:x32", "do_wp_page_ret": "ret=$retval:x32",
    "clear_refs_write_ret": "ret=$retval:s64", "change_protection_ret": "pages=$retval:s64",
    "copy_page_range_ret": "ret=$retval:s32", "uffd_wp_range_ret": "ret=$retval:s32",
  ]
}
