import Testing

/// What the judge takes for granted: with each axiom it is right, without it there is a counterexample.
@Suite struct AxiomTests {
  @Test(arguments: Axiom.all.indices)
  func eachAxiomIsNeeded(_ index: Int) throws {
    let axiom = Axiom.all[index]
    let isRight = try wrong(axiom, axiom.kept, recording: { Axiom.recorded($0) }).isEmpty
    #expect(isRight, "\(axiom.words): the judge is wrong with it")
    let wrong = try wrong(axiom, axiom.dropped, recording: axiom.recording)
    let (smallest, execution) = try #require(wrong.first, "\(axiom.words): the judge is right without it")
    if axiom.mistake != .underrated {
      let verdict = try JudgedRecordings([Self.tested.get(), (axiom.dropped.program, smallest)]).notJudged()
        .first
      #expect(
        verdict == (axiom.mistake == .missed ? "verdict: no race seen" : "verdict: race"), "\(axiom.words)")
    }
    let told = Self.drawing(axiom, execution)
    print("\(axiom.words): \(wrong.count) recordings judged wrong\n\(told)")
    let isTold = try ModelTests.documentation.contains(told)
    #expect(isTold, "docs/model.md has another counterexample of: \(axiom.words)")
  }

  /// The recordings of `known` that are judged wrong, the smallest first, each with the first execution that tells why.
  private func wrong(
    _ axiom: Axiom, _ known: Protocol, recording: ([UInt16]) -> [UInt16]
  ) throws -> [(recording: [UInt16], execution: [UInt16])] {
    struct Found {
      var executions = Executions()
      var example: [UInt16]?
    }
    var program = known.program
    program.notes = true
    // Executions that differ only in what is not recorded are one recording.
    var found: [[UInt16]: Found] = [:]
    for (signals, executions) in Search(program).recordings {
      var one = found[recording(signals)] ?? Found()
      one.executions.count += executions.count
      one.executions.lossy += executions.lossy
      if axiom.mistake == .accused || executions.lossy > 0,
        one.example.map({ signals.lexicographicallyPrecedes($0) }) ?? true
      {
        one.example = signals
      }
      found[recording(signals)] = one
    }
    let all = found.sorted {
      $0.key.count == $1.key.count ? $0.key.lexicographicallyPrecedes($1.key) : $0.key.count < $1.key.count
    }
    let judgements = try JudgedRecordings(all.map { (known.program, $0.key) }).judge()
    return zip(all, judgements).filter { axiom.isWrong($0.1, $0.0.value.executions, known) }
      .map { ($0.0.key, $0.0.value.example ?? []) }
  }

  /// A right call and a fault that waited for its flush, without which no verdict is clean.
  private static let tested = Result { () throws -> (program: Program, signals: [UInt16]) in
    let known = try #require(Protocol.all.first)
    let found = Search(known.program).recordings.keys.sorted { $0.lexicographicallyPrecedes($1) }
    let judgements = try JudgedRecordings(found.map { (known.program, $0) }).judge()
    let waiting = try #require(zip(found, judgements).first { $0.1.has("blocked") }?.0)
    return (known.program, waiting)
  }

  /// An execution in one column per CPU; in parentheses what is not recorded.
  private static func drawing(_ axiom: Axiom, _ execution: [UInt16]) -> String {
    let isShown = axiom.shown(execution)
    let hidden = Set(zip(execution, isShown).filter { !$0.1 }.map(\.0))
    return axiom.inOrderOfTimes(execution).compactMap { bits in
      let signal = Signal(bits: bits)
      guard let name = signal.kind.told else { return nil }
      let isRecorded = signal.kind.isRecorded && !hidden.contains(bits)
      return String(repeating: " ", count: 4 + 27 * signal.thread) + (isRecorded ? name : "(\(name))")
    }.joined(separator: "\n")
  }
}

extension Signal.Kind {
  /// What a drawing says of it, nil for what would only make it longer.
  fileprivate var told: String? {
    switch self {
    case .pteRange: "clear_refs_pte_range"
    case .pteRangeReturn: "clear_refs_pte_range_ret"
    case .changeProtection: "change_protection"
    case .changeProtectionReturn: "change_protection_ret"
    case .copyPageRange: "copy_page_range"
    case .copyPageRangeReturn: "copy_page_range_ret"
    case .pagemapScan: "pagemap_scan_pmd_entry"
    case .pagemapScanReturn: "pagemap_scan_pmd_entry_ret"
    case .flush: "flush_tlb_mm_range"
    case .flushReturn: "flush_tlb_mm_range_ret"
    case .receipt: "flush_tlb_func"
    case .pageFault: "page_fault_user"
    case .wpPage: "do_wp_page"
    case .clearFlush: "ptep_clear_flush"
    case .clearFlushReturn: "ptep_clear_flush_ret"
    case .stores, .protects, .copies: "\(self)"
    case .looksAhead: "loads the old entry"
    default: nil
    }
  }
}
