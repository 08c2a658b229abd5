#!/usr/bin/env bash
# The same ground through fewer pixels: accuracy on held-out tiles against CPU milliseconds a tile.
# usage: coarser.sh IMAGES [ROUNDS]       IMAGES holds a folder of real images for each class
# Environment: AERIAL, PYTHON and WORK as for run.sh; PIXELS, SEEDS (splits of the images), COUNTIES (two seeds of drawn
# counties: each is judged by a model of the other), SIZE (of the county that is scored, in metres).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
aerial=${AERIAL:-$root/.build/release/aerial}
images=${1:?name a folder of class folders with images}
work=${WORK:-$root/.build/benchmark-coarser}
python=${PYTHON:-$root/.deps/benchmark/bin/python}
pixels=${PIXELS:-224 160 112 64}
seeds=${SEEDS:-7 8}
counties=${COUNTIES:-91 92}
export AERIAL_RUNS=none
mkdir -p "$work"

train() { # DATASET MODEL PIXELS SEED
    [ -e "$2/quantized" ] && return
    "$aerial" transfer "$1" --out "$2" --overwrite --tile-pixels "$3" --seed "$4" \
        --feature-cache "$work/features" --quiet >/dev/null
    "$aerial" quantize "$2" "$1" --seed "$4" --max-drop 5 --max-flips 10 --quiet >/dev/null
    touch "$2/quantized"
}

for seed in $counties; do
    county=$work/county-$seed
    [ -e "$county/changes.geojson" ] || "$aerial" synth "$county" --size 6720 --seed "$seed" --quiet >&2
    [ -e "$county/dataset/dataset.json" ] || "$aerial" prepare --imagery "$county/imagery_before.tif" --labels \
        "$county/landcover_before.tif" --rule purity:0.8 --out "$county/dataset" --quiet >/dev/null
done
[ -e "$work/place/changes.geojson" ] || "$aerial" synth "$work/place" --size "${SIZE:-13440}" --seed 93 --quiet >&2

for side in $pixels; do
    for seed in $seeds; do
        train "$images" "$work/images-$side-$seed" "$side" "$seed"
        [ -e "$work/judged-images-$side-$seed/metrics.json" ] || "$aerial" evaluate "$work/images-$side-$seed" "$images" --out "$work/judged-images-$side-$seed" --overwrite --quiet >&2
    done
    for seed in $counties; do
        train "$work/county-$seed/dataset" "$work/county-$side-$seed" "$side" 7
        for other in $counties; do
            [ "$other" = "$seed" ] || "$aerial" evaluate "$work/county-$side-$seed" "$work/county-$other/dataset" --use all \
                --out "$work/judged-county-$side-$seed" --overwrite --quiet >&2
        done
    done
done
"$python" "$here/coarser.py" "$aerial" "$work" "$pixels" "$seeds" "$counties" "${2:-3}"
