/// Where kernels keep what functions take: structs.txt.
struct StructsText {
  /// Kernels in order, each with symbols that tell it from those before.
  private(set) var kernels: [(name: String, symbols: [String])] = []
  private(set) var pointers: [(name: String, type: String)] = []
  private(set) var untyped: [String] = []
  /// Offsets by `STRUCT.MEMBER`, one for each kernel.
  private(set) var members: [(name: String, offsets: [Int?])] = []

  init() {}

  init(_ stanzas: [Stanza]) throws {
    for stanza in stanzas {
      let (file, line, words) = (stanza.file, stanza.head.number, stanza.head.words)
      switch stanza.head.key {
      case "kernel" where words.count > 1: kernels.append((words[0], Array(words.dropFirst())))
      case "pointer" where words.count == 2: pointers.append((words[0], words[1]))
      case "untyped": untyped += words
      case "member" where words.count == kernels.count + 1:
        members.append((words[0], words.dropFirst().map { Int($0) }))
      default: throw CatalogueError(file, line, "not understood: see the head of this file")
      }
    }
  }
}
