import ArgumentParser
import TraceStore

/// What an emulator saw of a page (lab/storewatch.c), to be set against the judgements about it.
struct TruthOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("What the emulator saw, as lab/run leaves it.", valueName: "file"), completion: .file()
  )
  var truth: String?

  @Option(help: ArgumentHelp("The page that the emulator watched.", valueName: "address"))
  var page = "0x100000000"

  func validate() throws {
    if Self.address(page) == nil { throw ValidationError("--page takes a hexadecimal address") }
  }

  /// The judgements of a recording beside the truth; nil without --truth.
  func comparison(_ opened: JudgedTrace) throws -> TruthComparison? {
    guard let truth else { return nil }
    let recorded = try RecordedCopy.read(opened.connection, page: Self.address(page) ?? 0)
    return TruthComparison(truth: try TrueCopy.read(truth), recorded: recorded)
  }

  private static func address(_ text: String) -> Int64? {
    Int64(text.hasPrefix("0x") ? text.dropFirst(2) : text[...], radix: 16)
  }
}
