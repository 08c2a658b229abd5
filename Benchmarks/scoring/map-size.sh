#!/usr/bin/env bash
# What a map of a state takes: time and memory of `map` and `area design` over ten million tiles.
# usage: map-size.sh PREDICTIONS.csv OUT [SIDE]     the county's predictions are repeated over SIDE x SIDE tiles (3163)
set -euo pipefail
county=$(realpath "$1")
out=$2
side=${3:-3163}
here=$(cd "$(dirname "$0")" && pwd)
aerial=${AERIAL:-aerial}
mkdir -p "$out"
cd "$out"
[ -e many.csv ] || python3 "$here/many_rows.py" "$county" "$side" many.csv
measure() { /usr/bin/time -f "%U CPU-s, %M KB at the peak: $*" "$aerial" "$@" >/dev/null; }
measure map many.csv --out many.tif --overwrite
measure map many.csv --out smooth.tif --smooth --minimum 20 --report smooth.html --overwrite
measure area design many.tif --out sample --overwrite
