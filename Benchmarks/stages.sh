#!/bin/bash
# stages.sh [--write]: instructions per event of each stage of an ingest, against those in stages.txt.
#
# valgrind counts them on fixed recordings, so the numbers do not depend on what else the machine does, and hardly on
# the machine. A stage that needs over 3 % more than stages.txt says fails; --write writes stages.txt anew. What each
# stage is, is said by the function that it is counted at, with all that it calls:
#
#   read     walks sub-buffers, merges CPUs, decodes events and hands them over   (calling thread)
#   decode   the part of it that makes events of records
#   pair     makes rows of events                                                 (second thread)
#   pages    makes pages of rows                                                  (third thread)
#   judge    runs queries/judge, with what SQLite does once it sees the rows      (calling thread)
#   all      the whole program, but for the digest: its instructions depend on the CPU
#
#   MMTRACE, MAKETRACE   the programs (default: the release builds of this checkout)
set -euo pipefail
export LC_ALL=C

root=$(cd "$(dirname "$0")/.." && pwd)
mmtrace=${MMTRACE:-$root/.build/release/mmtrace}
maketrace=${MAKETRACE:-$root/Benchmarks/.build/release/MakeTrace}
known=$root/Benchmarks/stages.txt
# Recordings, each repeated to this number of events at least: many windows, an ordinary one, mappings, fork.
recordings="lab3-lost-cr-3lost lab3-lost-cr-gup v6.1-0-map v6.1-0-fork"
events=150000

fail() {
  echo "stages: $*" >&2
  exit 2
}

for program in valgrind trace-cmd "$mmtrace" "$maketrace"; do
  command -v "$program" >/dev/null || fail "$program not found (make stages builds and installs)"
done
dir=$(mktemp -d "${TMPDIR:-/tmp}/mmtrace-stages.XXXXXX")
trap 'rm -rf "$dir"' EXIT
# valgrind reads all of the debug information of a program before it runs it, and not that of every compiler.
cp "$mmtrace" "$dir/mmtrace"
strip -g "$dir/mmtrace"

# counted FUNCTION: instructions of a function with what it calls, in whichever thread; its mangled name has FUNCTION.
counted() {
  awk -v name="$1" '
    index($0, name) && match($0, /^ *[0-9,]+/) {
      n = substr($0, RSTART, RLENGTH); gsub(/[ ,]/, "", n)
      if (n + 0 > most) most = n + 0
    }
    END { print most + 0 }' "$dir"/inclusive.*
}

measure() {
  local recording=$1 made count file
  trace-cmd convert --file-version 6 -i "$root/Tests/Fixtures/$recording.dat" -o "$dir/one.dat" >/dev/null 2>&1 ||
    fail "$recording: trace-cmd convert failed"
  made=$("$maketrace" "$dir/one.dat" "$dir/trace.dat" --events $events)
  count=$(awk '$1 == "events" { print $2 }' <<<"$made")
  rm -f "$dir"/out* "$dir"/inclusive*
  valgrind --tool=callgrind --separate-threads=yes --callgrind-out-file="$dir/out" \
    "$dir/mmtrace" ingest -q "$dir/trace.dat" -o "$dir/trace.db" --force 2>"$dir/err" ||
    fail "$recording: $(tail -1 "$dir/err")"
  for file in "$dir"/out-*; do
    callgrind_annotate --inclusive=yes --threshold=100 "$file" >"$dir/inclusive.${file##*-}" 2>/dev/null
  done
  {
    echo "read $(counted 0A9DatReaderV4read)"
    echo "decode $(counted 12EventDecoderV6decode)"
    echo "pair $(counted 10EventBatchV7deliver)"
    echo "pages $(counted 11TableLoaderV4take)"
    echo "judge $(counted 5JudgeO5judge)"
    echo "all $(($(awk '/^ *[0-9,]+ .*PROGRAM TOTALS/ { gsub(/,/, "", $1); n += $1 } END { print n + 0 }' \
      "$dir"/inclusive.*) - $(counted 10FileDigestC7compute)))"
  } | awk -v recording="$recording" -v events="$count" '{ printf "%-20s %-7s %6.0f\n", recording, $1, $2 / events }'
}

{
  echo "# Instructions per event, by Benchmarks/stages.sh --write."
  for recording in $recordings; do measure "$recording"; done
} >"$dir/now"
awk '$3 == 0 { print "stages: " $1 " " $2 ": nothing was counted: has a function another name now?"; exit 2 }' "$dir/now" >&2
if [[ ${1:-} == --write ]]; then
  cp "$dir/now" "$known"
  cat "$known"
  exit
fi
awk '
  /^#/ { next }
  NR == FNR { before[$1 " " $2] = $3; next }
  FNR == 1 || !header { header = 1; printf "%-20s %-7s %8s %8s %8s\n", "instructions/event", "", "known", "now", "change" }
  {
    was = before[$1 " " $2]
    change = was > 0 ? 100 * ($3 - was) / was : 100
    printf "%-20s %-7s %8d %8d %+7.1f%%%s\n", $1, $2, was, $3, change, (change > 3 ? "  over 3 %" : "")
    if (change > 3) bad++
  }
  END {
    if (bad) { print "stages: " bad " rose by over 3 %; make stages WRITE=1 when that is what you want"; exit 1 }
  }' "$known" "$dir/now"
