import TraceStore

/// What SQLite intends to do for a query, and whether that stays quick on ten million events.
///
/// A query may read a big table once from end to end. It may not do so for each row of something else, nor
/// have SQLite make an index of a big table on the way, which is the same work and a sort.
struct QueryPlan {
  private struct Step {
    var id: Int64
    var parent: Int64
    var what: String
  }

  private let sql: String
  private let steps: [Step]

  /// The plan of a statement on a database.
  init(_ sql: String, on connection: Connection) throws {
    self.sql = sql
    var statement = try connection.prepare("EXPLAIN QUERY PLAN \(sql)")
    var steps: [Step] = []
    while try statement.step() {
      guard case .integer(let id) = statement[0], case .integer(let parent) = statement[1],
        case .text(let what) = statement[3]
      else { continue }
      steps.append(Step(id: id, parent: parent, what: what))
    }
    self.steps = steps
  }

  /// Every step that reads all of a big table inside a loop.
  var complaints: [String] {
    let tables = aliases
    return steps.indices.compactMap { index in
      let words = steps[index].what.split(separator: " ").map(String.init)
      guard words.count >= 2, words[0] == "SCAN" || words.contains("AUTOMATIC") else { return nil }
      let big = tables[words[1], default: [words[1]]].intersection(Self.bigTables)
      guard !big.isEmpty, isInnerLoop(index) else { return nil }
      return "\(steps[index].what) (\(big.sorted().joined(separator: ", ")))"
    }
  }

  /// Tables that grow with the recording.
  private static let bigTables: Set = [
    "mmap_lock", "page_fault", "pte_protect", "pte_flush_part", "fault_window", "copy_runner",
    "load_during_flush", "tlb_flush", "tlb_flush_request", "tlb_flush_receipt", "mmu_gather", "on_cpu",
    "kernel_call", "lock_delay", "mark", "event", "flush_window", "race", "meeting", "stale_runner", "doubt",
  ]

  /// Loops of one SELECT are listed under one parent, the outermost first.
  private func isInnerLoop(_ index: Int) -> Bool {
    let isFirst = !steps[..<index].contains {
      $0.parent == steps[index].parent && ($0.what.hasPrefix("SCAN") || $0.what.hasPrefix("SEARCH"))
    }
    return !isFirst || isCorrelated(steps[index].parent)
  }

  /// Whether a step is done again for each row of a statement around it; a table made on the way is made once.
  private func isCorrelated(_ id: Int64) -> Bool {
    guard let step = steps.first(where: { $0.id == id }), !step.what.hasPrefix("MATERIALIZE") else {
      return false
    }
    return step.what.hasPrefix("CORRELATED") || isCorrelated(step.parent)
  }

  /// Tables by the name that the SQL gives them: plans know only that.
  private var aliases: [String: Set<String>] {
    var words: [String] = []
    for line in sql.split(separator: "\n") {
      let code = line.firstRange(of: "--").map { line[..<$0.lowerBound] } ?? line
      words += code.split { " (),".contains($0) }.map(String.init)
    }
    var aliases: [String: Set<String>] = [:]
    for (index, word) in words.enumerated() where word == "FROM" || word == "JOIN" {
      guard index + 1 < words.count else { continue }
      let table = words[index + 1]
      let isRenamed = index + 3 < words.count && words[index + 2] == "AS"
      aliases[isRenamed ? words[index + 3] : table, default: []].insert(table)
    }
    return aliases
  }
}
