#!/usr/bin/env bash
# The workbench's service under load, and on a map of many tiles.
# usage: run.sh PROJECT OUT [SIDE]    PROJECT is the demo's folder; its county is repeated over SIDE x SIDE tiles (1000)
set -euo pipefail
project=$(realpath "$1") out=$2 side=${3:-1000}
here=$(cd "$(dirname "$0")" && pwd)
export AERIAL=${AERIAL:-aerial}
mkdir -p "$out/many"
[ -e "$out/county.csv" ] || "$AERIAL" score "$project/model" "$project/county/imagery_after.tif" --out "$out/county.csv" --runs none --quiet
[ -e "$out/many/predictions.csv" ] || python3 "$here/../scoring/many_rows.py" "$out/county.csv" "$side" "$out/many/predictions.csv"
python3 "$here/load.py" "$project" "$project/dataset" --minutes "${MINUTES:-10}"
python3 "$here/pan.py" "$out/many"
