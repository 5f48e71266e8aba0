import Foundation

/// `MakeTrace RECORDING OUTPUT --events N | --copies K [--cpus C]`: a long recording made of a short one.
///
/// RECORDING is a `trace.dat` of version 6 (`trace-cmd convert --file-version 6`), or a `perf.data` in pipe
/// mode (`perf record -o -`), whose samples are repeated. OUTPUT has its head and
/// K copies of every CPU's sub-buffers, each copy later than the one before it. Only times change: tasks,
/// addresses, lost marks and the order of events are those of the recording. With `--cpus` the copies of a `trace.dat`
/// go by turns to the CPUs of a larger machine.
@main
struct MakeTrace {
  static func main() {
    do {
      try run(Array(CommandLine.arguments.dropFirst()))
    } catch {
      FileHandle.standardError.write(Data("MakeTrace: \(error)\n".utf8))
      exit(2)
    }
  }

  private static func run(_ arguments: [String]) throws {
    let machine = arguments.count == 6 && arguments[4] == "--cpus" ? Int(arguments[5]) : nil
    guard arguments.count == (machine == nil ? 4 : 6), let number = Int(arguments[3]), number > 0,
      ["--events", "--copies"].contains(arguments[2])
    else { throw Failure("usage: MakeTrace RECORDING OUTPUT --events N | --copies K [--cpus C]") }

    let file = Bytes([UInt8](try Data(contentsOf: URL(fileURLWithPath: arguments[0]))))
    let perf = PerfRecording.matches(file) ? try PerfRecording(file) : nil
    let recording = perf == nil ? try Recording(file) : nil
    let events = perf?.events ?? recording?.events ?? 0
    guard events > 0 else { throw Failure("\(arguments[0]): no events") }
    let copies = arguments[2] == "--copies" ? number : (number + events - 1) / events
    try perf?.write(copies: copies, to: arguments[1])
    try recording?.write(copies: copies, machine: machine, to: arguments[1])
    print("events \(events * copies)")
    print("copies \(copies)")
  }
}

/// What went wrong, in one sentence.
struct Failure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
