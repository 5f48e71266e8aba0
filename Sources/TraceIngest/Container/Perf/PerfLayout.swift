/// Where a sample of one attribute has its parts, and the sample_id that ends other records.
///
/// The order is that of PERF_RECORD_SAMPLE in include/uapi/linux/perf_event.h, which is not the order of
/// the bits. Offsets count from the record's header; -1 is "not there".
struct PerfLayout: Sendable, Hashable {
  private enum Bit {
    static let ip: UInt64 = 1 << 0
    static let tid: UInt64 = 1 << 1
    static let time: UInt64 = 1 << 2
    static let address: UInt64 = 1 << 3
    static let read: UInt64 = 1 << 4
    static let callchain: UInt64 = 1 << 5
    static let id: UInt64 = 1 << 6
    static let cpu: UInt64 = 1 << 7
    static let period: UInt64 = 1 << 8
    static let stream: UInt64 = 1 << 9
    static let raw: UInt64 = 1 << 10
    static let identifier: UInt64 = 1 << 16
  }

  /// Size of a record's header.
  static let header = 8

  var id = -1
  var ip = -1
  var tid = -1
  var time = -1
  var address = -1
  var cpu = -1
  /// End of the parts of fixed size: the counts, the call chain and the raw data follow.
  var fixedSize = header

  /// The same in a sample_id, from the record's end backwards.
  var idFromEnd = -1
  var tidFromEnd = -1
  var timeFromEnd = -1
  var cpuFromEnd = -1
  /// Bytes of the sample_id, 0 when there is none.
  var sampleIDSize = 0

  let hasCallchain: Bool
  let hasRaw: Bool
  private let hasRead: Bool
  private let readFormat: UInt64

  /// The layout that `attribute` gives.
  init(_ attribute: PerfAttribute) {
    let type = attribute.sampleType
    hasRead = type & Bit.read != 0
    hasCallchain = type & Bit.callchain != 0
    hasRaw = type & Bit.raw != 0
    readFormat = attribute.readFormat
    var next = Self.header
    func place(_ bit: UInt64) -> Int {
      guard type & bit != 0 else { return -1 }
      defer { next += 8 }
      return next
    }
    let identifier = place(Bit.identifier)
    ip = place(Bit.ip)
    tid = place(Bit.tid)
    time = place(Bit.time)
    address = place(Bit.address)
    let plainID = place(Bit.id)
    _ = place(Bit.stream)
    cpu = place(Bit.cpu)
    _ = place(Bit.period)
    id = identifier >= 0 ? identifier : plainID
    fixedSize = next
    guard attribute.flags & PerfAttribute.sampleIDAll != 0 else { return }
    placeFromEnd(type)
  }

  /// {pid, tid} {time} {id} {stream} {cpu, res} {identifier}, each if its bit is set.
  private mutating func placeFromEnd(_ type: UInt64) {
    var size = 0
    func place(_ bit: UInt64) -> Int {
      guard type & bit != 0 else { return -1 }
      size += 8
      return size
    }
    let identifier = place(Bit.identifier)
    cpuFromEnd = place(Bit.cpu)
    _ = place(Bit.stream)
    let plainID = place(Bit.id)
    timeFromEnd = place(Bit.time)
    tidFromEnd = place(Bit.tid)
    idFromEnd = identifier >= 0 ? identifier : plainID
    sampleIDSize = size
  }

  /// The parts of a sample that have no fixed place.
  struct Variable {
    /// Instruction pointers of the call chain, in bytes from the record's header.
    var callchain = 0..<0
    /// The raw data: for a tracepoint its ftrace record.
    var raw: Range<Int>?
  }

  /// Finds the parts without a fixed place in `record`, nil when they do not fit it.
  func variable(in record: RawSpan, bigEndian: Bool) -> Variable? {
    var reader = ByteReader(record, bigEndian: bigEndian, at: UInt64(fixedSize))
    var variable = Variable()
    do throws(OutOfBytes) {
      if hasRead { try skipRead(&reader) }
      if hasCallchain {
        let count: UInt64 = try reader.integer()
        variable.callchain = try reader.take(count.multipliedReportingOverflow(by: 8).partialValue)
        guard count <= UInt64(record.byteCount) / 8 else { return nil }
      }
      if hasRaw { variable.raw = try reader.take(UInt64(try reader.integer(UInt32.self))) }
    } catch {
      return nil
    }
    return variable
  }

  /// Passes over the counts: PERF_FORMAT_* bits are 0 enabled, 1 running, 2 id, 3 group, 4 lost.
  private func skipRead(_ reader: inout ByteReader) throws(OutOfBytes) {
    let times = UInt64((readFormat & 1) + (readFormat >> 1 & 1))
    let perValue = 1 + (readFormat >> 2 & 1) + (readFormat >> 4 & 1)
    if readFormat & 8 == 0 {
      _ = try reader.take(8 * (perValue + times))
    } else {
      let count: UInt64 = try reader.integer()
      guard count <= UInt64(reader.remaining) else { throw OutOfBytes(offset: reader.position) }
      _ = try reader.take(8 * (times + count * perValue))
    }
  }
}
