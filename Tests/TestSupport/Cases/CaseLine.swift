/// A line of a case file in cells: two blanks or more part them, so that one may be in a text.
struct CaseLine {
  struct Cell {
    /// Column of its first letter, from 0.
    var column: Int
    var text: String
  }

  let cells: [Cell]
  /// Whether it carries on what the line before began.
  let isIndented: Bool

  init(_ line: Substring) {
    isIndented = line.hasPrefix(" ")
    var cells: [Cell] = []
    var cell: Cell?
    var blanks = 0
    for (column, letter) in line.enumerated() {
      guard letter != " " else {
        blanks += 1
        continue
      }
      if blanks >= 2, let done = cell {
        cells.append(done)
        cell = nil
      }
      if cell == nil { cell = Cell(column: column, text: "") } else if blanks == 1 { cell?.text += " " }
      cell?.text.append(letter)
      blanks = 0
    }
    if let cell { cells.append(cell) }
    self.cells = cells
  }

  /// Texts of the cells.
  var texts: [String] { cells.map(\.text) }
}
