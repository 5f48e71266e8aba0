/// What a kind of event is read from: an entry of the catalogue.
struct EventDescription: Sendable {
  /// An argument, by the fields of an event or the words of a line that it is taken from.
  struct Argument: Sendable {
    /// Names of its field, the usual one first.
    let fields: [String]
    let isNeeded: Bool
    let isUsual: Bool
    let isSigned: Bool
    let isOptional: Bool
    /// The name under which lines of text have it, where that is another.
    let printed: String?
  }

  /// The canonical name, as in `event_kind.role`.
  let role: String
  let arguments: [Argument]
  /// Field of the text argument.
  let text: String?

  /// Arguments without which an event says nothing: bit i for argument i.
  ///
  /// A probe that was set without them, or a text without that column, did not record the event: an end of 0, or
  /// a lock that is not for writing, would be made up. What the pairing asks for before it uses it is not here.
  let essential: UInt8
  /// Arguments that a line of text has when others of its kind have them; one that lacks them was cut off.
  let usual: UInt8
  /// Arguments that a line may lack beside others that have them.
  let optional: UInt8

  init(role: String, arguments: [Argument], text: String?) {
    self.role = role
    self.arguments = arguments
    self.text = text
    func bits(_ has: (Argument) -> Bool) -> UInt8 {
      arguments.indices.reduce(0) { has(arguments[$1]) ? $0 | 1 << UInt8($1) : $0 }
    }
    essential = bits(\.isNeeded)
    usual = bits(\.isUsual)
    optional = bits(\.isOptional)
  }
}

/// A kernel function that probes sit on, and what its probes are read as.
struct ProbedFunction: Sendable {
  /// Names of the function in different kernels; the first is the one that roles are called after.
  let names: [String]
  /// Kind of a probe on its entry.
  let entry: EventKind
  /// Kind of a probe on its return, nil when that says nothing.
  let exit: EventKind?
  /// Short event names that mean its entry and its return.
  let entryAlias: String?
  let exitAlias: String?
}

/// A tracepoint of the kernel and what it is read as.
struct Tracepoint: Sendable {
  let system: String
  let name: String
  let kind: EventKind
}

/// What tells a path that takes permission from others.
struct PathSign {
  /// At whose entry its window begins, and from whose return on it may close.
  let entry: EventKind
  let exit: EventKind
  /// Bit of cp_flags that says so.
  let flag: UInt64?
  /// Where flags are not recorded: the call around it, and that call's argument.
  let within: KernelFunction?
  let argument: Int64?
  /// Whether it flushes under page table locks that its function takes and drops.
  let isUnderPTL: Bool
  /// Whether the function around may change entries after it, so that its flush is none of that function's.
  let divides: Bool
  /// Whether its function is called inside of those of other paths.
  let isNested: Bool
}
