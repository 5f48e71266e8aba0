extension KernelLayout {
  /// Reads what the catalogue asks for from a kernel's type information (`/sys/kernel/btf/vmlinux`).
  ///
  /// - Returns: nil when the bytes are no such thing, or end too early.
  public init?(btf bytes: [UInt8]) {
    guard let types = BTFTypes(bytes) else { return nil }
    let functions = Set(CatalogueEntry.all.map(\.function))
    self.init(parameters: [:], offsets: [:], source: "the kernel's BTF")
    for index in types.starts.indices {
      let type = types[index]
      if type.kind == .function, functions.contains(type.name), parameters[type.name] == nil {
        parameters[type.name] = types.parameterNames(of: type)
      } else if type.kind == .structure {
        for wanted in Self.wantedMembers where wanted.hasPrefix(type.name + ".") && offsets[wanted] == nil {
          offsets[wanted] = types.offset(of: wanted.dropFirst(type.name.count + 1), in: type)
        }
      }
    }
    guard !parameters.isEmpty else { return nil }
  }
}

/// The types of a BTF file (Documentation/bpf/btf.rst of the kernel), looked at in place.
struct BTFTypes {
  enum Kind: UInt32 {
    case integer = 1, pointer, array, structure, union, enumeration, forward, alias, volatile, constant,
      restrict
    case function, prototype, variable, section, float, declarationTag, typeTag, enumeration64

    /// Bytes that follow each of the first twelve: for each element, and besides.
    var extra: (each: Int, fixed: Int) {
      switch self {
      case .integer, .variable, .declarationTag: (0, 4)
      case .array: (0, 12)
      case .structure, .union, .section, .enumeration64: (12, 0)
      case .enumeration, .prototype: (8, 0)
      default: (0, 0)
      }
    }
  }

  struct BTFType {
    var kind: Kind
    var name: String
    var count: Int
    /// Member offsets are bits with a bit field's size above them.
    var hasBitfields: Bool
    /// The type it refers to, or a size.
    var target: Int
    /// Where its elements begin.
    var elements: Int
  }

  /// Where each type begins; type 1 is the first.
  private(set) var starts: [Int] = []
  private let bytes: [UInt8]
  private let strings: Range<Int>

  init?(_ bytes: [UInt8]) {
    self.bytes = bytes
    guard bytes.count >= 24, bytes[0] == 0x9f, bytes[1] == 0xeb else { return nil }
    let words = (1...5).map { Int(Self.load(bytes, 4 * $0)) }
    let typeStart = words[0] + words[1], typeEnd = typeStart + words[2]
    let stringStart = words[0] + words[3], stringEnd = stringStart + words[4]
    guard typeEnd <= bytes.count, stringEnd <= bytes.count else { return nil }
    strings = stringStart..<stringEnd
    var at = typeStart
    while at + 12 <= typeEnd {
      let info = Self.load(bytes, at + 4)
      guard let kind = Kind(rawValue: (info >> 24) & 0x1f) else { return nil }
      starts.append(at)
      at += 12 + kind.extra.fixed + kind.extra.each * Int(info & 0xffff)
    }
    guard at == typeEnd else { return nil }
  }

  subscript(index: Int) -> BTFType {
    let at = starts[index]
    let info = Self.load(bytes, at + 4)
    return BTFType(
      kind: Kind(rawValue: (info >> 24) & 0x1f) ?? .forward, name: string(Int(Self.load(bytes, at))),
      count: Int(info & 0xffff), hasBitfields: info >> 31 == 1, target: Int(Self.load(bytes, at + 8)),
      elements: at + 12)
  }

  /// Type number `id` of the file, behind names and qualifiers.
  private func resolved(_ id: Int) -> BTFType? {
    var id = id
    for _ in 0..<16 {
      guard id > 0, id <= starts.count else { return nil }
      let type = self[id - 1]
      switch type.kind {
      case .alias, .volatile, .constant, .restrict, .typeTag: id = type.target
      default: return type
      }
    }
    return nil
  }

  func parameterNames(of function: BTFType) -> [String]? {
    guard let prototype = resolved(function.target), prototype.kind == .prototype else { return nil }
    return (0..<prototype.count).map { string(Int(Self.load(bytes, prototype.elements + 8 * $0))) }
  }

  /// Offset of a member in bytes, also of one in a nameless part.
  func offset(of member: Substring, in type: BTFType, depth: Int = 0) -> Int? {
    for index in 0..<type.count where depth < 8 {
      let at = type.elements + 12 * index
      let bits = Int(Self.load(bytes, at + 8) & (type.hasBitfields ? 0xff_ffff : 0xffff_ffff))
      let name = string(Int(Self.load(bytes, at)))
      if name == member { return bits % 8 == 0 ? bits / 8 : nil }
      guard name.isEmpty, let part = resolved(Int(Self.load(bytes, at + 4))),
        part.kind == .structure || part.kind == .union,
        let inner = offset(of: member, in: part, depth: depth + 1)
      else { continue }
      return bits / 8 + inner
    }
    return nil
  }

  private func string(_ offset: Int) -> String {
    guard offset > 0, offset < strings.count else { return "" }
    let rest = bytes[(strings.lowerBound + offset)..<strings.upperBound]
    return String(decoding: rest.prefix { $0 != 0 }, as: UTF8.self)
  }

  private static func load(_ bytes: [UInt8], _ at: Int) -> UInt32 {
    guard at >= 0, at + 4 <= bytes.count else { return 0 }
    return (0..<4).reduce(0) { $0 | UInt32(bytes[at + $1]) << UInt32(8 * $1) }
  }
}
