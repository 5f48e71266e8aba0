import TestSupport
import Testing

/// The fault table in its short form: `make faults` has more tries.
@Suite struct FaultTests {
  @Test func nothingIsLostReplacedOrLeftBehind() throws {
    let root = Fixture.path("").split(separator: "/").dropLast(2).joined(separator: "/")
    let table = try Command.start(
      ["/\(root)/scripts/faults", "1"], program: "/bin/bash",
      environment: [
        "MMTRACE=\(Command.executable)",
        "RECORDING=\(Fixture.path("lab612-64-softdirty.dat"))",
      ]
    ).wait()
    #expect(table.status == 0, "\(table.output)\(table.error)")
    #expect(table.output.split(separator: "\n").count > 10)
  }
}
