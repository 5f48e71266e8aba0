/// What the recorder's own figures show to be missing, beyond the gaps in the data.
extension EventStreams {
  /// Hands over what the kernel's counters say of each CPU: events lost at the end of the recording or by a
  /// full buffer that drops new ones, and events promised that are not there.
  ///
  /// - Parameters:
  ///   - statistics: the counters, one for each CPU and buffer.
  ///   - buffers: the buffers of the recording.
  ///   - cpus: CPUs of the recorded machine.
  ///   - sink: takes the losses.
  /// - Throws: what `sink` throws.
  func reportCountedLosses<Sink: EventSink & ~Copyable>(
    _ statistics: [CPUStatistics], buffers: [RecordingInfo.Buffer], cpus: Int, to sink: inout Sink
  ) throws(IngestError) {
    var counted: Set<Place> = []
    for figures in statistics {
      guard let buffer = buffers.firstIndex(where: { $0.name == figures.buffer }) else { continue }
      let place = Place(buffer: buffer, cpu: figures.cpu)
      counted.insert(place)
      let found = Found(streams.lazy.filter { $0.source.buffer == buffer && $0.source.cpu == figures.cpu })
      try report(figures, found, place, to: &sink)
    }
    for buffer in buffers.indices {
      // Only of the top buffer is something expected on each CPU: an instance may have had nothing to record.
      // A recorder of instances alone counts those alone.
      let isCounted = counted.contains { $0.buffer == buffer }
      guard isCounted || buffer == 0 && counted.isEmpty else { continue }
      for cpu in 0..<Int32(clamping: min(cpus, TraceDatOptions.cpuLimit)) {
        let place = Place(buffer: buffer, cpu: cpu)
        guard !counted.contains(place),
          !streams.contains(where: { $0.source.buffer == buffer && $0.source.cpu == cpu })
        else { continue }
        try sink.accept(
          Loss(cpu: cpu, buffer: buffer, from: nil, to: nil, events: nil, why: "no data of the cpu"))
      }
    }
  }

  private func report<Sink: EventSink & ~Copyable>(
    _ figures: CPUStatistics, _ found: Found, _ place: Place, to sink: inout Sink
  ) throws(IngestError) {
    // A mark without a count stands for whatever is missing.
    let marked = found.hasUncountedLoss ? figures.overrun : found.lostEvents
    let lost = max(0, figures.overrun &- marked) &+ figures.dropped
    if lost > 0 {
      try sink.accept(
        Loss(cpu: place.cpu, buffer: place.buffer, from: nil, to: nil, events: lost, why: "cpu stats"))
    }
    // Where the file is damaged the gap has its time already.
    let missing = figures.promised &- found.records
    guard missing > 0, !found.hasDamage else { return }
    try sink.accept(
      Loss(
        cpu: place.cpu, buffer: place.buffer, from: nil, to: nil, events: missing,
        why: "fewer events than cpu stats"))
  }

  /// A CPU of a buffer.
  private struct Place: Hashable {
    var buffer: Int
    var cpu: Int32
  }

  /// What was read of a CPU.
  private struct Found {
    var records: Int64 = 0
    var lostEvents: Int64 = 0
    var hasUncountedLoss = false
    var hasDamage = false

    init(_ streams: some Sequence<EventStream>) {
      for stream in streams {
        records &+= stream.records
        lostEvents &+= stream.lostEvents
        hasUncountedLoss = hasUncountedLoss || stream.hasUncountedLoss
        hasDamage = hasDamage || stream.hasDamage
      }
    }
  }
}
