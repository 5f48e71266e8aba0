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
    static let timestamp = 8
    static let sequence = 10
    static let trackEvent = 11
    static let trackDescriptor = 60
  }

  /// Of `TrackDescriptor`.
  enum Track {
    static let uuid = 1
    static let name = 2
    static let parent = 5
    static let counter = 8
  }

  /// Of `TrackEvent`.
  enum Event {
    static let annotations = 4
    static let type = 9
    static let track = 11
    static let name = 23
    static let counterValue = 30
    static let flows = 47
    static let endingFlows = 48
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
}
