/// How the HTML report looks: light and dark after the reader's system, and on paper.
enum HTMLStyle {
  static let text = """
    :root { color-scheme: light dark; --text: #1b1f24; --page: #ffffff; --soft: #57606a; --edge: #d0d7de;
      --panel: #f6f8fa; --accent: #0550ae; --race: #a40e26; --fine: #116329; --open: #7a4e00;
      --run: #6e7781; --hold: #8250df; --window: #bf8700; --fault: #0969da; --copy: #bc4c00; --flush: #1a7f37;
      --receipt: #2da44e; }
    @media (prefers-color-scheme: dark) { :root { --text: #e6edf3; --page: #0d1117; --soft: #9198a1;
      --edge: #3d444d; --panel: #161b22; --accent: #79b8ff; --race: #ff8182; --fine: #56d364; --open: #e3b341;
      --run: #8b949e; --hold: #a371f7; --window: #d29922; --fault: #4493f8; --copy: #f0883e; --flush: #3fb950;
      --receipt: #56d364; } }
    * { box-sizing: border-box; }
    body { margin: 0 auto; max-width: 72rem; padding: 1rem; font: 1rem/1.5 system-ui, sans-serif;
      color: var(--text); background: var(--page); overflow-wrap: anywhere; }
    h1 { font-size: 1.4rem; line-height: 1.3; } h2 { font-size: 1.15rem; margin-top: 2.5rem;
      border-top: 1px solid var(--edge); padding-top: 1rem; } h3 { font-size: 1rem; }
    a { color: var(--accent); } :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
    .verdict { font-weight: 700; padding: .5rem .75rem; border-left: 4px solid; background: var(--panel); }
    .race { color: var(--race); } .none { color: var(--fine); } .unknown { color: var(--open); }
    pre, table { font: .8125rem/1.4 ui-monospace, monospace; } pre { margin: 0; white-space: pre; overflow-wrap: normal; }
    .wide { overflow-x: auto; border: 1px solid var(--edge); background: var(--panel); padding: .75rem; margin: .75rem 0; }
    table { border-collapse: collapse; } caption { text-align: left; color: var(--soft); padding-bottom: .5rem; }
    th, td { text-align: left; padding: .15rem 1rem .15rem 0; white-space: nowrap; } .number { text-align: right; }
    dl { display: grid; grid-template-columns: minmax(5rem, max-content) 1fr; gap: .15rem 1rem; margin: .75rem 0; }
    dt { color: var(--soft); } dd { margin: 0; min-width: 0; }
    figure { margin: 1rem 0; } svg { display: block; overflow: hidden; } figcaption { font-size: .8125rem; }
    figcaption ul { margin: .5rem 0; padding-left: 1.25rem; } .scroll { overflow-x: auto; clear: both; }
    .canvas { display: grid; min-width: 100%; } .canvas > * { grid-area: 1 / 1; }
    .heads { pointer-events: none; } .heads span { position: sticky; left: 0; font: 600 13px/20px system-ui, sans-serif; }
    .x4:checked ~ .scroll .canvas { width: 400%; } .x16:checked ~ .scroll .canvas { width: 1600%; }
    figure > input { margin: 0 .25rem 0 0; vertical-align: -.1rem; } figure > label { font-size: .8125rem;
      margin-right: .75rem; }
    .tick { fill: var(--soft); font: 11px system-ui, sans-serif; } .rule { stroke: var(--edge); }
    .grid { stroke: var(--edge); stroke-dasharray: 2 3; } .mark { stroke: var(--race); stroke-width: 4; }
    .danger { fill: var(--race); fill-opacity: .14; } .danger-name { fill: var(--race);
      font: 600 12px system-ui, sans-serif; }
    .bar { stroke-width: 2; stroke-linejoin: round; }
    .key { display: inline-block; margin-right: 1rem; } .swatch { display: inline-block; width: .75rem; height: .75rem;
      margin-right: .35rem; vertical-align: -.05rem; }
    .run { fill: var(--run); stroke: var(--run); background: var(--run); } .store { fill: var(--race);
      stroke: var(--race); background: var(--race); } .writeHold { fill: var(--hold); stroke: var(--hold);
      background: var(--hold); } .readHold { fill: var(--hold); fill-opacity: .15; stroke: var(--hold); }
    .swatch.readHold { border: 2px solid var(--hold); } .window { fill: var(--window); stroke: var(--window);
      background: var(--window); } .fault { fill: var(--fault); stroke: var(--fault); background: var(--fault); }
    .copy { fill: var(--copy); stroke: var(--copy); background: var(--copy); } .flush { fill: var(--flush);
      stroke: var(--flush); background: var(--flush); } .receipt { fill: var(--receipt); stroke: var(--receipt);
      background: var(--receipt); }
    @media print { body { max-width: none; padding: 0; } .wide { overflow: visible; border: 0; padding: 0; }
      pre { font-size: 7.5pt; } h2 { break-before: auto; } h2, h3 { break-after: avoid; }
      figure, table, .wide { break-inside: avoid; } figure > input, figure > label { display: none; }
      figure .scroll .canvas { width: 100%; } .scroll { overflow: visible; }
      * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
    """
}
