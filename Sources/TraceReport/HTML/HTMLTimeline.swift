import TraceQuery

/// A finding's timeline as inline SVG: CPUs as lanes, what happened there as bars.
///
/// Places are percentages of the width, so the picture fits any page without a script and its text keeps
/// its size.
enum HTMLTimeline {
  private static let laneHead = 26
  private static let rowHeight = 32

  static func render(_ picture: TimelinePicture, title: String) -> String {
    var body = ""
    var y = 8
    for lane in picture.lanes {
      body += """
        <text class="lane" x="0" y="\(y + 14)">CPU \(lane.cpu) \(HTMLText.escaped(lane.name))</text>

        """
      y += laneHead
      for kind in TimelinePicture.Kind.allCases {
        let bars = picture.bars.filter { $0.cpu == lane.cpu && $0.kind == kind }
        guard !bars.isEmpty else { continue }
        if let first = bars.map(\.from).min() { body += label(kind, max(first, picture.start), picture, y) }
        body += bars.map { bar($0, picture, y + 14) }.joined()
        y += rowHeight
      }
      body += "<line class=\"rule\" x1=\"0\" x2=\"100%\" y1=\"\(y + 3)\" y2=\"\(y + 3)\"/>\n"
      y += 8
    }
    body += axis(picture, y)
    return """
      <figure>
      <svg role="group" aria-label="Timeline: \(HTMLText.escaped(title))" width="100%" height="\(y + 24)"
        data-start="\(picture.start)" data-end="\(picture.end)">
      \(body)</svg>
      <figcaption>\(legend(picture))</figcaption>
      </figure>

      """
  }

  /// The name of a row beside the beginning of its first bar: colours alone would not tell.
  private static func label(
    _ kind: TimelinePicture.Kind, _ from: Int64, _ picture: TimelinePicture, _ y: Int
  ) -> String {
    let isLate = from - picture.start > (picture.end - picture.start) / 2
    let x = percent(from - picture.start, picture)
    return """
      <text class="tick" x="\(x)%" y="\(y + 11)"\(isLate ? " text-anchor=\"end\"" : "")>\(kind.name)</text>

      """
  }

  private static func bar(_ bar: TimelinePicture.Bar, _ picture: TimelinePicture, _ y: Int) -> String {
    let from = max(bar.from, picture.start)
    let to = min(bar.to, picture.end)
    let x = percent(from - picture.start, picture)
    let width = percent(to - from, picture)
    return """
      <rect class="bar \(bar.kind.rawValue)" x="\(x)%" width="\(width)%" y="\(y)" height="14" tabindex="0" role="img" \
      aria-label="\(HTMLText.escaped(bar.title))" data-from="\(from)" data-to="\(to)">\
      <title>\(HTMLText.escaped(bar.title))</title></rect>

      """
  }

  /// Times at the edges and in the middle.
  private static func axis(_ picture: TimelinePicture, _ y: Int) -> String {
    let span = picture.end - picture.start
    let ticks = [(0, "start"), (50, "middle"), (100, "end")]
    return ticks.map { share, anchor in
      let ts = span / 100 * Int64(share) + span % 100 * Int64(share) / 100
      let unit = share == 0 ? " \(picture.times.unit)" : ""
      return """
        <text class="tick" x="\(share)%" y="\(y + 14)" text-anchor="\(anchor)">\(picture.times.bare(ts))\(unit)</text>

        """
    }.joined()
  }

  private static func legend(_ picture: TimelinePicture) -> String {
    let kinds = TimelinePicture.Kind.allCases.filter { kind in picture.bars.contains { $0.kind == kind } }
    return kinds.map { kind in
      "<span class=\"key\"><span class=\"swatch \(kind.rawValue)\"></span>\(HTMLText.escaped(kind.label))</span>"
    }.joined(separator: "\n")
  }

  /// A share of the span in percent with four decimals.
  private static func percent(_ part: Int64, _ picture: TimelinePicture) -> String {
    let share = Double(part) / Double(picture.end - picture.start)
    let scaled = Int64((share * 1_000_000).rounded())
    let fraction = String(scaled % 10_000)
    return "\(scaled / 10_000)." + String(repeating: "0", count: 4 - fraction.count) + fraction
  }
}
