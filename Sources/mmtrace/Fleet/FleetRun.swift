import Glibc
import TraceReport
import TraceStore

/// Works on many recordings, each in a process of its own, several at the same time, and tells how each ended in
/// the order of their names.
///
/// Processes, not threads: a recording that crashes, fills the memory or hangs ends one process, and no library
/// need be safe for two threads.
struct FleetRun: ~Copyable {
  /// A recording and how its process ended.
  struct Done {
    var recording: CheckedName
    /// How it ended; an error when it could not be started.
    var result: Result<WorkerProcess.Ended, Complaint>
  }

  private struct Running {
    var recording: CheckedName
    var worker: WorkerProcess
  }

  private let jobs: Int
  private let words: (CheckedName) throws -> [String]
  private var names: RecordingNames
  private var running: [Running] = []
  /// Answers that wait for one before them, by number.
  private var waiting: [Int: Done] = [:]
  private var started = 0
  private var told = 0
  private var isWholeList = false

  /// Recordings that may be begun before the first one of them has ended: memory does not grow with the list.
  private static let mostAhead = 256

  /// A run over `names` with `jobs` processes.
  ///
  /// - Parameters:
  ///   - names: the recordings.
  ///   - jobs: how many at the same time.
  ///   - words: what mmtrace is told to do with a recording; what it throws ends the run.
  init(_ names: consuming RecordingNames, jobs: Int, words: @escaping (CheckedName) throws -> [String]) {
    self.names = names
    self.jobs = jobs
    self.words = words
  }

  /// Works on all of them.
  ///
  /// - Parameter tell: takes each answer in order; false when nobody wants more of them.
  /// - Throws: what `tell` and `words` throw, and `Complaint` when the list of names cannot be read.
  mutating func run(_ tell: (Done) throws -> Bool) throws {
    while true {
      try start()
      while let done = waiting.removeValue(forKey: told + 1) {
        told += 1
        guard try tell(done) else { return }
      }
      if running.isEmpty, isWholeList, told == started { return }
      try wait()
    }
  }

  private var canStart: Bool {
    !isWholeList && running.count < jobs && started - told < max(jobs, Self.mostAhead)
  }

  /// Starts as many as there may be.
  private mutating func start() throws {
    while canStart {
      switch try names.next() {
      case .waiting: return
      case .end: isWholeList = true
      case .name(let name):
        started += 1
        let recording = CheckedName(name, number: started)
        let words = try words(recording)
        do throws(Complaint) {
          running.append(
            Running(
              recording: recording,
              worker: try WorkerProcess(words, readsInput: name == FleetOptions.pipe)))
        } catch {
          waiting[started] = Done(recording: recording, result: .failure(error))
        }
      }
    }
  }

  /// Waits until a process has printed something or ended, or the list has more names.
  private mutating func wait() throws {
    guard waiting[told + 1] == nil else { return }
    var polled = running.map { pollfd(fd: $0.worker.output, events: Int16(POLLIN), revents: 0) }
    let wantsNames = canStart && names.descriptor >= 0
    if wantsNames { polled.append(pollfd(fd: names.descriptor, events: Int16(POLLIN), revents: 0)) }
    guard poll(&polled, nfds_t(polled.count), -1) > 0 else { return }
    if wantsNames, polled[polled.count - 1].revents != 0 { try names.read() }
    var going: [Running] = []
    for (index, process) in running.enumerated() {
      if polled[index].revents != 0, process.worker.read() {
        waiting[process.recording.number] = Done(
          recording: process.recording, result: .success(process.worker.end()))
      } else {
        going.append(process)
      }
    }
    running = going
  }
}
