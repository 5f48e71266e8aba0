/// Something to draw on a timeline of the whole recording.
public enum ExportItem: Sendable, Equatable {
  /// Where it is drawn.
  public enum Group: Sendable, Hashable {
    /// What the judge says.
    case findings
    /// The mmap_lock of an address space, `mm.mm_id`, with the name of a thread in it.
    case mmapLock(mm: Int64, name: String)
    /// A thread, by its id.
    case thread(Int64)
    /// A CPU.
    case cpu(Int64)
  }

  /// What has a beginning and maybe an end.
  public struct Slice: Sendable, Equatable {
    /// Where.
    public var group: Group
    /// Row of that group: `faults`, `windows`, ...
    public var row: String
    /// What it is called.
    public var name: String
    /// Beginning.
    public var from: Int64
    /// End; nil when it had none in the recording.
    public var to: Int64?
    /// More about it, shown when it is selected.
    public var notes: [Note] = []
    /// Flows that it is on: slices of the same flow belong together.
    public var flows: [UInt64] = []
    /// What it did meanwhile, each inside the one before it.
    public var inner: [Step] = []
  }

  /// A part of a slice.
  public struct Step: Sendable, Equatable {
    /// What it is called.
    public var name: String
    /// Beginning.
    public var from: Int64
    /// End; nil when it was not recorded.
    public var to: Int64?
  }

  /// A name and a value.
  public struct Note: Sendable, Equatable {
    /// Name.
    public var name: String
    /// Value.
    public var value: String
  }

  /// A moment.
  public struct Instant: Sendable, Equatable {
    /// Where.
    public var group: Group
    /// Row of that group.
    public var row: String
    /// What it says.
    public var name: String
    /// When.
    public var ts: Int64
  }

  /// A thread as the scheduler knows it.
  public struct Thread: Sendable, Equatable {
    /// Thread id.
    public var tid: Int64
    /// Last known name.
    public var name: String
    /// Process id; where it was not recorded, that of the first thread of its address space.
    public var process: Int64
    /// Name of the process.
    public var processName: String
  }

  /// A switch from one thread to another.
  public struct Switch: Sendable, Equatable {
    /// CPU.
    public var cpu: Int64
    /// When.
    public var ts: Int64
    /// Who ran; nil when that was not seen.
    public var previous: Int64?
    /// The state in which it left, as sched_switch has it.
    public var state: Int64
    /// Who runs from now on.
    public var next: Int64
  }

  /// How often something happened in a stretch of time.
  public struct Rate: Sendable, Equatable {
    /// What.
    public var name: String
    /// Begin of the stretch.
    public var ts: Int64
    /// How often.
    public var count: Int64
    /// Length of the stretch.
    public var length: Int64
  }

  /// The kernel: release and machine. It comes first.
  case kernel(release: String, machine: String)
  /// A thread, before anything that it did.
  case thread(Thread)
  /// A slice.
  case slice(Slice)
  /// A moment.
  case instant(Instant)
  /// A switch.
  case scheduled(Switch)
  /// A rate; a stretch without any has none.
  case rate(Rate)
}
