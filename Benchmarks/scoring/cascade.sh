#!/usr/bin/env bash
# A coarse model first, the fine one where it is not sure: accuracy on held-out tiles, share of tiles that needed the fine one,
# CPU milliseconds a tile. Thresholds are chosen on training tiles; a county's models are judged on another county.
# usage: cascade.sh IMAGES [ROUNDS]       after coarser.sh with the same WORK, COUNTIES, AERIAL and PYTHON
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
aerial=${AERIAL:-$root/.build/release/aerial}
images=${1:?name a folder of class folders with images}
work=${WORK:-$root/.build/benchmark-coarser}
python=${PYTHON:-$root/.deps/benchmark/bin/python}
pixels=${PIXELS:-224 112 64}
seeds=${SEEDS:-7 8}
counties=${COUNTIES:-91 92}
export AERIAL_RUNS=none

train() { # DATASET MODEL PIXELS SEED
    [ -e "$2/quantized" ] && return
    "$aerial" transfer "$1" --out "$2" --overwrite --tile-pixels "$3" --seed "$4" --calibrate \
        --feature-cache "$work/features" --quiet >/dev/null
    "$aerial" quantize "$2" "$1" --seed "$4" --max-drop 5 --max-flips 10 --quiet >/dev/null
    touch "$2/quantized"
}

for side in $pixels; do
    for seed in $seeds; do train "$images" "$work/cascade-images-$side-$seed" "$side" "$seed"; done
    for seed in $counties; do train "$work/county-$seed/dataset" "$work/cascade-county-$side-$seed" "$side" 7; done
done
"$python" "$here/cascade.py" "$aerial" "$work" "$images" "$seeds" "$counties" "$pixels" "${2:-3}"
