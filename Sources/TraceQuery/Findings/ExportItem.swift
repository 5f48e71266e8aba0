/// Something to draw on a timeline of the whole recording.
public enum ExportItem: Sendable, Equatable {
  /// Where it is drawn.
  public enum Group: Sendable, Hashable {
    /// A CPU.
    case cpu(Int64)
    /// The mmap_lock of an address space, `mm.mm_id`, with the name of a thread in it.
    case mmapLock(mm: Int64, name: String)
  }

  /// What has a beginning and an end.
  public struct Slice: Sendable, Equatable {
    /// Where.
    public var group: Group
    /// Row of that group: `faults`, `copies`, `windows`, ...
    public var row: String
    /// What it is called.
    public var name: String
    /// Beginning.
    public var from: Int64
    /// End.
    public var to: Int64
    /// More about it, shown when it is selected.
    public var notes: [Note]
    /// Flows that start here.
    public var flowsOut: [Int64] = []
    /// The flow that ends here.
    public var flowIn: Int64?
  }

  /// A name and a value.
  public struct Note: Sendable, Equatable {
    /// Name.
    public var name: String
    /// Value.
    public var value: String
  }

  /// A slice.
  case slice(Slice)
  /// A moment on a CPU, with its text.
  case instant(cpu: Int64, ts: Int64, text: String)
  /// A counter of the recording, which counts one more.
  case count(name: String, ts: Int64)
}
