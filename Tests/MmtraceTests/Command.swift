import Glibc
import Synchronization

/// Runs the built `mmtrace` that lies beside the tests.
struct Command {
  /// How it ended.
  struct Ended {
    /// Exit status, -1 when a signal ended it.
    var status: Int32
    /// Signal that ended it, 0 for none.
    var signal: Int32
    var output: String
    var error: String
  }

  /// Why it could not be started.
  struct Failure: Error {
    var what: String
  }

  let process: pid_t
  private let output: Int32
  private let error: Int32
  private let input: Int32

  /// Runs it to its end.
  static func run(_ arguments: [String], input: String = "") throws -> Ended {
    let child = try start(arguments, keepsInputOpen: true)
    _ = write(child.input, input, input.utf8.count)
    return child.wait()
  }

  /// Starts it; `environment` is beside PATH, its standard input may stay open until `wait`, and nobody
  /// need read its standard output.
  static func start(
    _ arguments: [String], program: String = executable, environment: [String] = [],
    keepsInputOpen: Bool = false, readsOutput: Bool = true
  ) throws -> Command {
    // One at a time: a child must not inherit the pipes that another test has just made for its own.
    try starting.withLock { _ in
      try spawn(program, arguments, environment, keepsInputOpen: keepsInputOpen, readsOutput: readsOutput)
    }
  }

  private static let starting = Mutex(())

  private static func spawn(
    _ program: String, _ arguments: [String], _ environment: [String], keepsInputOpen: Bool, readsOutput: Bool
  ) throws -> Command {
    let (inputRead, inputWrite) = try makePipe()
    let (outputRead, outputWrite) = try makePipe()
    let (errorRead, errorWrite) = try makePipe()
    if !readsOutput { close(outputRead) }
    if !keepsInputOpen { close(inputWrite) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, inputRead, STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, outputWrite, STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, errorWrite, STDERR_FILENO)
    let words = ([program] + arguments).map { strdup($0) } + [nil]
    let variables = (["PATH=/usr/bin:/bin"] + environment).map { strdup($0) } + [nil]
    defer { for word in words + variables { free(word) } }
    var process = pid_t()
    let code = posix_spawn(&process, program, &actions, nil, words, variables)
    for descriptor in [inputRead, outputWrite, errorWrite] { close(descriptor) }
    guard code == 0 else { throw Failure(what: "\(program): \(String(cString: strerror(code)))") }
    return Command(
      process: process, output: readsOutput ? outputRead : -1, error: errorRead,
      input: keepsInputOpen ? inputWrite : -1)
  }

  /// Closes its standard input, reads what it writes, and waits for its end.
  func wait() -> Ended {
    if input >= 0 { close(input) }
    let texts = Self.readAll([output, error])
    var state: Int32 = 0
    waitpid(process, &state, 0)
    let signal = state & 0x7f
    return Ended(
      status: signal == 0 ? (state >> 8) & 0xff : -1, signal: signal, output: texts[0], error: texts[1])
  }

  /// The program lies in the folder of the test bundle; the test runner's own path says where that is.
  static let executable: String = {
    for argument in CommandLine.arguments where argument.contains(".xctest") {
      let parts = argument.split(separator: "/", omittingEmptySubsequences: false)
      guard let bundle = parts.firstIndex(where: { $0.hasSuffix(".xctest") }) else { continue }
      return parts[..<bundle].joined(separator: "/") + "/mmtrace"
    }
    var buffer = [CChar](repeating: 0, count: 4096)
    let length = readlink("/proc/self/exe", &buffer, buffer.count - 1)
    let own = String(decoding: buffer.prefix(max(0, length)).map(UInt8.init(bitPattern:)), as: UTF8.self)
    return own.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
      + "/mmtrace"
  }()

  private static func makePipe() throws -> (read: Int32, write: Int32) {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw Failure(what: "no pipe") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }

  /// Reads several pipes at once, so that none fills up and blocks the other.
  private static func readAll(_ descriptors: [Int32]) -> [String] {
    var bytes = descriptors.map { _ in [UInt8]() }
    var open = descriptors.map { $0 >= 0 }
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while open.contains(true) {
      var polled = descriptors.indices.map { index in
        pollfd(fd: open[index] ? descriptors[index] : -1, events: Int16(POLLIN), revents: 0)
      }
      poll(&polled, nfds_t(polled.count), -1)
      for index in polled.indices where polled[index].revents != 0 {
        let count = read(descriptors[index], &buffer, buffer.count)
        if count > 0 {
          bytes[index] += buffer[..<count]
        } else {
          open[index] = false
          close(descriptors[index])
        }
      }
    }
    return bytes.map { String(decoding: $0, as: UTF8.self) }
  }
}
