import Glibc

/// libFuzzer's loop without its main(): libclang_rt.fuzzer_no_main.
@_silgen_name("LLVMFuzzerRunDriver")
private func runFuzzer(
  _ argc: UnsafeMutablePointer<CInt>, _ argv: UnsafeMutableRawPointer,
  _ callback: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// Gives what libFuzzer makes to the reader that FUZZ_TARGET names.
///
/// One program for all readers, so that it is compiled once; the name comes from the environment, because libFuzzer
/// takes the arguments. It has a main() of its own: with swiftc's -sanitize=fuzzer, which brings one, the tools that
/// the build itself runs cannot be linked.
@main
enum Fuzz {
  static func main() {
    // Said before the loop, not at the first input.
    _ = fuzzTarget
    var argc = CommandLine.argc
    var argv = CommandLine.unsafeArgv
    exit(runFuzzer(&argc, &argv, fuzzOneInput))
  }
}

private let fuzzTarget: FuzzTarget = {
  let name = getenv("FUZZ_TARGET").map { String(cString: $0) } ?? ""
  guard let target = FuzzTarget(rawValue: name) else {
    fatalError("FUZZ_TARGET is one of \(FuzzTarget.allCases.map(\.rawValue).joined(separator: ", "))")
  }
  return target
}()

private func fuzzOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  fuzzTarget.run(UnsafeRawBufferPointer(start: bytes, count: count))
  return 0
}
