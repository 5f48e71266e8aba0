/// Why a recording could not be read or stored: one sentence with the number and the offset in it.
public struct IngestError: Error, Sendable, CustomStringConvertible {
  /// File it is about.
  public var file: String
  /// What happened, lower case, without a full stop.
  public var what: String
  /// Byte offset in the file, nil when it is not about one place.
  public var offset: UInt64?
  /// What to do, nil when there is nothing to suggest.
  public var hint: String?

  /// An error about `file`.
  public init(_ file: String, _ what: String, offset: UInt64? = nil, hint: String? = nil) {
    self.file = file
    self.what = what
    self.offset = offset
    self.hint = hint
  }

  /// `FILE: WHAT (at offset 0x...)`.
  public var description: String {
    let place = offset.map { " (at offset 0x\(String($0, radix: 16)))" } ?? ""
    return "\(file): \(what)\(place)"
  }
}
