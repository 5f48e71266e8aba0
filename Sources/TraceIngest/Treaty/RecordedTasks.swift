/// Threads as the recorder describes them beside the events: saved_cmdlines, perf's COMM and FORK records,
/// the names in front of lines of text.
struct RecordedTasks: Sendable {
  struct Task: Sendable {
    var comm: String?
    var tgid: Int32?
    var parent: Int32?
  }

  /// By tid; of a tid used twice the last.
  private(set) var all: [Int32: Task] = [:]

  /// Threads kept at most: damaged input may name any number of them.
  private static let limit = 1 << 18

  /// What is known of the thread `tid`.
  subscript(tid: Int32) -> Task? { all[tid] }

  /// Notes what is not nil.
  mutating func note(_ tid: Int32, comm: String? = nil, tgid: Int32? = nil, parent: Int32? = nil) {
    guard tid != 0, all.count < Self.limit || all[tid] != nil else { return }
    if let comm { all[tid, default: Task()].comm = comm }
    if let tgid { all[tid, default: Task()].tgid = tgid }
    if let parent { all[tid, default: Task()].parent = parent }
  }
}
