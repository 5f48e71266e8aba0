/// What the head of a recording says about it, in the terms of table `trace`.
struct RecordingInfo: Sendable {
  /// A ring buffer (tracing instance) of the recording.
  struct Buffer: Sendable {
    /// Instance name, empty for the top one.
    var name: String
  }

  /// `trace.container`: 'trace.dat 7 zstd', 'trace.dat 6', ...
  var container = ""
  /// uname as recorded: 'Linux host 6.1.0 x86_64'.
  var uname: String?
  /// Recorder and version.
  var recorder: String?
  /// The recorder's command line.
  var command: String?
  /// Trace clock by the kernel's name.
  var clock = "local"
  /// Unit of times after the file's own conversions: ns, cycles, jiffies or order.
  var clockUnit = "ns"
  /// Whether times of different CPUs can be compared.
  var clockIsComparable = false
  /// Whether the events come in the order in which they happened, as far as their clock can tell.
  var isOrdered = true
  /// Whether the events say their CPU.
  var knowsCPU = true
  /// CPUs of the recorded machine.
  var cpus = 0
  /// Ring buffers; index 0 is the top one where it exists.
  var buffers: [Buffer] = []
  /// What could not be read of a damaged file, one phrase each.
  var damage: [String] = []
  /// Last known names of threads (saved_cmdlines).
  var comms: [Int32: String] = [:]
  /// What it says about threads beside its events.
  var tasks = RecordedTasks()
  /// What this kind of recording cannot say, or was passed over in it; no damage.
  var notes: [String] = []
}
