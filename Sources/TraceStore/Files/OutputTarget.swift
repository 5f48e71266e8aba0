import Glibc

/// Where a result goes, looked at before the work begins: what may not be written is refused then.
///
/// - What is read is never written, told by device and inode.
/// - What exists is replaced only when that was asked for, and only what may be: no folder, no recording, no
///   database of another program.
/// - What is not a regular file (a pipe, a device) is opened and written, never replaced.
/// - A symbolic link stays; the file that it leads to is what is meant.
public struct OutputTarget: Sendable {
  /// What will be written.
  public enum Content: Sendable {
    /// A database: takes the place of a database of ours, of nothing else.
    case database
    /// Text or another document.
    case document
  }

  /// What is there now.
  enum Place: Sendable, Equatable {
    case nothing
    /// A file that may be replaced.
    case file(FileIdentity)
    /// A pipe or a device.
    case stream
    /// Open already, as `/dev/stdout` is.
    case descriptor(Int32)
  }

  /// The path as it was given, for messages.
  public var path: String
  let place: Place
  /// The path behind all links.
  let resolved: String

  /// Looks at `path`.
  ///
  /// - Parameters:
  ///   - path: as given; `-` is standard output.
  ///   - replacing: whether a file that is there may be replaced.
  ///   - inputs: what is read meanwhile.
  ///   - content: what will be written.
  /// - Throws: `StoreError` when it may not be written.
  public init(
    _ path: String, replacing: Bool, inputs: Set<FileIdentity> = [], content: Content
  ) throws(StoreError) {
    self.path = path
    if let descriptor = Self.descriptor(path) {
      if let identity = FileIdentity(descriptor: descriptor), inputs.contains(identity) {
        throw Self.input(path)
      }
      (place, resolved) = (.descriptor(descriptor), path)
      return
    }
    guard let itself = FileStatus.itself(path) else {
      guard errno == ENOENT else { throw StoreError(path, "cannot be written: \(FileStatus.message(errno))") }
      (place, resolved) = (.nothing, path)
      return
    }
    guard let status = FileStatus.following(path) else {
      throw StoreError(path, "is a symbolic link that leads nowhere")
    }
    let identity = FileIdentity(status)
    if inputs.contains(identity) { throw Self.input(path) }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: throw StoreError(path, "is a folder")
    case S_IFREG:
      guard replacing else { throw Self.existing(path) }
      try Self.check(path, status, content)
      place = .file(identity)
      resolved = FileStatus.isLink(itself) ? try Self.resolve(path) : path
    case S_IFBLK where !replacing: throw Self.existing(path)
    default: (place, resolved) = (.stream, path)
    }
  }

  /// The folder that it is in, with the last slash; empty for the current one.
  var folder: String {
    resolved.lastIndex(of: "/").map { String(resolved[...$0]) } ?? ""
  }

  /// Whether the result is written as it comes, not put in the place of a file when it is whole.
  public var isStream: Bool {
    switch place {
    case .nothing, .file: false
    case .stream, .descriptor: true
    }
  }

  /// Opens a stream to write it.
  func openStream() throws(StoreError) -> Int32 {
    let opened: Int32
    if case .descriptor(let descriptor) = place {
      opened = fcntl(descriptor, F_DUPFD_CLOEXEC, 3)
    } else {
      opened = resolved.withFileName { open($0, O_WRONLY | O_NOCTTY | O_CLOEXEC) }
    }
    guard opened >= 0 else { throw StoreError(path, "cannot be written: \(FileStatus.message(errno))") }
    return opened
  }

  /// Gives the complete file `temporary` its name.
  func publish(_ temporary: String) throws(StoreError) {
    if case .file(let identity) = place {
      guard FileIdentity(resolved) == identity else { throw StoreError(path, "was replaced meanwhile") }
      guard rename(temporary) == 0 else { throw failure }
    } else {
      // Unlike rename(), link() never replaces a file that appeared meanwhile.
      let code = temporary.withFileName { from in resolved.withFileName { link(from, $0) == 0 ? 0 : errno } }
      if code == 0 {
        _ = temporary.withFileName { unlink($0) }
      } else {
        guard code != EEXIST, FileStatus.itself(resolved) == nil else { throw Self.existing(path) }
        // A file system without hard links: the look and the rename are two steps.
        guard rename(temporary) == 0 else { throw failure }
      }
    }
    syncFolder()
  }

  private func rename(_ temporary: String) -> Int32 {
    temporary.withFileName { from in resolved.withFileName { Glibc.rename(from, $0) } }
  }

  /// The file is complete and has its name: what the folder's disk says is no reason to say it were not there.
  private func syncFolder() {
    let descriptor = (folder.isEmpty ? "." : folder).withFileName {
      open($0, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    }
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }

  /// Gives a new file the owner and the rights of the one that it will replace.
  func copyRights(to descriptor: Int32) {
    guard case .file = place, let status = FileStatus.following(resolved) else { return }
    _ = fchown(descriptor, status.st_uid, status.st_gid)
    _ = fchmod(descriptor, status.st_mode & 0o777)
  }

  private var failure: StoreError { StoreError(path, "cannot be named: \(FileStatus.message(errno))") }

  private static func existing(_ path: String) -> StoreError { StoreError(path, StoreError.exists) }

  private static func input(_ path: String) -> StoreError {
    StoreError(path, "is what is read: it is never written")
  }

  private static func resolve(_ path: String) throws(StoreError) -> String {
    guard let found = path.withFileName({ realpath($0, nil) }) else {
      throw StoreError(path, "cannot be written: \(FileStatus.message(errno))")
    }
    defer { free(found) }
    return FileName.decode(
      UnsafeBufferPointer(start: found, count: strlen(found)).map { UInt8(bitPattern: $0) })
  }

  /// The descriptor that a path stands for: opening it again would begin the file anew.
  private static func descriptor(_ path: String) -> Int32? {
    switch path {
    case "-", "/dev/stdout": return STDOUT_FILENO
    case "/dev/stderr": return STDERR_FILENO
    default:
      for folder in ["/dev/fd/", "/proc/self/fd/"] where path.hasPrefix(folder) {
        return Int32(path.dropFirst(folder.count))
      }
      return nil
    }
  }

  /// Refuses what nobody wants to lose, by the first bytes of the file.
  private static func check(_ path: String, _ status: stat, _ content: Content) throws(StoreError) {
    guard status.st_size > 0 else { return }
    let kind = try FileKind(path)
    switch (kind, content) {
    case (.ours, _), (.other, .document): return
    case (.database, _): throw StoreError(path, "is a database, but not one of mmtrace: it is not replaced")
    case (.recording, _): throw StoreError(path, "is a recording: it is not replaced")
    case (.other, .database): throw StoreError(path, "is no database of mmtrace: it is not replaced")
    }
  }
}
