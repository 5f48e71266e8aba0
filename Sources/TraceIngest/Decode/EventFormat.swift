/// The fields of one event's records, as its format file describes them.
struct EventFormat: Sendable {
  /// A field of a record.
  struct Field: Sendable {
    /// How the value is laid out.
    enum Shape: Sendable, Equatable {
      /// An integer or pointer of 1, 2, 4 or 8 bytes.
      case number
      /// An array in place; a size of 0 reaches to the end of the record.
      case array
      /// `__data_loc`: u32 of offset from the record's start and length << 16.
      case dataLoc
      /// `__rel_loc`: the same, from the end of this field.
      case relLoc
    }

    var name: String
    var type: String
    var offset: Int
    var size: Int
    /// Bytes of an element of an array.
    var elementSize: Int
    var shape: Shape
    var isSigned: Bool
    /// Whether an array holds text.
    var isText: Bool
  }

  /// `common_type` of its records.
  var id: Int
  var system: String
  var name: String
  /// Fields every event has (common_type, common_pid, ...).
  var common: [Field]
  /// The event's own fields.
  var fields: [Field]
}
