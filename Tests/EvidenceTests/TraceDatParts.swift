@testable import TraceIngest

/// Where the parts of a trace.dat are, so that they can be taken away.
struct TraceDatParts: Sendable {
  /// A tracepoint or probe and where its name and number are in the file.
  struct Kind: Sendable {
    var role: String
    /// The last letter of its name.
    var name: Int
    /// The first digit of its number.
    var number: Int
    /// The last letter of each of its fields.
    var fields: [(name: String, place: Int)]
  }

  /// One CPU: its entry of the table, and its data.
  struct CPU: Sendable {
    /// Of the top buffer: where its offset and size are in the table; version 6 only.
    var entry: Int?
    var data: Range<Int>
    /// Sub-buffers.
    func page(_ number: Int) -> Int { data.lowerBound + number * TraceDatParts.pageSize }
    var pages: Int { data.count / TraceDatParts.pageSize }
  }

  static let pageSize = 4096

  let bytes: [UInt8]
  private(set) var kinds: [Kind] = []
  private(set) var cpus: [CPU] = []

  init(_ bytes: [UInt8]) throws {
    self.bytes = bytes
    var damage = DamageLog(file: "", isStrict: true)
    var formats: [EventFormat] = []
    try bytes.withUnsafeBytes { buffer in
      let span = RawSpan(_unsafeBytes: buffer)
      let head = try TraceDatHead(span, path: "")
      if head.version == 6 {
        let body = try TraceDatVersion6.read(span, head: head, damage: &damage)
        formats = body.metadata.formats
        let top = body.buffers[0]
        for (number, data) in top.cpus.enumerated() where data.size > 0 {
          let start = Int(data.offset)
          cpus.append(
            CPU(entry: Int(top.section) + 16 * number, data: start..<start + Int(data.size)))
        }
      } else {
        let options = try TraceDatVersion7(buffer, head: head).readOptions(damage: &damage)
        for data in options.buffers[0].cpus {
          cpus.append(CPU(entry: nil, data: Int(data.offset)..<Int(data.offset + data.size)))
        }
      }
    }
    for format in formats { try add(format) }
  }

  private mutating func add(_ format: EventFormat) throws {
    let kind = EventKind.classify(
      system: format.system, name: format.name, fieldNames: format.fields.map(\.name))
    guard kind != .other, let start = find("name: \(format.name)\nID: \(format.id)\n") else { return }
    let end = start + "name: ".utf8.count + format.name.utf8.count
    let fields = format.fields.compactMap { field in
      find("\(field.name);\toffset", from: end).map { (field.name, $0 + field.name.utf8.count - 1) }
    }
    kinds.append(
      Kind(role: kind.role, name: end - 1, number: end + "\nID: ".utf8.count, fields: fields))
  }

  private func find(_ text: String, from start: Int = 0) -> Int? {
    let wanted = Array(text.utf8)
    return bytes.withUnsafeBytes { buffer in
      var at = start
      while at <= buffer.count - wanted.count {
        if buffer[at] == wanted[0], buffer[at..<at + wanted.count].elementsEqual(wanted) { return at }
        at += 1
      }
      return nil
    }
  }
}
