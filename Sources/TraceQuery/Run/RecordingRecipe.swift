internal import TraceRecord

/// How to record an event that a query needs.
public struct RecordingRecipe: Sendable, Equatable {
  /// What the event is read as, `event_kind.role`.
  public let role: String
  /// `system:event` of a tracepoint of the kernel; nil for a probe.
  public let tracepoint: String?
  /// Line for `/sys/kernel/tracing/dynamic_events`, with argument names as in Linux 6.12; nil for a tracepoint.
  public let probe: String?

  /// Role of stacks: no event to enable, the kernel writes them behind others when it is asked to.
  private static let stack = "kernel_stack"
  /// Whether it is stacks, which `mmtrace record --stacks` and `trace-cmd record -T` ask for.
  public var isStack: Bool { role == Self.stack }

  /// The recipe for a role, as the catalogue has it; with neither tracepoint nor probe for a role that it lacks.
  public static func recipe(_ role: String) -> RecordingRecipe {
    guard role != stack else { return RecordingRecipe(role: role, tracepoint: nil, probe: nil) }
    return switch RoleRecipe(role) {
    case .tracepoint(let name): RecordingRecipe(role: role, tracepoint: name, probe: nil)
    case .probe(let line): RecordingRecipe(role: role, tracepoint: nil, probe: line)
    case nil: RecordingRecipe(role: role, tracepoint: nil, probe: nil)
    }
  }

  /// Options of `mmtrace record` that record all of them, none where it does so by itself; nil when nothing does.
  static func options(_ recipes: [RecordingRecipe]) -> [String]? {
    let roles = recipes.filter { !$0.isStack }.map(\.role)
    guard let set = ProbeSet.recording(roles) else { return nil }
    return (set == .race ? [] : ["--set \(set.rawValue)"]) + (roles.count < recipes.count ? ["--stacks"] : [])
  }

  /// Lines that tell the user what to type to record all of them.
  static func hints(_ recipes: [RecordingRecipe]) -> [String] {
    var hints = recipes.compactMap(\.probe).map { "echo '\($0)' >> /sys/kernel/tracing/dynamic_events" }
    var events = recipes.compactMap(\.tracepoint)
    if !hints.isEmpty { events.append("mmtrace") }
    let words = (recipes.contains(where: \.isStack) ? ["-T"] : []) + events.map { "-e \($0)" }
    hints.append("trace-cmd record -C mono_raw \(words.joined(separator: " ")) COMMAND")
    return hints
  }
}
