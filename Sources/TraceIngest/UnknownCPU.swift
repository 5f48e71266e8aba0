internal import TraceStore

/// What is left of a recording whose events do not say their CPU: some texts, perf's without --sample-cpu.
enum UnknownCPU {
  /// Tables that are about CPUs and nothing else: without a CPU there is no row of them.
  private static let ofCPUs = [
    FactTables.onCPU, FactTables.copyRunner, FactTables.tlbFlushReceipt, FactTables.loadDuringFlush,
  ]

  /// Takes back what was paired by CPU, and turns CPUs that nobody knows into NULL.
  ///
  /// Once, at the end, for recordings that are rare: no other row has to ask.
  static func forget(_ store: StoreWriter) throws(StoreError) {
    for table in ofCPUs { try store.execute("DELETE FROM \(table.name)") }
    for table in FactTables.all {
      for column in table.storedColumns where column.unit == "cpu" {
        try store.execute("UPDATE \(table.name) SET \(column.name) = NULL WHERE \(column.name) < 0")
      }
    }
  }
}
