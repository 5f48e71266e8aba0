import Glibc

/// A program that runs beside mmtrace.
struct ChildProcess {
  let pid: pid_t
  /// Its exit status as a shell has it, once it has ended.
  private(set) var status: Int32?

  /// Starts a program.
  ///
  /// - Parameters:
  ///   - words: the program and its arguments.
  ///   - group: whether it gets a process group of its own, so that Ctrl-C does not reach it.
  ///   - folder: where it runs, with its standard output and error in a file `log` there; nil to share ours.
  /// - Throws: `Complaint` when it cannot be started.
  init(_ words: [String], group: Bool, folder: String? = nil) throws(Complaint) {
    // Spawning cannot change the folder by itself.
    let words = folder.map { ["sh", "-c", "cd \"$0\" && exec \"$@\"", $0] + words } ?? words
    let process = Spawn.start(words[0], words, group: group) { actions in
      guard let folder else { return }
      posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
      posix_spawn_file_actions_addopen(
        &actions, STDOUT_FILENO, "\(folder)/log", O_WRONLY | O_CREAT | O_APPEND, 0o600)
      posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
    }
    guard let process else {
      throw Complaint(words[0], String(cString: strerror(errno)).lowercased(), hints: ["is it installed?"])
    }
    pid = process
  }

  /// Looks whether it has ended.
  mutating func poll() -> Int32? {
    var raw: Int32 = 0
    guard status == nil, waitpid(pid, &raw, WNOHANG) == pid else { return status }
    status = raw & 0x7f == 0 ? (raw >> 8) & 0xff : 128 + (raw & 0x7f)
    return status
  }

  /// Waits for its end.
  ///
  /// - Returns: its status; nil when it still runs after `seconds`.
  mutating func wait(seconds: Double) -> Int32? {
    for _ in 0..<max(1, Int(seconds * 50)) {
      if let status = poll() { return status }
      usleep(20_000)
    }
    return poll()
  }

  func signal(_ number: Int32) { if status == nil { kill(pid, number) } }

  /// Runs a program to its end in a folder.
  static func run(_ words: [String], in folder: String) throws(Complaint) -> Int32 {
    var child = try ChildProcess(words, group: true, folder: folder)
    while true { if let status = child.wait(seconds: 3600) { return status } }
  }
}
