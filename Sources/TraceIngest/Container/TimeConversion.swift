/// Turns the times of a trace.dat into those to store, by the file's own options.
///
/// The steps and their order are those of trace-cmd's reader (timestamp_calc in trace-input.c): guest
/// shift, then cycles to nanoseconds, then the offset of the options DATE and OFFSET.
struct TimeConversion: Sendable {
  /// Cycles to nanoseconds: `ts * mult >> shift`.
  ///
  /// The option's offset is not added: trace-cmd does not either.
  struct Cycles: Sendable, Equatable {
    var multiplier: UInt32
    var shift: UInt32
  }

  /// From the option TSC2NSEC.
  var cycles: Cycles?
  /// DATE (microseconds) and OFFSET (nanoseconds) together, in nanoseconds.
  var offset: Int64 = 0
  /// Per CPU of a guest, from the option TIME_SHIFT.
  var guest: GuestTimeShift?

  /// Nothing in a recording is later: differences of two times never overflow.
  static let limit: Int64 = 1 << 62 - 1

  /// Whether times are stored as they are.
  var isIdentity: Bool { cycles == nil && offset == 0 && guest == nil }

  /// The time to store for `raw` on `cpu`.
  @inline(__always)
  func convert(_ raw: UInt64, cpu: Int32) -> Int64 {
    if isIdentity, raw <= UInt64(Self.limit) { return Int64(raw) }
    return convertAll(raw, cpu: cpu)
  }

  @inline(never)
  private func convertAll(_ raw: UInt64, cpu: Int32) -> Int64 {
    var time = raw
    if let guest { time = guest.convert(time, cpu: cpu) }
    if let cycles {
      let (high, low) = time.multipliedFullWidth(by: UInt64(cycles.multiplier))
      let shift = UInt64(min(cycles.shift, 63))
      time = shift == 0 ? low : high << (64 - shift) | low >> shift
      if high >> shift != 0 { time = UInt64(Self.limit) }
    }
    // Neither part wraps: what is out of range stays there, and is found by that (`Pairing.hasTimesOutOfRange`).
    // A guest's may be negative until the offset is added.
    let bounded =
      guest == nil
      ? Int64(min(time, UInt64(Self.limit))) : max(-Self.limit, min(Self.limit, Int64(bitPattern: time)))
    return max(-Self.limit, min(Self.limit, bounded &+ offset))
  }
}

/// How the clock of a guest's CPUs relates to its host's: samples of offset and scale over time.
///
/// Option TIME_SHIFT of trace-cmd.dat.v7(5); the interpolation is trace-cmd's timestamp_correct.
struct GuestTimeShift: Sendable {
  struct Sample: Sendable, Equatable {
    var time: UInt64
    var offset: Int64
    var scaling: UInt64 = 1
    var fraction: UInt64 = 0
  }

  /// Whether offsets between two samples are interpolated.
  let interpolates: Bool
  /// Samples of each CPU in order of time; one list for all when the file has no list per CPU.
  let cpus: [[Sample]]

  /// Reads the option's bytes, nil when they make no sense.
  init?(_ option: RawSpan, bigEndian: Bool) {
    guard let (interpolates, cpus) = try? Self.parse(option, bigEndian: bigEndian) else { return nil }
    self.interpolates = interpolates
    self.cpus = cpus.map(Self.inOrder)
  }

  private static func parse(
    _ option: RawSpan, bigEndian: Bool
  ) throws(OutOfBytes) -> (Bool, [[Sample]]) {
    var reader = ByteReader(option, bigEndian: bigEndian)
    _ = try reader.take(8)  // trace id of the peer
    let flags: UInt32 = try reader.integer()
    // trace-cmd 2.9 wrote one list and no flags under the same option: u32 n; u64 time[n]; s64 offset[n].
    if UInt64(reader.remaining) == UInt64(flags) * 16 {
      return (true, [try samples(&reader, count: flags, scaled: false)])
    }
    let count: UInt32 = try reader.integer()
    var cpus: [[Sample]] = []
    for _ in 0..<count {
      let count: UInt32 = try reader.integer()
      cpus.append(try samples(&reader, count: count, scaled: true))
    }
    // Fractions were added later, behind everything else.
    guard reader.remaining > 0 else { return (flags & 1 != 0, cpus) }
    for cpu in cpus.indices {
      for sample in cpus[cpu].indices { cpus[cpu][sample].fraction = try reader.integer() }
    }
    return (flags & 1 != 0, cpus)
  }

  private static func samples(
    _ reader: inout ByteReader, count: UInt32, scaled: Bool
  ) throws(OutOfBytes) -> [Sample] {
    guard Int(count) <= reader.remaining / 16 else { throw OutOfBytes(offset: reader.position) }
    var samples: [Sample] = []
    for _ in 0..<count { samples.append(Sample(time: try reader.integer(), offset: 0)) }
    for index in samples.indices { samples[index].offset = try reader.integer() }
    guard scaled else { return samples }
    for index in samples.indices { samples[index].scaling = try reader.integer() }
    return samples
  }

  private static func inOrder(_ samples: [Sample]) -> [Sample] {
    var ordered: [Sample] = []
    for sample in samples.sorted(by: { $0.time < $1.time }) where ordered.last?.time != sample.time {
      ordered.append(sample)
    }
    return ordered
  }

  /// The host's time for `time` on `cpu`.
  func convert(_ time: UInt64, cpu: Int32) -> UInt64 {
    let index = cpus.count == 1 ? 0 : Int(cpu)
    guard index < cpus.count, let first = cpus[index].first else { return time }
    let samples = cpus[index]
    // With one sample trace-cmd applies the offset alone.
    guard samples.count > 1 else { return time &+ UInt64(bitPattern: first.offset) }
    // The last sample that is not after `time`, but never the very last: its successor bounds the slope.
    var low = 0
    var high = samples.count - 1
    while high - low > 1 {
      let middle = (low + high) / 2
      if samples[middle].time <= time { low = middle } else { high = middle }
    }
    let (from, to) = (samples[low], samples[low + 1])
    return scaled(time, from) &+ UInt64(bitPattern: offset(at: time, from, to))
  }

  private func scaled(_ time: UInt64, _ sample: Sample) -> UInt64 {
    guard sample.scaling != 1 || sample.fraction != 0, sample.scaling != 0 else { return time }
    let (high, low) = time.multipliedFullWidth(by: sample.scaling)
    let shift = min(sample.fraction, 63)
    return shift == 0 ? low : high << (64 - shift) | low >> shift
  }

  private func offset(at time: UInt64, _ from: Sample, _ to: Sample) -> Int64 {
    guard interpolates else { return time >= to.time ? to.offset : from.offset }
    // In floating point: the products of two times exceed 64 bits; 53 bits are nanoseconds over 100 days.
    let span = Double(to.time - from.time)
    let part = Double(Int64(bitPattern: time &- from.time)) * Double(to.offset &- from.offset) / span
    let limited = max(-9e18, min(9e18, part.rounded()))
    return from.offset &+ Int64(limited)
  }
}
