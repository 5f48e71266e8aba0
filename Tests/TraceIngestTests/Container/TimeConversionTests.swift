import Testing

@testable import TraceIngest

@Suite struct TimeConversionTests {
  private func option(flags: UInt32, _ cpus: [[(UInt64, Int64, UInt64)]], fractions: Bool) -> [UInt8] {
    var bytes = ByteWriter()
    bytes.put(UInt64(1))
    bytes.put(flags)
    bytes.put(UInt32(cpus.count))
    for samples in cpus {
      bytes.put(UInt32(samples.count))
      for sample in samples { bytes.put(sample.0) }
      for sample in samples { bytes.put(sample.1) }
      for sample in samples { bytes.put(sample.2) }
    }
    if fractions { for _ in cpus.joined() { bytes.put(UInt64(2)) } }
    return bytes.bytes
  }

  private func shift(_ bytes: [UInt8]) throws -> GuestTimeShift {
    let shift = GuestTimeShift(bytes.span.bytes, bigEndian: false)
    return try #require(shift)
  }

  @Test func guestOffsetsStepOrAreInterpolated() throws {
    let samples: [(UInt64, Int64, UInt64)] = [(1000, 10, 1), (2000, 30, 1), (3000, -30, 1)]
    let step = try shift(option(flags: 0, [samples, samples], fractions: false))
    #expect([900, 1500, 2500, 3500].map { step.convert($0, cpu: 1) } == [910, 1510, 2530, 3470])
    let slope = try shift(option(flags: 1, [samples, samples], fractions: false))
    #expect([1500, 2000, 2500].map { slope.convert($0, cpu: 0) } == [1520, 2030, 2500])
    #expect(slope.convert(1500, cpu: 9) == 1500)
  }

  @Test func guestTimesAreScaled() throws {
    let samples: [(UInt64, Int64, UInt64)] = [(1000, 10, 8), (2000, 10, 8)]
    let shift = try shift(option(flags: 0, [samples], fractions: true))
    #expect(shift.convert(1500, cpu: 0) == 3010)
  }

  @Test func oneListForAllCPUs() throws {
    var bytes = ByteWriter()
    bytes.put(UInt64(1))
    bytes.put(UInt32(1))
    bytes.put(UInt64(1000))
    bytes.put(Int64(-7))
    #expect(try shift(bytes.bytes).convert(2000, cpu: 3) == 1993)
  }

  @Test func impossibleGuestOptionsAreRefused() {
    var bytes = ByteWriter()
    bytes.put(UInt64(1))
    bytes.put(UInt32(0))
    bytes.put(UInt32.max)
    bytes.put(UInt32.max)
    let shift = GuestTimeShift(bytes.bytes.span.bytes, bigEndian: false)
    #expect(shift == nil)
  }

  @Test func cyclesAreMultipliedInFullWidth() {
    var times = TimeConversion()
    times.cycles = .init(multiplier: 1 << 31, shift: 31)
    #expect(times.convert(1 << 60, cpu: 0) == 1 << 60)
    times.offset = -5
    #expect(times.convert(1 << 60, cpu: 0) == 1 << 60 - 5)
  }

  @Test func differencesOfTimesNeverOverflow() {
    let times = TimeConversion()
    let (early, late) = (times.convert(1 << 63, cpu: 0), times.convert(1 << 63 - 1, cpu: 0))
    #expect(late.subtractingReportingOverflow(early).overflow == false)
    #expect(early != Int64.min)
  }

  /// An offset that would carry times out of range is not applied, and told.
  @Test(arguments: [
    (UInt16(7), "9223372036854775807"), (7, "-9223372036854775808"), (7, "much"), (1, "0xffffffffffffffff"),
  ])
  func anOffsetBeyondAllTimesIsDamage(option: UInt16, text: String) {
    var options = TraceDatOptions()
    let bytes = Array(text.utf8)
    options.add(option, bytes.span.bytes, version: 7, bigEndian: false)
    #expect(options.unreadable == [option])
    #expect(options.times.offset == 0)
  }

  /// No time wraps: what is out of range stays there, where it is found.
  @Test func timesDoNotWrap() {
    for offset in [0, 1000, -1000] as [Int64] {
      var times = TimeConversion()
      times.offset = offset
      #expect(times.convert(.max, cpu: 0) >= TimeConversion.limit - 1000)
    }
    var cycles = TimeConversion()
    cycles.cycles = .init(multiplier: .max, shift: 0)
    #expect(cycles.convert(1 << 40, cpu: 0) == TimeConversion.limit)
  }
}
