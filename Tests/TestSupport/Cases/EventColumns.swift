/// Events in a column for each CPU, as a case has them.
struct EventColumns {
  /// A thread that a column's head names.
  struct Thread {
    var comm: String
    var tid: Int32
  }

  /// A CPU's column.
  private struct Column {
    var place: Int
    var cpu: Int32
    /// Thread that runs there.
    var tid: Int32
  }

  private var columns: [Column] = []
  /// In the order of time, and of CPUs within a moment.
  private(set) var events: [CaseEvent] = []
  /// Threads that the heads of the columns name.
  private(set) var threads: [Thread] = []

  var isEmpty: Bool { columns.isEmpty }
  /// CPUs of the machine.
  var cpus: Int { Int(columns.map(\.cpu).max() ?? 3) + 1 }

  /// Takes `events  CPU 0 walker-10  CPU 1`; a CPU without a thread runs 10 + its number.
  ///
  /// - Throws: a sentence that says what is not understood.
  mutating func begin(_ line: CaseLine) throws(CaseSentence) {
    for cell in line.cells.dropFirst() {
      let words = cell.text.split(separator: " ")
      guard words.count >= 2, words[0] == "CPU", let cpu = Int32(words[1]), cpu >= 0, cpu < 64 else {
        throw CaseSentence("a column of events is headed 'CPU 0' or 'CPU 0 comm-tid', not '\(cell.text)'")
      }
      guard !columns.contains(where: { $0.cpu == cpu }) else { throw CaseSentence("CPU \(cpu) twice") }
      var tid = 10 + cpu
      if words.count > 2 {
        let name = words[2...].joined(separator: " ")
        guard let dash = name.lastIndex(of: "-"), let number = Int32(name[name.index(after: dash)...]) else {
          throw CaseSentence("a thread is written comm-tid, as writer-11, not '\(name)'")
        }
        tid = number
        threads.append(Thread(comm: String(name[..<dash]), tid: tid))
      }
      columns.append(Column(place: cell.column, cpu: cpu, tid: tid))
    }
    guard !columns.isEmpty else { throw CaseSentence("events need a column: 'CPU 0'") }
  }

  /// Takes a line of events: the time, and below a CPU what happened there.
  mutating func take(_ line: CaseLine) throws(CaseSentence) {
    guard let first = line.cells.first, let ts = CaseValue.integer(first.text) else {
      throw CaseSentence("a line of events begins with its time, as 10us")
    }
    guard line.cells.count > 1 else { throw CaseSentence("no event at \(first.text)") }
    for cell in line.cells.dropFirst() {
      guard let index = columns.firstIndex(where: { $0.place == cell.column }) else {
        throw CaseSentence("'\(cell.text)' is below no CPU")
      }
      let event = try CaseEvent(cell.text, ts: ts, cpu: columns[index].cpu, tid: columns[index].tid)
      if let last = events.last, (last.ts, last.cpu) > (ts, event.cpu) {
        throw CaseSentence("\(event.role) comes before the event above it: by time, then by CPU")
      }
      if let next = event.switchesTo { columns[index].tid = next }
      events.append(event)
    }
  }
}

/// What is not understood of a line; the file and its number are known elsewhere.
struct CaseSentence: Error {
  let what: String

  init(_ what: String) { self.what = what }
}
