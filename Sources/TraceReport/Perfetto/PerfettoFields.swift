/// Numbers of the fields of Perfetto's trace format that are written.
///
/// They are from protos/perfetto/trace of the Perfetto project (Apache-2.0), and never change once published.
enum PerfettoFields {
  /// Of `Trace`.
  enum Trace {
    static let packet = 1
  }

  /// Of `TracePacket`.
  enum Packet {
    static let ftraceEvents = 1
    static let timestamp = 8
    static let sequence = 10
    static let trackEvent = 11
    static let systemInfo = 45
    static let trackDescriptor = 60
  }

  /// Of `SystemInfo`.
  enum SystemInfo {
    static let utsname = 1
  }

  /// Of `Utsname`.
  enum Utsname {
    static let system = 1
    static let release = 3
    static let machine = 4
  }

  /// Of `TrackDescriptor`.
  enum Track {
    static let uuid = 1
    static let name = 2
    static let process = 3
    static let thread = 4
    static let parent = 5
    static let counter = 8
    static let childOrdering = 11
    static let rank = 12
  }

  /// Values of `TrackDescriptor.child_ordering`.
  enum Ordering {
    static let explicit: UInt64 = 3
  }

  /// Of `ProcessDescriptor`.
  enum Process {
    static let pid = 1
    static let name = 6
  }

  /// Of `ThreadDescriptor`.
  enum Thread {
    static let pid = 1
    static let tid = 2
    static let name = 5
  }

  /// Of `CounterDescriptor`.
  enum Counter {
    static let unitName = 6
  }

  /// Of `TrackEvent`.
  enum Event {
    static let annotations = 4
    static let type = 9
    static let track = 11
    static let name = 23
    static let counterValue = 30
    static let flows = 47
  }

  /// Values of `TrackEvent.type`.
  enum EventType {
    static let sliceBegin: UInt64 = 1
    static let sliceEnd: UInt64 = 2
    static let instant: UInt64 = 3
    static let counter: UInt64 = 4
  }

  /// Of `DebugAnnotation`.
  enum Annotation {
    static let text = 6
    static let name = 10
  }

  /// Of `FtraceEventBundle`.
  enum Bundle {
    static let cpu = 1
    static let event = 2
  }

  /// Of `FtraceEvent`.
  enum Ftrace {
    static let timestamp = 1
    static let pid = 2
    static let schedSwitch = 4
  }

  /// Of `SchedSwitchFtraceEvent`.
  enum SchedSwitch {
    static let previousName = 1
    static let previousPid = 2
    static let previousPriority = 3
    static let previousState = 4
    static let nextName = 5
    static let nextPid = 6
    static let nextPriority = 7
  }
}
