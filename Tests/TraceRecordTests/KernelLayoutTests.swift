import Testing
import TraceRecord

/// Layouts from type information and from symbols.
@Suite struct KernelLayoutTests {
  /// A BTF file with `struct vm_fault { const struct { void *vma; long address; }; long flags; }`,
  /// `struct vm_area_struct { const unsigned long vm_flags:8; }` and `void do_wp_page(struct vm_fault *vmf)`.
  private static let btf: [UInt8] = {
    var strings: [UInt8] = [0]
    func name(_ text: String) -> UInt32 {
      strings += Array(text.utf8) + [0]
      return UInt32(strings.count - text.utf8.count - 1)
    }
    var types: [UInt8] = []
    func add(_ words: UInt32...) {
      for word in words { types += (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
    }
    let (structure, constant, function, prototype) = (
      UInt32(4 << 24), UInt32(10 << 24), UInt32(12 << 24), UInt32(13 << 24)
    )
    add(name("long"), 1 << 24, 8, 64)  // 1
    add(0, structure | 2, 16, name("vma"), 1, 0, name("address"), 1, 64)  // 2, nameless
    add(0, constant, 2)  // 3
    add(name("vm_fault"), structure | 2, 24, 0, 3, 0, name("flags"), 1, 128)  // 4
    add(name("vm_area_struct"), structure | 1 | 1 << 31, 8, name("vm_flags"), 1, 8 << 24 | 32)  // 5
    add(0, prototype | 1, 0, name("vmf"), 1)  // 6
    add(name("do_wp_page"), function, 6)  // 7
    var bytes: [UInt8] = [0x9f, 0xeb, 1, 0]
    for word in [24, 0, types.count, types.count, strings.count] {
      bytes += (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
    }
    return bytes + types + strings
  }()

  @Test func readsTypeInformation() throws {
    let layout = try #require(KernelLayout(btf: Self.btf))
    #expect(layout.parameters == ["do_wp_page": ["vmf"]])
    #expect(
      layout.offsets == [
        "vm_fault.vma": 0, "vm_fault.address": 8, "vm_fault.flags": 16, "vm_area_struct.vm_flags": 4,
      ])
  }

  @Test func damagedTypeInformationIsNone() {
    for count in 0..<Self.btf.count { #expect(KernelLayout(btf: Array(Self.btf.prefix(count))) == nil) }
    var wrong = Self.btf
    wrong[24 + 7] = 0x1f  // no such kind
    #expect(KernelLayout(btf: wrong) == nil)
  }

  @Test func symbolsTellGenerations() {
    #expect(KernelLayout.known(symbols: ["lock_vma_under_rcu", "mas_find"]) == KernelLayout.of("6.12"))
    #expect(KernelLayout.known(symbols: ["mas_find"]) == KernelLayout.of("6.1"))
    #expect(KernelLayout.known(symbols: ["flush_tlb_func_remote"]) == KernelLayout.of("5.10"))
    #expect(KernelLayout.known(symbols: []) == nil)
  }

  @Test func symbolListsOfBothKinds() {
    var facts = KernelFacts()
    facts.read(symbolList: Array("do_wp_page\nhandle_mm_fault [mod]\nxdo_wp_page2".utf8))
    #expect(facts.symbols == ["do_wp_page", "handle_mm_fault"])
    facts.read(
      symbolList: Array("ffffffff819abad0 T mas_find\nffffffff819abad0 t ptep_clear_flush\t[m]".utf8))
    #expect(facts.symbols == ["do_wp_page", "handle_mm_fault", "mas_find", "ptep_clear_flush"])
  }
}
