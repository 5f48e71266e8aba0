import Glibc
import TraceRecord

/// trace-cmd processes that record into our instance.
enum Recorders {
  /// Ends those that an earlier run left.
  ///
  /// - Returns: how many there were.
  static func end() -> Int {
    let found = pids
    for pid in found { kill(pid, SIGTERM) }
    for _ in 0..<50 where !found.allSatisfy({ kill($0, 0) != 0 }) { usleep(20_000) }
    for pid in found where kill(pid, 0) == 0 { kill(pid, SIGKILL) }
    return found.count
  }

  /// Told by their command lines: ours name the instance.
  private static var pids: [pid_t] {
    SystemFile.names(in: "/proc").compactMap { name in
      guard let pid = pid_t(name), pid != getpid(), let bytes = SystemFile.bytes("/proc/\(name)/cmdline")
      else { return nil }
      let words = bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
      guard words.count > 2, words[0].hasSuffix("trace-cmd"), ["record", "extract"].contains(words[1]) else {
        return nil
      }
      return zip(words, words.dropFirst()).contains { $0 == "-B" && $1 == RecordingPlan.name } ? pid : nil
    }
  }
}
