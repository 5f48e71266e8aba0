import Glibc
import TraceReport
import TraceStore

/// Names of recordings: those of the command line, then those of a list, which may still be growing.
///
/// A list is read as its names are needed: neither memory nor the first answer waits for a million of them.
struct RecordingNames: ~Copyable {
  /// What comes next.
  enum Next {
    /// A recording.
    case name(String)
    /// The list has no more yet: `read` when its descriptor has something.
    case waiting
    /// There are no more.
    case end
  }

  /// Where the list comes from, while it may have more; -1 when there is none.
  private(set) var descriptor: Int32 = -1
  private let list: String
  private var named: [String]
  private var taken = 0
  private var bytes: [UInt8] = []
  /// What ends a name in the list: known from its first one.
  private var end: UInt8?

  /// A name is a path.
  private static let longest = 1 << 16

  /// Opens the list, if there is one.
  init(_ named: [String], list: String?) throws(Complaint) {
    self.named = named
    self.list = list ?? ""
    guard let list else { return }
    descriptor =
      list == FleetOptions.pipe
      ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3) : list.withFileName { open($0, O_RDONLY | O_CLOEXEC) }
    guard descriptor >= 0 else {
      throw Complaint(list, "cannot be read: \(String(cString: strerror(errno)).lowercased())")
    }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// The next recording; a folder stands for those in it.
  mutating func next() throws(Complaint) -> Next {
    while true {
      if taken < named.count {
        taken += 1
        let name = named[taken - 1]
        guard !RecordingFiles.isSingle(name) else { return .name(name) }
        // One without recordings is told by whoever tries to read it.
        guard let inside = try? RecordingFiles.list(name) else { return .name(name) }
        named.replaceSubrange(..<taken, with: inside)
        taken = 0
      } else if let line = takeLine() {
        if !line.isEmpty { named.append(FileName.decode(line)) }
        if taken > 1000 {
          named.removeFirst(taken)
          taken = 0
        }
      } else if descriptor >= 0 {
        guard bytes.count < Self.longest else {
          throw Complaint(list, "has a name that is longer than \(Self.longest) bytes: is it a list?")
        }
        return .waiting
      } else {
        return .end
      }
    }
  }

  /// Reads what there is of the list.
  mutating func read() throws(Complaint) {
    var buffer = [UInt8](repeating: 0, count: 1 << 14)
    let count = Glibc.read(descriptor, &buffer, buffer.count)
    if count > 0 {
      bytes += buffer[..<count]
    } else if count == 0 {
      close(descriptor)
      descriptor = -1
    } else if errno != EINTR, errno != EAGAIN {
      throw Complaint(list, "cannot be read: \(String(cString: strerror(errno)).lowercased())")
    }
  }

  /// The next whole line; at the end also what has none.
  private mutating func takeLine() -> [UInt8]? {
    if end == nil { end = bytes.first { $0 == 0 || $0 == UInt8(ascii: "\n") } }
    if let end, let place = bytes.firstIndex(of: end) {
      defer { bytes.removeFirst(place + 1) }
      return Array(bytes[..<place])
    }
    guard descriptor < 0, !bytes.isEmpty else { return nil }
    defer { bytes = [] }
    return bytes
  }
}
