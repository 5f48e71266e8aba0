/// Collects what could not be read of a damaged file, or stops at the first when strict.
struct DamageLog: Sendable {
  /// File it is about.
  let file: String
  /// Whether the first damage is an error.
  let isStrict: Bool
  /// One phrase each.
  private(set) var phrases: [String] = []
  /// Whether events may be missing that no gap of a CPU stands for.
  private(set) var hidesEvents = false
  private var omitted = 0

  /// A file damaged all over must not fill the memory with phrases.
  private static let limit = 50

  init(file: String, isStrict: Bool) {
    self.file = file
    self.isStrict = isStrict
  }

  /// Notes damage at `offset`; `what` is lower case without a full stop.
  ///
  /// - Parameters:
  ///   - what: what could not be read.
  ///   - offset: where in the file.
  ///   - cpu: whose data it is.
  ///   - hidesEvents: whether events may be missing for it that no gap of a CPU stands for.
  /// - Throws: when strict.
  mutating func add(
    _ what: String, offset: UInt64? = nil, cpu: Int32? = nil, hidesEvents: Bool = false
  ) throws(IngestError) {
    if hidesEvents { self.hidesEvents = true }
    let place = cpu.map { "CPU \($0): " } ?? ""
    guard !isStrict else {
      throw IngestError(
        file, place + what, offset: offset, hint: "without --strict what can be read is read")
    }
    guard phrases.count < Self.limit else {
      omitted += 1
      return
    }
    phrases.append(place + what + (offset.map { " at offset 0x\(String($0, radix: 16))" } ?? ""))
  }

  /// The phrases, with a last one that counts those left out.
  var summary: [String] { omitted == 0 ? phrases : phrases + ["and \(omitted) more places"] }
}
