#!/usr/bin/env bash
# Scoring one place in the formats that imagery comes in.
# usage: formats.sh MODEL [ROUNDS]       MODEL has an 8-bit form. AERIAL, PYTHON, WORK as for run.sh.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
aerial=${AERIAL:-$root/.build/release/aerial}
model=${1:?name a model that is quantized}
work=${WORK:-$root/.build/benchmark-formats}
python=${PYTHON:-$root/.deps/benchmark/bin/python}
[ -e "$work/county/changes.geojson" ] || "$aerial" synth "$work/county" --size 6720 --seed 7 --quiet >&2
"$python" "$here/formats.py" "$aerial" "$model" "$work/county/imagery_before.tif" "$work/formats" "${2:-3}"
