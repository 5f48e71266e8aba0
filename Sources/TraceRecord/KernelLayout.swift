/// Where a kernel keeps what the catalogue asks for.
public struct KernelLayout: Sendable, Equatable {
  /// Names of parameters, in order, by function.
  public var parameters: [String: [String]]
  /// Offsets in bytes, by `STRUCT.MEMBER`.
  public var offsets: [String: Int]
  /// Where this was learnt, for messages.
  public var source: String

  /// A layout.
  public init(parameters: [String: [String]], offsets: [String: Int], source: String) {
    self.parameters = parameters
    self.offsets = offsets
    self.source = source
  }

  /// Members that the catalogue asks for, as `STRUCT.MEMBER`.
  static let wantedMembers: Set<String> = {
    var wanted: Set<String> = []
    for entry in CatalogueEntry.all {
      for argument in (entry.entry + entry.exitExtra).map(ProbeArgument.init) {
        for expression in argument.expressions { wanted.formUnion(expression.members) }
      }
    }
    return wanted
  }()

  /// The layout of a usual distribution build that has these symbols; nil when none is known.
  ///
  /// Symbols tell generations apart: the maple tree moved `vm_mm` (6.1), per-VMA locks came after
  /// `change_protection` lost a parameter (6.3, 6.4).
  public static func known(symbols: Set<String>) -> KernelLayout? {
    if symbols.contains("lock_vma_under_rcu") { return linux6_12 }
    if symbols.contains("mas_find") { return linux6_1 }
    return symbols.contains("flush_tlb_func_remote") ? linux5_10 : nil
  }

  /// Symbols that `known` looks at.
  public static let tellingSymbols: Set<String> = ["lock_vma_under_rcu", "mas_find", "flush_tlb_func_remote"]

  /// Debian's 5.10, x86-64.
  public static let linux5_10 = KernelLayout(
    parameters: common.merging([
      "tlb_gather_mmu": ["tlb", "mm", "start", "end"], "tlb_finish_mmu": ["tlb", "start", "end"],
      "change_protection": ["vma", "start", "end", "newprot", "cp_flags"],
      "flush_tlb_func_remote": ["info"],
    ]) { $1 },
    offsets: offsets.merging([
      "vm_area_struct.vm_mm": 64, "vm_area_struct.vm_flags": 80, "vm_fault.flags": 8, "vm_fault.orig_pte": 48,
      "vm_fault.pte": 72,
    ]) { $1 }, source: "the layout of 5.10")

  /// Debian's 6.1, x86-64.
  public static let linux6_1 = KernelLayout(
    parameters: common.merging([
      "change_protection": ["tlb", "vma", "start", "end", "newprot", "cp_flags"],
      "uffd_wp_range": ["dst_mm", "vma", "start", "len", "enable_wp"], "flush_tlb_func": ["info"],
    ]) { $1 }, offsets: offsets, source: "the layout of 6.1")

  /// Debian's 6.12, x86-64.
  public static let linux6_12 = KernelLayout(
    parameters: common.merging([
      "change_protection": ["tlb", "vma", "start", "end", "cp_flags"],
      "uffd_wp_range": ["dst_vma", "start", "len", "enable_wp"], "flush_tlb_func": ["info"],
    ]) { $1 }, offsets: offsets, source: "the layout of 6.12")

  private static let common: [String: [String]] = [
    "clear_refs_write": ["file", "buf", "count", "ppos"],
    "clear_refs_pte_range": ["pmd", "addr", "end", "walk"],
    "tlb_gather_mmu": ["tlb", "mm"], "tlb_finish_mmu": ["tlb"],
    "copy_page_range": ["dst_vma", "src_vma"],
    "flush_tlb_mm_range": ["mm", "start", "end", "stride_shift", "freed_tables"],
    "handle_mm_fault": ["vma", "address", "flags", "regs"], "do_wp_page": ["vmf"], "wp_page_copy": ["vmf"],
    "ptep_clear_flush": ["vma", "address", "ptep"], "switch_mm_irqs_off": ["prev", "next", "tsk"],
  ]

  private static let offsets: [String: Int] = [
    "vm_area_struct.vm_start": 0, "vm_area_struct.vm_end": 8, "vm_area_struct.vm_mm": 16,
    "vm_area_struct.vm_flags": 32, "vm_fault.vma": 0, "vm_fault.address": 24, "vm_fault.flags": 40,
    "vm_fault.orig_pte": 64, "vm_fault.pte": 88, "mm_walk.mm": 8, "mmu_gather.mm": 0, "mmu_gather.start": 16,
    "mmu_gather.end": 24, "flush_tlb_info.mm": 0, "flush_tlb_info.start": 8, "flush_tlb_info.end": 16,
    "flush_tlb_info.new_tlb_gen": 24, "flush_tlb_info.initiating_cpu": 32,
  ]
}
