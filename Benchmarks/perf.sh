#!/bin/bash
# perf.sh N: how fast mmtrace ingests a perf.data of N samples, beside `perf script >/dev/null`.
#
# The perf.data is RECORDING repeated with shifted times (MakeTrace). Both programs run on the same file, in
# turns, RUNS times each; the table shows medians. Everything is made in a temporary folder and removed.
#
#   RECORDING    the perf.data in pipe mode to repeat, gzipped (default Tests/Fixtures/p-pipe-cut.data.gz)
#   RUNS         runs of each program (default 3)
#   MMTRACE, MAKETRACE   the programs (default: the release builds of this checkout)
set -euo pipefail
export LC_ALL=C

root=$(cd "$(dirname "$0")/.." && pwd)
recording=${RECORDING:-$root/Tests/Fixtures/p-pipe-cut.data.gz}
runs=${RUNS:-3}
mmtrace=${MMTRACE:-$root/.build/release/mmtrace}
maketrace=${MAKETRACE:-$root/Benchmarks/.build/release/MakeTrace}

fail() {
  echo "bench: $*" >&2
  exit 2
}

[[ $# -eq 1 && $1 =~ ^[1-9][0-9]*$ ]] || fail "usage: perf.sh N"
for program in perf sqlite3 /usr/bin/time "$mmtrace" "$maketrace"; do
  command -v "$program" >/dev/null || fail "$program not found (make bench builds and installs)"
done
dir=$(mktemp -d "${TMPDIR:-/tmp}/mmtrace-bench.XXXXXX")
trap 'rm -rf "$dir"' EXIT

# timed NAME COMMAND...: appends "seconds KiB" of the command to NAME.runs.
timed() {
  local name=$1
  shift
  /usr/bin/time --quiet --format '%e %M' --output "$dir/time" "$@" >/dev/null 2>"$dir/$name.err" ||
    fail "$1: $(tail -1 "$dir/$name.err")"
  cat "$dir/time" >>"$dir/$name.runs"
}

# value NAME COLUMN PICK: the median, min or max of a column of NAME.runs.
value() {
  awk -v c="$2" '{ print $c }' "$dir/$1.runs" | sort -n | awk -v pick="$3" '
    { v[NR] = $1 }
    END { print pick == "min" ? v[1] : pick == "max" ? v[NR] : v[int((NR + 1) / 2)] }'
}

gzip -dc "$recording" >"$dir/one.data"
"$maketrace" "$dir/one.data" "$dir/perf.data" --events "$1" >"$dir/made"
events=$(awk '$1 == "events" { print $2 }' "$dir/made")
for ((run = 0; run < runs; run++)); do
  timed script perf script -i "$dir/perf.data"
  timed ingest "$mmtrace" ingest -q "$dir/perf.data" -o "$dir/perf.db" --force
done
read=$(sqlite3 "$dir/perf.db" "SELECT events FROM trace")
[[ $read == "$events" ]] || fail "the recording has $events samples, mmtrace read $read"

echo "$(basename "$recording" .gz) repeated, $(stat -c %s "$dir/perf.data") bytes: $events samples"
awk -v runs="$runs" -v t="$(value script 1 median)" -v m="$(value ingest 1 median)" \
  -v t0="$(value script 1 min)" -v t1="$(value script 1 max)" \
  -v m0="$(value ingest 1 min)" -v m1="$(value ingest 1 max)" \
  -v trss="$(value script 2 max)" -v mrss="$(value ingest 2 max)" '
  BEGIN {
    line = "  %-26s %18s %18s %8s\n"
    printf line, "", "perf script", "mmtrace ingest", "ratio"
    printf line, "seconds, median of " runs, sprintf("%.2f", t), sprintf("%.2f", m),
      (m > 0 ? sprintf("%.2f", t / m) : "-")
    printf line, "seconds, least to most", sprintf("%.2f - %.2f", t0, t1), sprintf("%.2f - %.2f", m0, m1), ""
    printf line, "peak memory, MB", sprintf("%.1f", trss / 1e3 * 1.024), sprintf("%.1f", mrss / 1e3 * 1.024), ""
  }'
