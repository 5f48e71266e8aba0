import Synchronization

/// Counts what came of each kind of damage.
final class EvidenceTable: Sendable {
  private struct Row {
    var tried = 0
    var allowed = 0
    /// By status, of racy recordings and of clean ones.
    var racy: [Int32: Int] = [:]
    var clean: [Int32: Int] = [:]
  }

  private let rows = Mutex<[String: Row]>([:])

  func note(_ damage: Damage, _ status: Int32, isAllowed: Bool) {
    rows.withLock { rows in
      var row = rows[damage.kind] ?? Row()
      row.tried += 1
      row.allowed += isAllowed ? 1 : 0
      if damage.recording.isRacy {
        row.racy[status, default: 0] += 1
      } else {
        row.clean[status, default: 0] += 1
      }
      rows[damage.kind] = row
    }
  }

  /// The table; a cell counts the statuses 0, 1, 125 and 2 (refused).
  var text: String {
    func cell(_ counts: [Int32: Int]) -> String {
      pad(([0, 1, 125, 2] as [Int32]).map { "\(counts[$0] ?? 0)" }.joined(separator: "/"), 14)
    }
    func pad(_ text: String, _ width: Int) -> String {
      text + String(repeating: " ", count: max(0, width - text.count))
    }
    return rows.withLock { rows in
      var lines = [
        pad("damage", 34) + pad("tried", 7) + pad("allowed", 9) + pad("racy 0/1/125/2", 16)
          + "clean 0/1/125/2"
      ]
      for (kind, row) in rows.sorted(by: { $0.key < $1.key }) {
        lines.append(
          pad(kind, 34) + pad("\(row.tried)", 7) + pad("\(row.allowed)", 9) + pad(cell(row.racy), 16)
            + cell(row.clean))
      }
      let (tried, allowed) = rows.values.reduce((0, 0)) { ($0.0 + $1.tried, $0.1 + $1.allowed) }
      lines.append(pad("all", 34) + pad("\(tried)", 7) + "\(allowed)")
      return lines.joined(separator: "\n") + "\n"
    }
  }
}
