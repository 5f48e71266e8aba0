import Glibc

/// The file of a database that is being written: under a temporary name until it is complete.
struct DatabaseFile {
  /// Where the database will be.
  let target: OutputTarget
  /// Where it is being written: in the same folder, so that a rename is enough.
  let temporary: String
  /// Open for reading and writing.
  let descriptor: Int32
  /// Folder of ours that it is made in when the target is a stream, which SQLite cannot write.
  private let workshop: String?

  /// Makes the temporary file.
  ///
  /// - Throws: `StoreError` when it cannot be made.
  init(_ target: OutputTarget) throws(StoreError) {
    self.target = target
    var folder = target.folder
    if target.isStream {
      guard let made = TemporaryFiles.makeFolder(in: ["/var/tmp", "/tmp"]) else {
        throw StoreError(target.path, "there is no folder to make it in", code: 0)
      }
      workshop = made
      folder = made + "/"
    } else {
      workshop = nil
    }
    do throws(StoreError) {
      (temporary, descriptor) = try TemporaryFiles.make(in: folder, for: target.path)
    } catch {
      workshop.map(TemporaryFiles.remove)
      throw error
    }
    target.copyRights(to: descriptor)
  }

  /// Removes the temporary file, if there is one.
  func remove() {
    TemporaryFiles.remove(temporary)
    workshop.map(TemporaryFiles.remove)
  }

  /// Brings the temporary file to the disk, if it is to be `synced`, and gives it its name.
  ///
  /// - Throws: `StoreError` when the disk or the folder refuses; the temporary file is still there then.
  func publish(synced: Bool) throws(StoreError) {
    guard !target.isStream else {
      try copy()
      return remove()
    }
    // Some file systems cannot sync; they say EINVAL and lose nothing by it.
    guard !synced || fsync(descriptor) == 0 || errno == EINVAL else {
      throw StoreError(target.path, "cannot be written to the disk: \(FileStatus.message(errno))")
    }
    try target.publish(temporary)
    TemporaryFiles.forget(temporary)
  }

  /// Writes what is complete into the stream.
  private func copy() throws(StoreError) {
    let output = try OutputFile(target)
    let size = 1 << 18
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 64)
    defer { buffer.deallocate() }
    var place: off_t = 0
    while true {
      let count = pread(descriptor, buffer.baseAddress, size, place)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        throw StoreError(target.path, "cannot be read back: \(FileStatus.message(errno))")
      }
      guard count > 0 else { break }
      try output.write(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      place += off_t(count)
    }
    try output.finish()
  }
}
