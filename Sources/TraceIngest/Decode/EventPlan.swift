/// Where to find the parts of one event's records: taken once from its format.
struct EventPlan: Sendable {
  /// An integer field.
  struct Number: Sendable, Equatable {
    /// How to load it; `absent` fields load as 0.
    enum Width: UInt8, Sendable {
      case absent, u8, u16, u32, u64, s8, s16, s32
    }

    var offset = 0
    var width = Width.absent

    /// No such field.
    static let absent = Number()
  }

  /// A text field.
  enum Text: Sendable, Equatable {
    case absent
    /// In place, up to its NUL; a size of 0 reaches to the end of the record.
    case fixed(offset: Int, size: Int)
    /// Where a u32 at `offset` says; `base` is what its offset counts from.
    case dynamic(offset: Int, base: Int)
  }

  /// What records of it are read as.
  var kind: EventKind
  /// `common_pid`.
  var pid = Number.absent
  /// As `EventKind` documents them.
  var arguments = InlineArray<6, Number>(repeating: .absent)
  /// Bit i is set when `arguments[i]` exists.
  var present: UInt8 = 0
  var text = Text.absent
  /// A record shorter than this lacks a field.
  var minimumSize = 0
  /// Whether the user asked to keep records of it.
  var isKept = false

  /// The plan for records of `format`, read as `kind`.
  init(_ format: EventFormat, kind: EventKind) {
    self.kind = kind
    pid = number(format.common.first { $0.name == "common_pid" }, forceSigned: true)
    for (index, names) in kind.argumentNames.enumerated() {
      let field = names.lazy.compactMap { name in format.fields.first { $0.name == name } }.first
      // 32-bit kernels record "all pages" as 0xffffffff; sign extension makes it -1 everywhere.
      let argument = number(field, forceSigned: kind == .tlbFlush)
      guard argument != .absent else { continue }
      arguments[index] = argument
      present |= 1 << UInt8(index)
    }
    if let name = kind.textName, let field = format.fields.first(where: { $0.name == name }) {
      text = Self.text(field)
      if field.shape != .array || field.size > 0 { need(field.offset + field.size) }
    }
  }

  /// The plan for records nothing is known about.
  init() {
    kind = .other
  }

  private mutating func need(_ size: Int) { minimumSize = max(minimumSize, size) }

  private mutating func number(_ field: EventFormat.Field?, forceSigned: Bool = false) -> Number {
    guard let field, field.shape == .number else { return .absent }
    let isSigned = field.isSigned || forceSigned
    let width: Number.Width
    switch field.size {
    case 1: width = isSigned ? .s8 : .u8
    case 2: width = isSigned ? .s16 : .u16
    case 4: width = isSigned ? .s32 : .u32
    case 8: width = .u64
    default: return .absent
    }
    need(field.offset + field.size)
    return Number(offset: field.offset, width: width)
  }

  private static func text(_ field: EventFormat.Field) -> Text {
    switch field.shape {
    case .array: .fixed(offset: field.offset, size: field.size)
    case .dataLoc where field.size == 4: .dynamic(offset: field.offset, base: 0)
    case .relLoc where field.size == 4: .dynamic(offset: field.offset, base: field.offset + 4)
    default: .absent
    }
  }
}
