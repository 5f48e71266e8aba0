extension EventStream.Source {
  /// The streams of `buffers`, checked against the file: what reaches beyond its end is cut off, and no
  /// byte belongs to two CPUs, so that the work is bounded by the file's size.
  static func streams(
    of buffers: [TraceDatOptions.Buffer], file: RawSpan, head: TraceDatHead, damage: inout DamageLog
  ) throws(IngestError) -> [EventStream.Source] {
    var sources: [EventStream.Source] = []
    for (number, buffer) in buffers.enumerated() {
      let isCompressed = try isCompressed(buffer, file: file, head: head, damage: &damage)
      var pageSize = buffer.pageSize ?? head.pageSize
      if !TraceDatHead.pageSizes.contains(pageSize) {
        try damage.add("buffer '\(buffer.name)' has sub-buffers of \(pageSize) bytes")
        pageSize = head.pageSize
      }
      for data in buffer.cpus where data.size > 0 {
        let start = min(data.offset, UInt64(file.byteCount))
        let available = min(data.size, UInt64(file.byteCount) - start)
        if available < data.size {
          try damage.add(
            "\(data.size - available) of \(data.size) bytes are missing", offset: data.offset, cpu: data.cpu)
        }
        sources.append(
          EventStream.Source(
            buffer: number, cpu: data.cpu, range: Int(start)..<Int(start + available), pageSize: pageSize,
            isCompressed: isCompressed, isCutOff: available < data.size))
      }
    }
    sources = try withoutOverlaps(sources, damage: &damage)
    for index in sources.indices where sources[index].isCompressed && !sources[index].range.isEmpty {
      // trace-cmd 3.1 leaves the u32 that counts the chunks out of the size; later versions do not.
      let range = sources[index].range
      sources[index].range = range.lowerBound..<min(range.upperBound + 4, file.byteCount)
    }
    return sources
  }

  /// Whether the data of a buffer are in chunks: a flag of their section.
  private static func isCompressed(
    _ buffer: TraceDatOptions.Buffer, file: RawSpan, head: TraceDatHead, damage: inout DamageLog
  ) throws(IngestError) -> Bool {
    guard head.version == 7 else { return false }
    do throws(OutOfBytes) {
      return try TraceDatVersion7.section(at: buffer.section, of: file, head: head).isCompressed
    } catch {
      try damage.add(
        "section of buffer '\(buffer.name)' cannot be read", offset: buffer.section, hidesEvents: true)
      return head.compression != .none
    }
  }

  private static func withoutOverlaps(
    _ sources: [EventStream.Source], damage: inout DamageLog
  ) throws(IngestError) -> [EventStream.Source] {
    var sources = sources
    var end = 0
    for index in sources.indices.sorted(by: { sources[$0].range.lowerBound < sources[$1].range.lowerBound }) {
      let range = sources[index].range
      guard range.lowerBound < end, !range.isEmpty else {
        end = max(end, range.upperBound)
        continue
      }
      sources[index].range = range.lowerBound..<range.lowerBound
      sources[index].isCutOff = true
      try damage.add(
        "its data overlap those of another CPU", offset: UInt64(range.lowerBound), cpu: sources[index].cpu)
    }
    return sources
  }
}
