#!/usr/bin/env bash
# Change on known truth: synthetic counties, and real radiometry with planted developments.
# usage: AERIAL=path/to/aerial run.sh DATA OUT [SEED...]      (DATA as plant.py takes it; needs numpy, pillow, rasterio)
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
aerial=${AERIAL:-aerial}
python=${PYTHON:-python3}
data=$1
out=$2
shift 2
seeds=("${@:-1}")
size=${SIZE:-4480}
mkdir -p "$out"

measure() { # folder, truth, model, before, after
    "$aerial" change "$3" --before "$4" --after "$5" --out "$1" --quiet >/dev/null
    "$aerial" score "$3" "$4" --out "$1/before.csv" --quiet >/dev/null
    "$aerial" score "$3" "$5" --out "$1/after.csv" --quiet >/dev/null
    "$python" "$here/measure.py" "$1" "$2" --before "$1/before.csv" --after "$1/after.csv"
}

for seed in "${seeds[@]}"; do
    county=$out/county$seed
    "$aerial" synth "$county" --size "$size" --seed "$seed" --quiet
    "$aerial" prepare --imagery "$county/imagery_before.tif" --labels "$county/landcover_before.tif" \
        --out "$county/dataset" --split blocks:1000 --test-fraction 0.2 --overwrite --quiet >/dev/null
    "$aerial" transfer "$county/dataset" --out "$county/model" --quiet >/dev/null
    echo "county, seed $seed: $(measure "$county/change" "$county/changes.geojson" "$county/model" \
        "$county/imagery_before.tif" "$county/imagery_after.tif")"
    for kind in full small; do
        pair=$out/$kind$seed
        rm -rf "$pair"
        mkdir -p "$pair"
        "$python" "$here/plant.py" "$data" "$pair" --seed "$seed" $([ $kind = full ] || echo --small)
        "$aerial" transfer "$pair/train" --out "$pair/model" --quiet >/dev/null
        echo "real dates, $kind developments, seed $seed: $(measure "$pair/change" "$pair/truth.json" "$pair/model" \
            "$pair/before.tif" "$pair/after.tif")"
    done
done
