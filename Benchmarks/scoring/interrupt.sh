#!/usr/bin/env bash
# Kills scoring runs with SIGKILL at random moments between the first tile and the end, resumes each, and compares the output
# with that of an unbroken run.
# usage: interrupt.sh MODEL INPUT [TIMES]      AERIAL (the program), FORMATS (csv geojson gpkg tif), SEED
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
aerial=${AERIAL:-$here/../../.build/release/aerial}
model=$1 input=$2 times=${3:-20}
read -ra formats <<<"${FORMATS:-csv}"
RANDOM=${SEED:-1}
export AERIAL_RUNS=none
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

score() { "$aerial" score "$model" "$input" --out "$1" --quiet "${@:2}" >/dev/null 2>"$scratch/errors"; }
now() { date +%s%N; }

# Starts a run in the background and waits until its ledger is there.
begin() { # out
    "$aerial" score "$model" "$input" --out "$1" --quiet >/dev/null 2>&1 &
    process=$!
    until [ -s "$scratch/.$(basename "$1").ledger" ] || ! kill -0 "$process" 2>/dev/null; do sleep 0.005; done
}

same=0 killed=0 kept=0
for format in "${formats[@]}"; do
    begin "$scratch/whole.$format"
    start=$(now)
    wait "$process" || [ $? = 3 ]
    length=$(($(now) - start))
    for turn in $(seq "$times"); do
        out=$scratch/$turn.$format
        begin "$out"
        sleep "$(awk -v l="$length" -v r="$RANDOM" 'BEGIN { printf "%.3f", l / 1e9 * r / 32768 }')"
        if kill -KILL "$process" 2>/dev/null; then killed=$((killed + 1)); fi
        wait "$process" 2>/dev/null || true
        [ -s "$scratch/.$turn.$format.ledger" ] && kept=$((kept + 1))
        score "$out" --resume || [ $? = 3 ] || { cat "$scratch/errors" >&2; exit 1; }
        if cmp -s "$out" "$scratch/whole.$format"; then same=$((same + 1)); else echo "turn $turn: $format differs" >&2; fi
        rm -f "$out"
    done
done
total=$((times * ${#formats[@]}))
echo "$killed of $total runs killed, $kept of them with a ledger, $same resumed to the same bytes"
[ "$same" = "$total" ]
