import Glibc
import TraceStore

/// A process of mmtrace that works on one recording; what it prints comes through a pipe.
///
/// It does not outlive this object.
final class WorkerProcess {
  /// How it ended, and what it printed until then.
  struct Ended {
    /// Exit status; nil when a signal ended it.
    var status: Int32?
    /// The signal, 0 for none.
    var signal: Int32
    var output: [UInt8]
  }

  /// nil when it has ended and nobody may send it a signal any more.
  private var process: pid_t?
  /// Its output; there is something to read, or it has ended, when poll() says so.
  let output: Int32
  private var bytes: [UInt8] = []

  /// Starts `mmtrace words...`.
  ///
  /// - Parameters:
  ///   - words: the arguments.
  ///   - readsInput: whether it gets our standard input, which nobody else reads then.
  /// - Throws: `Complaint` when it cannot be started.
  init(_ words: [String], readsInput: Bool) throws(Complaint) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw Self.failure(errno) }
    // No other thread starts processes.
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer { close(ends[1]) }
    // This very program, also when its file was replaced meanwhile.
    let started = Spawn.start("/proc/self/exe", ["mmtrace"] + words) { actions in
      if !readsInput { posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0) }
      posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
    }
    guard let started else {
      let code = errno
      close(ends[0])
      throw Self.failure(code)
    }
    EndingSignals.remember(child: started)
    process = started
    output = ends[0]
  }

  deinit {
    if let process { kill(process, SIGTERM) }
    _ = end()
  }

  /// Reads what it has printed.
  ///
  /// - Returns: whether that was all: then `end` does not wait for long.
  func read() -> Bool {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let count = Glibc.read(output, &buffer, buffer.count)
    if count > 0 { bytes += buffer[..<count] }
    return count == 0 || (count < 0 && errno != EINTR && errno != EAGAIN)
  }

  /// Waits for its end.
  func end() -> Ended {
    var state: Int32 = 0
    if let process {
      close(output)
      EndingSignals.forget(child: process)
      while waitpid(process, &state, 0) < 0, errno == EINTR {}
    }
    process = nil
    let signal = state & 0x7f
    return Ended(status: signal == 0 ? (state >> 8) & 0xff : nil, signal: signal, output: bytes)
  }

  private static func failure(_ code: Int32) -> Complaint {
    Complaint(
      "a process for a recording", "cannot be started: \(String(cString: strerror(code)).lowercased())")
  }
}
