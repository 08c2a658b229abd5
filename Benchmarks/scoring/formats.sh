#!/usr/bin/env bash
# Scoring one place in the formats that imagery comes in, beside rasterio with ONNX Runtime, the network and GDAL alone.
# usage: formats.sh WORK [ROUNDS]        WORK is that of run.sh, with its two models. AERIAL and PYTHON as for run.sh.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
aerial=${AERIAL:-$root/.build/release/aerial}
models=${1:?name the folder of run.sh}
work=${FORMATS:-$root/.build/benchmark-formats}
python=${PYTHON:-$root/.deps/benchmark/bin/python}
[ -e "$work/county/changes.geojson" ] || "$aerial" synth "$work/county" --size 6720 --seed 7 --quiet >&2
"$python" "$here/formats.py" "$aerial" "$work/county/imagery_before.tif" "$work/formats" "${2:-3}" \
    "$models/efficientnet-lite0" "$models/resnet18"
