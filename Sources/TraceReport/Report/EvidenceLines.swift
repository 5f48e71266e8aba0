import TraceQuery

/// Events as `trace-cmd report -t` prints them, with labels for addresses.
struct EvidenceLines {
  /// As many as a report shows at most.
  static let most = 12

  /// Recorded names by what an event is read as.
  let names: [String: String]
  let labels: Labels
  let times: Times

  /// The lines of the events that decide most, in the order of time.
  func lines(_ events: [ObservedEvent]) -> [String] {
    let kept = events.filter { $0.weight < ObservedEvent.diagramOnly }.enumerated().sorted {
      ($0.element.weight, $0.offset) < ($1.element.weight, $1.offset)
    }
    .prefix(Self.most).sorted { $0.offset < $1.offset }.map(\.element)
    let width = kept.map { ToldFinding.name($0.thread).count }.max() ?? 0
    return kept.flatMap { line($0, width) }
  }

  private func line(_ event: ObservedEvent, _ width: Int) -> [String] {
    let cpu = String(repeating: "0", count: max(0, 3 - String(event.at.cpu).count)) + String(event.at.cpu)
    let head = """
        \(Layout.padded(ToldFinding.name(event.thread), width)) [\(cpu)] \(times.absolute(event.at.ts)): \
      \(Printable.brief(names[event.role] ?? event.role)):
      """
    // All are of one mm, which the head of the list names.
    let fields = event.fields.filter { $0.name != "mm" || event.fields.count == 1 }.map { name, value in
      let text =
        switch value {
        case .address(let address): labels.address(address)
        case .mm: labels.mmName
        case .text(let text): Printable.brief(text)
        }
      return name.isEmpty ? text : "\(name)=\(text)"
    }
    guard !fields.isEmpty else { return [head] }
    let whole = "\(head) \(fields.joined(separator: " "))"
    if whole.count <= InterleavingText.hardLimit { return [whole] }
    return [head] + Layout.wrap(fields.joined(separator: " "), first: "      ", indent: 6)
  }
}
