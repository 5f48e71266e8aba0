/// Names of files as strings, also those that are no UTF-8.
///
/// The system's names are bytes. A byte that is not part of valid UTF-8 becomes a scalar of a private range, one
/// for each byte, and is the same byte again where the file is opened: no name is lost on the way.
public enum FileName {
  /// U+10F700 and the byte: nobody's names have these scalars, and if they do, their bytes are escaped too.
  private static let escapes: ClosedRange<UInt32> = 0x10f780...0x10f7ff
  private static let base: UInt32 = 0x10f700

  /// The name that the system gave as `bytes`.
  public static func decode(_ bytes: some Collection<UInt8>) -> String {
    if let text = String(validating: bytes, as: UTF8.self), !hasEscapes(text) { return text }
    var name = String.UnicodeScalarView()
    var rest = Array(bytes)[...]
    while let first = rest.first {
      let length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
      let scalar = String(validating: rest.prefix(length), as: UTF8.self)?.unicodeScalars.first
      if let scalar, !escapes.contains(scalar.value) {
        name.append(scalar)
        rest = rest.dropFirst(length)
      } else {
        if let escape = Unicode.Scalar(base + UInt32(first)) { name.append(escape) }
        rest = rest.dropFirst()
      }
    }
    return String(name)
  }

  /// The byte that a scalar stands for; nil when it stands for itself.
  public static func byte(_ scalar: Unicode.Scalar) -> UInt8? {
    escapes.contains(scalar.value) ? UInt8(truncatingIfNeeded: scalar.value - base) : nil
  }

  /// The bytes of a name.
  public static func encode(_ name: String) -> [UInt8] {
    guard hasEscapes(name) else { return Array(name.utf8) }
    return name.unicodeScalars.flatMap { scalar in
      byte(scalar).map { [$0] } ?? Array(UTF8.encode(scalar) ?? .init())
    }
  }

  private static func hasEscapes(_ name: String) -> Bool {
    // All of them begin with F4, which is rare enough to look no further without it.
    name.utf8.contains(0xf4) && name.unicodeScalars.contains { escapes.contains($0.value) }
  }
}

extension String {
  /// Calls `body` with the bytes that name this file, as the system takes them.
  package func withFileName<Result, Failure: Error>(
    _ body: (UnsafePointer<CChar>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    // Never empty: the zero that ends it.
    let bytes = FileName.encode(self).map { CChar(bitPattern: $0) } + [0]
    let copy = UnsafeMutableBufferPointer<CChar>.allocate(capacity: bytes.count)
    defer { copy.deallocate() }
    _ = copy.initialize(from: bytes)
    return try body(UnsafePointer(copy.baseAddress.unsafelyUnwrapped))
  }
}
