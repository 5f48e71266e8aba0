/// The functions that addresses lie in, by the text of /proc/kallsyms: lines of `ADDRESS TYPE NAME [MODULE]`.
///
/// The text has megabytes and is in no order, so it is read once for all addresses, and nothing else of it is kept.
struct KernelSymbols {
  /// The nearest symbol at or before an address.
  private struct Nearest {
    var address: UInt64 = 0
    var isFunction = false
    var name = 0..<0
  }

  /// What lies farther behind a symbol is not of it: past the end of the kernel's or a module's text.
  private static let farthest: UInt64 = 1 << 20

  /// Symbols of `addresses` in `text`; none for those that it does not tell.
  static func of(_ addresses: some Sequence<UInt64>, in text: RawSpan) -> [KernelSymbol] {
    let sorted = addresses.sorted()
    guard !sorted.isEmpty else { return [] }
    var nearest = [Nearest](repeating: Nearest(), count: sorted.count)
    var position = 0
    while position < text.byteCount {
      if let line = line(text, &position), let index = first(notBefore: line.address, in: sorted) {
        // Of several names of one address a function's is taken, and of those the first.
        let known = nearest[index]
        if line.address > known.address
          || line.address == known.address && line.isFunction && !known.isFunction
        {
          nearest[index] = line
        }
      }
    }
    var symbols: [KernelSymbol] = []
    var last = Nearest()
    for (ip, found) in zip(sorted, nearest) {
      if found.address > last.address { last = found }
      guard last.isFunction, ip - last.address < farthest else { continue }
      symbols.append(
        KernelSymbol(ip: ip, name: ByteReader.text(text.extracting(last.name)), offset: ip - last.address))
    }
    return symbols
  }

  /// Reads a line; nil for one without an address (hidden ones are 0) or of a type that has none ('A').
  private static func line(_ text: RawSpan, _ position: inout Int) -> Nearest? {
    func byte(_ index: Int) -> UInt8 {
      index < text.byteCount ? text.unsafeLoad(fromUncheckedByteOffset: index, as: UInt8.self) : 10
    }
    var line = Nearest()
    while let digit = hexDigit(byte(position)) {
      line.address = line.address << 4 | UInt64(digit)
      position += 1
    }
    let type = byte(position) == 10 ? 10 : byte(position + 1)
    let start = min(position + 3, text.byteCount)
    while byte(position) != 10 { position += 1 }
    let lineEnd = position
    position += 1
    // Text and weak symbols, of the kernel or of a module.
    line.isFunction = [UInt8(ascii: "t"), UInt8(ascii: "T"), UInt8(ascii: "w"), UInt8(ascii: "W")].contains(
      type)
    guard line.address > 0, type != UInt8(ascii: "A"), type != UInt8(ascii: "a"), start < lineEnd else {
      return nil
    }
    var end = start
    while end < lineEnd, byte(end) > 32 { end += 1 }
    line.name = start..<end
    return line
  }

  private static func hexDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    default: nil
    }
  }

  /// Index of the first address that is not before `address`; nil when all are.
  private static func first(notBefore address: UInt64, in sorted: [UInt64]) -> Int? {
    var (low, high) = (0, sorted.count)
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle] < address { low = middle + 1 } else { high = middle }
    }
    return low < sorted.count ? low : nil
  }
}
