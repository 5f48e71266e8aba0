extension EventKind {
  /// Decides what an event is read as, by its names and fields alone.
  ///
  /// A probe is told from a tracepoint by its fields: `__probe_ip` on an entry, `__probe_ret_ip` on a
  /// return (struct kprobe_trace_entry_head and its siblings in the kernel's trace_probe.h). Which group
  /// it was put in does not matter, nor what its author called it, within the usual customs.
  ///
  /// - Parameters:
  ///   - system: the event's group, nil when the recording does not name it (text).
  ///   - name: the event's name.
  ///   - fieldNames: names of its own fields, without the common ones.
  /// - Returns: its kind, `other` when no table is made from it.
  static func classify(system: String?, name: String, fieldNames: [String]) -> EventKind {
    let isEntry = fieldNames.contains("__probe_ip")
    let isReturn = fieldNames.contains("__probe_ret_ip")
    guard isEntry || isReturn else {
      let tracepoint = Tracepoint.all.first { $0.name == name && (system ?? $0.system) == $0.system }
      return tracepoint?.kind ?? .other
    }
    let probe = ProbeName(name)
    // A name that says the opposite of the fields belongs to a probe inside the function.
    guard probe.isReturn == nil || probe.isReturn == isReturn else { return .other }
    for function in ProbedFunction.all {
      let alias = isReturn ? function.exitAlias : function.entryAlias
      guard function.names.contains(probe.function) || alias == name else { continue }
      return (isReturn ? function.exit : function.entry) ?? .other
    }
    return .other
  }

  /// What the catalogue says of it.
  var description: EventDescription { Self.descriptions[Int(rawValue)] }

  /// The canonical name of what it is read as, as in `event_kind.role`; empty for `other`.
  var role: String { description.role }

  /// Names of the field that argument i is taken from, the usual one first.
  var argumentNames: [[String]] { description.arguments.map(\.fields) }

  /// Name of the field that the text is taken from.
  var textName: String? { description.text }
}

/// The name of a probe event, taken apart by the customs of those who name them.
private struct ProbeName {
  /// The function it says it is on.
  var function: String
  /// Whether the name says it is on the return, nil when it does not say.
  var isReturn: Bool?

  init(_ name: String) {
    (function, isReturn) = (name, nil)
    if name.hasPrefix("p_") || name.hasPrefix("r_"), let offset = Self.suffix(name, after: "_") {
      // The kernel's own: [pr]_FUNCTION_OFFSET (trace_kprobe.c). Offset 0 alone is the function's entry.
      guard offset == "0" else { return }
      (function, isReturn) = (String(name.dropFirst(2).dropLast(2)), name.hasPrefix("r_"))
    } else if name.hasSuffix("__return") || name.hasSuffix("__exit") {
      // perf probe's FUNCTION%return, and the kernel's default for fprobes.
      (function, isReturn) = (String(name.dropLast(name.hasSuffix("__exit") ? 6 : 8)), true)
    } else if name.hasSuffix("__entry") {
      (function, isReturn) = (String(name.dropLast(7)), false)
    } else if name.hasSuffix("_ret") {
      (function, isReturn) = (String(name.dropLast(4)), true)
    }
    // Clones the compiler made of the whole function; .part and .cold are pieces of it and do not count.
    for clone in ["_isra_", "_constprop_", ".isra.", ".constprop."] {
      guard let range = Self.range(of: clone, in: function) else { continue }
      function = String(function[..<range])
    }
  }

  private static func suffix(_ name: String, after separator: Character) -> Substring? {
    guard let index = name.lastIndex(of: separator) else { return nil }
    let digits = name[name.index(after: index)...]
    return !digits.isEmpty && digits.allSatisfy(\.isNumber) ? digits : nil
  }

  /// Where `clone` followed by nothing but digits begins.
  private static func range(of clone: String, in name: String) -> String.Index? {
    let digits = name.reversed().prefix { $0.isNumber }.count
    let head = name.dropLast(digits)
    return digits > 0 && head.hasSuffix(clone) ? head.dropLast(clone.count).endIndex : nil
  }
}
