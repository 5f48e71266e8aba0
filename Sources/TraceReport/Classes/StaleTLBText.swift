import TraceQuery

/// A CPU loaded an mm during its flush and kept old entries.
enum StaleTLBText: ClassText {
  static let name = "stale_tlb"
  static let kind = "stale-tlb"
  static let meaning = "a CPU loads an mm during its flush and keeps old entries"
  static let counterpart = "switch_mm_irqs_off"
  static let decides: DecidingEvents = [.race]

  static func prose(_ told: ToldFinding) -> String {
    guard let load = told.finding.load else { return "" }
    return """
      \(ToldFinding.name(load.thread, cpu: load.loaded.cpu)) loaded an mm \
      \(told.since(load.loaded.ts, load.flush.entered.ts)) after \
      \(ToldFinding.name(load.flush.thread, cpu: load.flush.entered.cpu)) had begun to flush it, kept its old TLB \
      entries, and took no part in that flush. It may have gone on to use entries that the flush was for.
      """
  }

  static func strength(_ told: ToldFinding) -> String { ", from the order of events alone." }

  static func notShown(_ told: ToldFinding) -> [String] {
    guard let load = told.finding.load else { return [] }
    return [
      "Which TLB entries CPU \(load.loaded.cpu) held, and whether it used one.",
      "Whether a hypervisor flushed that CPU: KVM can while a vCPU does not run, without an event in the guest.",
    ]
  }

  static func ruledOut(_ told: ToldFinding) -> [String] {
    guard let load = told.finding.load else { return [] }
    return [
      "A flush sent to CPU \(load.loaded.cpu): it carried none out for this request.",
      load.lastFlush.map { "A flush at the switch: the CPU's last flush of the mm was at \(told.at($0))." }
        ?? "A flush at the switch: none of the mm was seen on that CPU before.",
    ]
  }
}
