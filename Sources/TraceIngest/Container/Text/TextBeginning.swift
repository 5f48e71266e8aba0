/// Lines that begin as events and go on as nothing.
extension TextPrefix {
  /// Where the time of a line ends that begins as an event does, with a thread and its CPU; nil when it does not.
  ///
  /// Of a line that was cut off before its time, where the CPU ends.
  static func endOfBeginning(_ line: [UInt8]) -> Int? {
    guard line.count < 512 else { return nil }
    var prefix = TextPrefix()
    var at = 0
    while let (open, close, _) = nextCPU(line, from: at) {
      at = open + 1
      guard prefix.readThread(line, 0..<open), prefix.hasName else { continue }
      var place = line.skipSpaces(close + 1, line.count)
      if place < line.count, !line.isDigit(place) {
        place = line.skipSpaces(line.endOfToken(place, line.count), line.count)
      }
      return TextTime(line, place)?.end ?? close + 1
    }
    return prefix.endOfLatency(line)
  }

  /// The same in the latency format, where the CPU has no brackets.
  private mutating func endOfLatency(_ line: [UInt8]) -> Int? {
    var at = line.skipSpaces(0, line.count)
    var before = 0..<0
    while at < line.count {
      let end = line.endOfToken(at, line.count)
      if !before.isEmpty, line.isDigit(at), let time = TextTime(line, at), readThreadOfLatency(line, before) {
        return time.end
      }
      before = at..<end
      at = line.skipSpaces(end, line.count)
    }
    return nil
  }
}
