import TraceQuery

/// Lays an interleaving out in CPU columns, or as a list when there are too many of them.
struct InterleavingText {
  /// More columns than that cannot be read.
  static let mostColumns = 3
  /// Hard limit of a line.
  static let hardLimit = 75

  let interleaving: Interleaving
  private let width: Int
  private let timeWidth: Int
  private var lines: [String] = []
  /// States that wait for a free place in their column.
  private var waiting: [[String]]
  /// Steps that each column still has.
  private var left: [Int]
  private var hasBegun: [Bool]

  /// The lines.
  static func lines(_ interleaving: Interleaving) -> [String] {
    guard interleaving.lanes.count <= mostColumns else { return list(interleaving) }
    var text = InterleavingText(interleaving)
    text.run()
    return text.lines
  }

  private init(_ interleaving: Interleaving) {
    self.interleaving = interleaving
    let count = interleaving.lanes.count
    width = (62 - 2 * (count - 1)) / max(1, count)
    timeWidth = max(8, interleaving.steps.map { interleaving.time($0).count }.max() ?? 0)
    waiting = interleaving.lanes.map(\.initial)
    left = interleaving.lanes.indices.map { lane in interleaving.steps.count { $0.lane == lane } }
    hasBegun = interleaving.lanes.map { !$0.initial.isEmpty }
  }

  private mutating func run() {
    let lanes = interleaving.lanes
    emit(Layout.right(interleaving.times.unit, timeWidth), lanes.map { "CPU \($0.cpu)" })
    for row in 0..<(lanes.map(\.threads.count).max() ?? 0) {
      emit("", lanes.map { $0.threads.count > row ? ToldFinding.name($0.threads[row]) : "" })
    }
    let rule = lanes.map { _ in String(repeating: "-", count: width) }
    emit(String(repeating: "-", count: timeWidth), rule)
    for step in interleaving.steps { add(step) }
    for lane in waiting.indices { while !waiting[lane].isEmpty { addLine(nil, "", lane) } }
    emit(String(repeating: "-", count: timeWidth), rule)
  }

  private mutating func add(_ step: Interleaving.Step) {
    // What was worked out before this event stands above it.
    while hasBegun[step.lane], !waiting[step.lane].isEmpty { addLine(nil, nil, step.lane) }
    hasBegun[step.lane] = true
    let event = step.event
    addLine(step, event.function, step.lane)
    let details = (event.isReturn ? ["returns"] : []) + event.details
    for detail in details { addLine(nil, "  " + detail, step.lane) }
    waiting[step.lane] = step.states
    left[step.lane] -= 1
  }

  /// A line with `text` in one column; nil there takes a waiting state, as every other column does.
  private mutating func addLine(_ step: Interleaving.Step?, _ text: String?, _ lane: Int) {
    var cells: [String] = []
    for column in interleaving.lanes.indices {
      if column == lane, let text, !text.isEmpty {
        cells.append(text)
      } else if column > 0, cells[column - 1].count > width {
        cells.append("")
      } else if hasBegun[column], !waiting[column].isEmpty {
        cells.append(". " + waiting[column].removeFirst())
      } else {
        cells.append(hasBegun[column] && left[column] > 0 ? "." : "")
      }
    }
    emit(step.map { Layout.right(interleaving.time($0), timeWidth) } ?? "", cells)
  }

  private mutating func emit(_ time: String, _ cells: [String]) {
    var line = Layout.padded(time, timeWidth)
    for (column, cell) in cells.enumerated() {
      line = Layout.padded(line, timeWidth + 2 + column * (width + 2))
      // What is too long for its column still ends before the next one begins.
      if !cell.isEmpty, !line.hasSuffix(" ") { line += " " }
      line += cell
    }
    lines.append(String(Layout.trimmed(line).prefix(Self.hardLimit)))
  }

  /// One event per line with its CPU: for more CPUs than there is room for columns.
  private static func list(_ interleaving: Interleaving) -> [String] {
    let width = max(8, interleaving.steps.map { interleaving.time($0).count }.max() ?? 0)
    let names = interleaving.steps.map { ToldFinding.name($0.event.thread) }
    let nameWidth = min(20, names.map(\.count).max() ?? 0)
    var lines = ["\(Layout.right(interleaving.times.unit, width))  CPU    thread"]
    let blank = String(repeating: " ", count: width + 9)
    for lane in interleaving.lanes {
      for state in lane.initial { lines.append("\(blank). CPU \(lane.cpu): \(state)") }
    }
    for (step, name) in zip(interleaving.steps, names) {
      let event = step.event
      let action = event.function + (event.isReturn ? " returns" : "")
      lines.append(
        "\(Layout.right(interleaving.time(step), width))  [\(Layout.right(String(event.at.cpu), 3))]  "
          + "\(Layout.padded(name, nameWidth))  \(action)")
      lines += event.details.map { "\(blank)  \($0)" } + step.states.map { "\(blank). \($0)" }
    }
    return lines.map { String(Layout.trimmed($0).prefix(hardLimit)) }
  }
}

extension Interleaving {
  /// How to read it.
  var legend: String {
    """
    A line with a time is a trace event. A line with a dot is a state worked out from earlier events. Times are in \
    \(times.unit) from the first event, \(times.absolute(start)).
    """
  }

  /// Time of a step from the first event.
  func time(_ step: Step) -> String { times.bare(step.event.at.ts - start) }
}
