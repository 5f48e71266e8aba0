internal import CTraceEvent
internal import Glibc
internal import Synchronization

/// Parses event formats with libtraceevent.
///
/// libtraceevent is asked once per event for offset, size and sign of the fields and never per record:
/// some distributions ship it unoptimised, where one call costs more than everything else.
struct FormatParser {
  /// libtraceevent keeps its tokenizer's state in globals, so only one thread may parse, whatever the handle.
  private static let turn = Mutex<Void>(())

  private let isBigEndian: Bool
  private let longSize: Int32

  /// A parser for the formats of one recording.
  init(bigEndian: Bool, longSize: Int) {
    isBigEndian = bigEndian
    // What a head may say is checked where it is read; C gets what it knows.
    self.longSize = longSize == 4 ? 4 : 8
  }

  /// The format in `text`, nil when it is none or its number is one of `taken`.
  func parse(_ text: RawSpan, system: String, unless taken: Set<Int>) -> EventFormat? {
    guard system.utf8.count <= FormatText.nameLimit, let format = FormatText(text),
      !taken.contains(format.id)
    else { return nil }
    return Self.turn.withLock { _ in
      // A handle of its own for each: libtraceevent looks through all events of a handle for each new one, and
      // what is wrong with one format cannot touch the next.
      guard let tep = handle() else { return nil }
      defer { tep_free(tep) }
      var clean = Array(format.rendered.utf8CString)
      // An error is but a warning: the event and its fields stay usable when the print fmt is not.
      let length = UInt(clean.count - 1)
      clean.withUnsafeMutableBufferPointer { text in
        system.withCString { _ = tep_parse_event(tep, text.baseAddress, length, $0) }
      }
      guard let event = tep_find_event(tep, Int32(format.id)) else { return nil }
      return EventFormat(
        id: format.id, system: system, name: format.name,
        common: Self.fields(tep_event_common_fields(event)), fields: Self.fields(tep_event_fields(event)))
    }
  }

  private func handle() -> OpaquePointer? {
    // Its warnings would go to stderr; what fails is reported by what is missing afterwards.
    tep_set_loglevel(TEP_LOG_NONE)
    guard let tep = tep_alloc() else { return nil }
    tep_set_file_bigendian(tep, isBigEndian ? TEP_BIG_ENDIAN : TEP_LITTLE_ENDIAN)
    tep_set_local_bigendian(tep, TEP_LITTLE_ENDIAN)
    tep_set_long_size(tep, longSize)
    return tep
  }

  /// Copies libtraceevent's NULL-ended array of fields, which is the caller's to free.
  private static func fields(
    _ list: UnsafeMutablePointer<UnsafeMutablePointer<tep_format_field>?>?
  ) -> [EventFormat.Field] {
    guard let list else { return [] }
    defer { free(list) }
    var fields: [EventFormat.Field] = []
    var index = 0
    while let field = list[index]?.pointee {
      index += 1
      guard let name = field.name, field.offset >= 0, field.size >= 0 else { continue }
      let flags = field.flags
      let has = { (flag: tep_format_flags) in flags & UInt(flag.rawValue) != 0 }
      let shape: EventFormat.Field.Shape =
        if has(TEP_FIELD_IS_DYNAMIC) {
          has(TEP_FIELD_IS_RELATIVE) ? .relLoc : .dataLoc
        } else if has(TEP_FIELD_IS_ARRAY) {
          .array
        } else {
          .number
        }
      fields.append(
        EventFormat.Field(
          name: String(cString: name), type: field.type.map { String(cString: $0) } ?? "",
          offset: Int(field.offset), size: Int(field.size), elementSize: Int(field.elementsize),
          shape: shape, isSigned: has(TEP_FIELD_IS_SIGNED), isText: has(TEP_FIELD_IS_STRING)))
    }
    return fields
  }
}
