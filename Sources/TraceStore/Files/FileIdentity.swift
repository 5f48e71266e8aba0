import Glibc

/// Which file it is, whatever its name: device and inode.
public struct FileIdentity: Hashable, Sendable {
  private let device: UInt64
  private let inode: UInt64

  /// The file that a path leads to, nil when there is none.
  public init?(_ path: String) {
    guard let status = FileStatus.following(path) else { return nil }
    self.init(status)
  }

  /// The file that is open as `descriptor`.
  public init?(descriptor: Int32) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return nil }
    self.init(status)
  }

  init(_ status: stat) {
    device = UInt64(status.st_dev)
    inode = UInt64(status.st_ino)
  }

  /// Everything that is read when `path` is the input: the file, each file of a folder, standard input for `-`.
  public static func input(_ path: String) -> Set<FileIdentity> {
    if path == "-" { return Set([FileIdentity(descriptor: STDIN_FILENO)].compactMap(\.self)) }
    guard let status = FileStatus.following(path) else { return [] }
    var found: Set = [FileIdentity(status)]
    guard FileStatus.isFolder(status) else { return found }
    for name in FileStatus.names(in: path) {
      if let file = FileIdentity("\(path)/\(name)") { found.insert(file) }
    }
    return found
  }
}

/// What the system says about files.
public enum FileStatus {
  /// Why this user cannot read the file at `path`; nil when it can be read.
  public static func whyUnreadable(_ path: String) -> String? {
    path.withFileName { access($0, R_OK) } == 0 ? nil : message(errno)
  }

  /// Of the file that a path leads to.
  static func following(_ path: String) -> stat? {
    var status = stat()
    return path.withFileName { fstatat(AT_FDCWD, $0, &status, 0) } == 0 ? status : nil
  }

  /// Of what a path names, if need be of the link itself.
  static func itself(_ path: String) -> stat? {
    var status = stat()
    return path.withFileName { fstatat(AT_FDCWD, $0, &status, AT_SYMLINK_NOFOLLOW) } == 0 ? status : nil
  }

  static func isFolder(_ status: stat) -> Bool { status.st_mode & S_IFMT == S_IFDIR }
  static func isRegular(_ status: stat) -> Bool { status.st_mode & S_IFMT == S_IFREG }
  static func isLink(_ status: stat) -> Bool { status.st_mode & S_IFMT == S_IFLNK }

  /// Names in a folder, hidden ones too, without `.` and `..`; at most `limit`.
  static func names(in folder: String, limit: Int = 100_000) -> [String] {
    guard let stream = folder.withFileName({ opendir($0) }) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while names.count < limit, let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        FileName.decode(Array(bytes.prefix { $0 != 0 }))
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  /// What the system says went wrong.
  static func message(_ code: Int32) -> String { String(cString: strerror(code)).lowercased() }
}
