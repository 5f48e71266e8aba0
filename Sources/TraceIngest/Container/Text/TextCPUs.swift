/// The CPUs of a text: which have lines, and which should.
struct TextCPUs {
  /// Whether some lines do not say their CPU.
  private(set) var areLacking = false
  /// The highest that has a line, -1 for none.
  private(set) var highest: Int32 = -1
  /// The highest that an event speaks of.
  private var mentioned: Int32 = -1
  /// Those with a line, and those of which the text says that there is nothing.
  private var known: Set<Int32> = []
  private var latest: Int32 = -1
  private var hasSwitches = false

  /// No kernel has more.
  private static let limit: Int32 = 1 << 14

  /// Notes the event of a line.
  mutating func note(_ event: borrowing Event) {
    if event.cpu < 0 { areLacking = true }
    if event.cpu != latest {
      latest = event.cpu
      known.insert(event.cpu)
      highest = max(highest, event.cpu)
    }
    switch event.kind {
    case .schedSwitch: hasSwitches = true
    case .flushTlbFunc:
      if let initiator = event.optional(5), initiator < UInt64(Self.limit) {
        mentioned = max(mentioned, Int32(initiator))
      }
    default: break
    }
  }

  /// Notes that the text says that there is nothing of a CPU.
  mutating func noteEmpty(_ cpu: Int32) { known.insert(cpu) }

  /// CPUs without a single event although each thread's coming and going was recorded: their lines were left
  /// out.
  ///
  /// - Parameter recorded: CPUs of the recorded machine, if the text says how many.
  /// - Returns: their numbers.
  func absent(recorded: Int) -> [Int32] {
    guard hasSwitches, !areLacking else { return [] }
    let count = max(Int32(clamping: recorded), highest + 1, mentioned + 1)
    return (0..<min(count, Self.limit)).filter { !known.contains($0) }
  }
}
