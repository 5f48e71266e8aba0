/// Writes a fault with what it met: rows of `page_fault`, `fault_window` and `copy_runner`.
struct FaultWriter {
  private let faults: FactWriter<PageFaultRow>
  private let windows: FactWriter<FaultWindowRow>
  private let runners: FactWriter<CopyRunnerRow>

  init(_ writers: FactWriters) {
    faults = writers.pageFault
    windows = writers.faultWindow
    runners = writers.copyRunner
  }

  func newID() -> Int64 { faults.newID() }

  func add(_ fault: borrowing Fault) throws(IngestError) {
    try faults.add(fault.row)
    guard fault.isWrite, fault.isInHandler || fault.row.wpFrom != none else { return }
    for window in fault.windows {
      var pair = FaultWindowRow()
      pair.faultWindowID = windows.newID()
      pair.pageFaultID = fault.row.pageFaultID
      pair.pteProtectID = window
      try windows.add(pair)
    }
    for var runner in fault.runners {
      runner.copyRunnerID = runners.newID()
      runner.pageFaultID = fault.row.pageFaultID
      try runners.add(runner)
    }
  }
}
