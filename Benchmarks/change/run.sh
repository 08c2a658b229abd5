#!/usr/bin/env bash
# Change on known truth; see README.md.
# usage: run.sh county OUT SEED...       synthetic counties
#        run.sh plots DATA OUT SEED...   two real dates with planted developments
#        run.sh dates DATA OUT           four real dates of one place, where nothing was developed
# AERIAL names the program, PYTHON a Python with numpy, pillow and rasterio, SIZE a county's side in metres.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
aerial=${AERIAL:-aerial}
python=${PYTHON:-python3}
size=${SIZE:-10080}

change() { # name, how, model, before, after, truth, folder
    "$aerial" change "$3" --before "$4" --after "$5" --out "$7" --normalize "$2" --quiet >/dev/null
    "$python" "$here/measure.py" "$7" "$6" --name "$1" --method "normalize: $2" | tee -a "$results" >&2
}

county() {
    out=$1 results=$1/results.jsonl
    shift
    mkdir -p "$out"
    for seed in "$@"; do
        place=$out/county$seed
        "$aerial" synth "$place" --size "$size" --seed "$seed" --quiet
        "$aerial" prepare --imagery "$place/imagery_before.tif" --labels "$place/landcover_before.tif" \
            --out "$place/dataset" --split blocks:1000 --overwrite --quiet >/dev/null
        "$aerial" transfer "$place/dataset" --out "$place/model" --quiet >/dev/null
        change "county $seed" features "$place/model" "$place/imagery_before.tif" "$place/imagery_after.tif" \
            "$place/changes.geojson" "$place/change"
    done
}

plots() {
    data=$1 out=$2 results=$2/results.jsonl
    shift 2
    mkdir -p "$out"
    for seed in "$@"; do
        for kind in whole smaller; do
            pair=$out/$kind$seed
            rm -rf "$pair"
            mkdir -p "$pair"
            "$python" "$here/plant.py" "$data" "$pair" --seed "$seed" $([ $kind = whole ] || echo --small)
            # The earlier date and what is learned from are the same for both kinds.
            [ $kind = smaller ] || "$aerial" transfer "$pair/train" --gsd 1 --out "$out/model$seed" --quiet >/dev/null
            for how in ${NORMALIZE:-features none colors}; do
                change "$kind" "$how" "$out/model$seed" "$pair/before.tif" "$pair/after.tif" "$pair/truth.json" \
                    "$pair/change-$how"
            done
        done
    done
}

dates() {
    data=$1 out=$2 results=$2/results.jsonl
    mkdir -p "$out"
    "$python" "$here/scenes.py" "$data" "$out/scenes"
    "$aerial" transfer "$out/scenes" --gsd 1 --out "$out/model" --quiet >/dev/null
    echo '{"changed": [], "labels": {}}' >"$out/nothing.json"
    files=("$data"/naip/nd/*.tif)
    for first in 0 1 2; do
        for second in $(seq $((first + 1)) 3); do
            change "$(date_of "${files[first]}") to $(date_of "${files[second]}")" features "$out/model" \
                "${files[first]}" "${files[second]}" "$out/nothing.json" "$out/change-$first-$second"
        done
    done
}

date_of() { basename "$1" .tif | sed 's/.*_//'; }

kind=${1:?county, plots or dates}
shift
case $kind in
county) rm -f "$1/results.jsonl" && county "$@" ;;
plots) rm -f "$2/results.jsonl" && plots "$@" ;;
dates) rm -f "$2/results.jsonl" && dates "$@" ;;
*) echo "usage: run.sh county|plots|dates ..." >&2 && exit 64 ;;
esac
"$python" "$here/pool.py" "$results"
