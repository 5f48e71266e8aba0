import TraceStore

/// A case: what was recorded, and what a table, a view or a canned query then says.
///
/// Tests/Cases/README.md has the format.
package struct Case {
  /// A table as it is written: a name, names of columns, and rows.
  struct Block {
    /// `expect`, `param`, or a table.
    var name: String
    /// Line of its head, from 1.
    var line: Int
    var columns: [String]
    var rows: [[CaseValue]] = []
  }

  /// Rows of a table, a view or a canned query.
  struct Expectation {
    /// Table, view, or id of a query.
    var source: String
    var block: Block
    /// Whether it is written as `nothing`: no row.
    var isNothing: Bool { block.columns.isEmpty }
  }

  /// Side of a case: a query, a class or a rule has one of each.
  package enum Side: String, CaseIterable {
    case racy
    case clean
  }

  package let side: Side
  /// The sentence that begins it.
  package let title: String
  /// Line of that, from 1.
  package let line: Int

  var events = EventColumns()
  /// Roles that the recording does not describe.
  var missing: Set<String> = []
  /// Release of the kernel, nil when the recording does not say.
  var kernel: String?
  /// Rows that are put in by hand, where no event says so.
  var tables: [Block] = []
  /// Parameters of the query that comes next.
  var parameters: [Block] = []
  var expectations: [Expectation] = []

  init(side: Side, title: String, line: Int) {
    self.side = side
    self.title = title
    self.line = line
  }
}

/// What is wrong in a case file, or with an answer, and where.
package struct CaseMistake: Error, CustomStringConvertible {
  package var file: String
  package var line: Int
  package var what: String

  package var description: String { "\(file):\(line): \(what)" }
}
