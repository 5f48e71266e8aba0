public import TraceQuery

/// A finding as people draw it into a commit message: who did what in which order, without times.
public enum DiagramText {
  /// Draws the gravest finding; empty when there is none.
  public static func render(_ findings: ReportFindings, _ options: ReportOptions = ReportOptions()) -> String
  {
    let report = Report(findings, options)
    guard let block = report.blocks.first, let interleaving = block.interleaving else { return "" }
    return Layout.document(lines(interleaving, block.finding))
  }

  private static func lines(_ interleaving: Interleaving, _ finding: Finding) -> [String] {
    let lanes = interleaving.lanes
    guard lanes.count <= InterleavingText.mostColumns else {
      return interleaving.steps.flatMap { step in
        actions(step.event, finding).map { "  CPU \(step.event.at.cpu): \($0)" }
      }
    }
    // The last column has no width of its own: it may reach the limit.
    let heads = lanes.map { "CPU \($0.cpu) (\(role($0, finding)))" }
    let width = max(22, heads.dropLast().map(\.count).max() ?? 0)
    var lines = [
      row(heads, width), row(heads.map { String(repeating: "-", count: max(18, $0.count)) }, width),
    ]
    for step in interleaving.steps {
      for action in actions(step.event, finding) {
        lines.append(row(lanes.indices.map { $0 == step.lane ? action : "" }, width))
      }
      guard step.event.role == "ptep_clear_flush", let runner = finding.runners.first else { continue }
      for remark in ["// a stale TLB entry", "// may still write", "// the old page"] {
        lines.append(row(lanes.map { $0.cpu == runner.cpu ? remark : "" }, width))
      }
    }
    return lines
  }

  private static func row(_ cells: [String], _ width: Int) -> String {
    Layout.trimmed("  " + cells.map { Layout.padded($0, width) }.joined(separator: "  "))
  }

  /// What the CPU is there for.
  private static func role(_ lane: Interleaving.Lane, _ finding: Finding) -> String {
    if let call = finding.window?.call, lane.cpu == call.entered.cpu { return call.path }
    if lane.cpu == finding.fault?.handled?.cpu { return "write fault" }
    if lane.cpu == finding.load?.flush.entered.cpu { return "flush" }
    return lane.cpu == finding.load?.loaded.cpu ? "switch" : "same mm"
  }

  private static func decides(_ finding: Finding) -> DecidingEvents {
    KnownClasses.text(finding.raceClass.name).decides
  }

  private static func actions(_ event: ObservedEvent, _ finding: Finding) -> [String] {
    switch event.role {
    case "page_fault_user", "page_fault_kernel": return ["// write fault"]
    case "handle_mm_fault":
      return finding.fault?.entered == nil ? ["// fault, no exception"] : []
    case "do_wp_page": return ["do_wp_page()"]
    case "ptep_clear_flush": return ["  ptep_clear_flush()", "  // page copied"]
    case "mmap_lock_acquire_returned":
      if event.details.contains("for writing") { return ["mmap_write_lock()"] }
      return event.details.contains("for reading") ? ["mmap_read_lock()"] : ["mmap_write_downgrade()"]
    case "mmap_lock_released":
      let isWrite = event.fields.contains { field in
        if case .text("true") = field.value { return field.name == "write" }
        return false
      }
      return [isWrite ? "mmap_write_unlock()" : "mmap_read_unlock()"]
    case "flush_tlb_mm_range":
      let isNested =
        event.thread == finding.fault?.thread && event.at.ts > finding.fault?.clearFlush?.ts ?? .max
      return [isNested ? "    flush_tlb_mm_range()" : "flush_tlb_mm_range()"]
    case "flush_tlb_mm_range_ret" where finding.fault == nil || !decides(finding).contains(.fault):
      return ["// flushed"]
    case "handle_mm_fault_ret" where !decides(finding).contains(.copy):
      return ["// fault served"]
    case "sched_switch": return ["// switched in"]
    case "print", "wp_page_copy", "flush_tlb_func", "tlb_flush": return []
    default:
      guard !event.isReturn else { return [] }
      let call = finding.window?.call
      guard event.role == call?.function, !finding.raceClass.restsOnLock, let mode = call?.lockMode else {
        return ["\(event.function)()"]
      }
      return ["\(event.function)()", "  // mmap_lock: \(mode)"]
    }
  }
}
