/// Where to find the parts of one event's records: taken once from its format.
struct EventPlan: Sendable {
  /// An integer field, in as few bytes as will do: a plan should fit a cache line.
  struct Number: Sendable, Equatable {
    /// How to load it; `absent` fields load as 0.
    enum Width: UInt8, Sendable {
      case absent, u8, u16, u32, u64, s8, s16, s32
    }

    var offset: UInt16 = 0
    var width = Width.absent
    /// Index in `Event.arguments`.
    var index: UInt8 = 0
  }

  /// A text field.
  enum Text: Sendable, Equatable {
    case absent
    /// In place, up to its NUL; a size of 0 reaches to the end of the record.
    case fixed(offset: UInt16, size: UInt16)
    /// Where a u32 at `offset` says; `base` is what its offset counts from.
    case dynamic(offset: UInt16, base: UInt16)
  }

  /// What records of it are read as.
  var kind: EventKind
  /// `common_pid`.
  var pid = Number()
  /// Those that the event has, in the first `count` places: whole words first, which most are.
  var arguments = InlineArray<6, Number>(repeating: Number())
  var count = 0
  var words = 0
  /// As `Event.present`.
  var present: UInt8 = 0
  var text = Text.absent
  /// A record shorter than this lacks a field.
  var minimumSize = 0
  /// Whether the format lacks a field without which the event says nothing: then no record is long enough.
  var lacksField = false
  /// Whether the user asked to keep records of it.
  var isKept = false
  /// Whether records of it are not simply accepted: kept, a stack, or followed by stacks.
  var isApart = false
  /// Records that were decoded, and those that could not be.
  var decoded: Int64 = 0
  var undecodable: Int64 = 0

  /// The plan for records of `format`, read as `kind`.
  init(_ format: EventFormat, kind: EventKind) {
    self.kind = kind
    pid = number(format.common.first { $0.name == "common_pid" }, forceSigned: true)
    for (index, described) in kind.description.arguments.enumerated() {
      let field = described.fields.lazy.compactMap { name in format.fields.first { $0.name == name } }.first
      var argument = number(field, forceSigned: described.isSigned)
      guard argument.width != .absent else { continue }
      argument.index = UInt8(index)
      arguments[count] = argument
      if argument.width == .u64 {
        (arguments[words], arguments[count]) = (argument, arguments[words])
        words += 1
      }
      count += 1
      present |= 1 << argument.index
    }
    lacksField = kind.description.essential & ~present != 0
    if lacksField { minimumSize = .max }
    if let name = kind.textName, let field = format.fields.first(where: { $0.name == name }) {
      text = Self.text(field)
      if field.shape != .array || field.size > 0 { need(field.offset + field.size) }
    }
  }

  private mutating func need(_ size: Int) { minimumSize = max(minimumSize, size) }

  private mutating func number(_ field: EventFormat.Field?, forceSigned: Bool = false) -> Number {
    guard let field, field.shape == .number, field.offset <= UInt16.max else { return Number() }
    let isSigned = field.isSigned || forceSigned
    let width: Number.Width
    switch field.size {
    case 1: width = isSigned ? .s8 : .u8
    case 2: width = isSigned ? .s16 : .u16
    case 4: width = isSigned ? .s32 : .u32
    case 8: width = .u64
    default: return Number()
    }
    need(field.offset + field.size)
    return Number(offset: UInt16(truncatingIfNeeded: field.offset), width: width)
  }

  private static func text(_ field: EventFormat.Field) -> Text {
    guard let offset = UInt16(exactly: field.offset), let size = UInt16(exactly: field.size)
    else { return .absent }
    switch field.shape {
    case .array: return .fixed(offset: offset, size: size)
    case .dataLoc where size == 4: return .dynamic(offset: offset, base: 0)
    case .relLoc where size == 4 && offset < UInt16.max - 4: return .dynamic(offset: offset, base: offset + 4)
    default: return .absent
    }
  }
}
