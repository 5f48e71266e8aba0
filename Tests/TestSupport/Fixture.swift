import Glibc
import TraceIngest

/// Recordings in Tests/Fixtures, by their names.
///
/// One that is kept as `NAME.zst` is unpacked once in a run, for those who need its bytes as the recorder wrote them.
package enum Fixture {
  private static let folder = Files.tests + "/Fixtures"
  /// By the path of what is packed: a recording may be asked for with its suffix or without.
  private static let unpacked = OnceByName<String>()

  /// Path of a file or folder: itself, or unpacked.
  package static func path(_ name: String) -> String {
    let path = "\(folder)/\(name)"
    guard access(path, F_OK) != 0, access(path + ".zst", F_OK) == 0 else { return path }
    let made = try? unpacked.value(path + ".zst") { try unpack(path + ".zst") }
    return made ?? path
  }

  /// Bytes of a recording, unpacked however it is kept.
  package static func bytes(_ name: String) throws -> [UInt8] {
    let path = path(name)
    let isPacked = path.hasSuffix(".zst") || path.hasSuffix(".gz")
    let plain = isPacked ? try unpacked.value(path) { try unpack(path) } : path
    guard let bytes = Files.bytes(of: plain) else { throw Files.Failure(path: path) }
    return bytes
  }

  /// Names of the recordings that are a trace.dat, in the folder itself.
  package static var recordings: [String] {
    Files.names(in: folder).filter { $0.hasSuffix(".dat") || $0.hasSuffix(".dat.zst") }.map {
      $0.hasSuffix(".zst") ? String($0.dropLast(4)) : $0
    }
  }

  private static func unpack(_ path: String) throws -> String {
    let name = path.split(separator: "/").suffix(2).joined(separator: "-")
    let target = "\(RunFolder.path)/\(name.hasSuffix(".zst") ? name.dropLast(4) : name.dropLast(3))"
    try EventCounts.unpack(path, to: target)
    return target
  }
}
