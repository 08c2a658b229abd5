#!/usr/bin/env bash
# Change on known truth; see README.md.
# usage: run.sh county OUT SEED...       synthetic counties
#        run.sh plots DATA OUT SEED...   two real dates with planted developments
#        run.sh mixed DATA OUT SEED...   the same, with other ground than forest at both dates
#        run.sh foreign DATA OUT SEED... the same, with a model that never saw the place
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

pairs() { # plots, mixed or foreign
    how_made=$1 data=$2 out=$3 results=$3/results.jsonl
    shift 3
    mkdir -p "$out"
    [ "$how_made" != foreign ] || foreign_model "$data" "$out"
    for seed in "$@"; do
        for kind in whole smaller; do
            pair=$out/$kind$seed
            rm -rf "$pair"
            mkdir -p "$pair"
            "$python" "$here/plant.py" "$data" "$pair" --seed "$seed" $([ $kind = whole ] || echo --small) \
                $([ "$how_made" != mixed ] || echo --mixed)
            model=$out/model$([ "$how_made" = foreign ] || echo "$seed")
            # The earlier date and what is learned from are the same for both kinds.
            [ $kind = smaller ] || [ "$how_made" = foreign ] ||
                "$aerial" transfer "$pair/train" --gsd 1 --out "$model" --quiet >/dev/null
            for how in ${NORMALIZE:-features none colors}; do
                change "$kind" "$how" "$model" "$pair/before.tif" "$pair/after.tif" "$pair/truth.json" \
                    "$pair/change-$how"
            done
        done
    done
}

foreign_model() { # of UC Merced's scenes at 1 m
    "$python" "$here/scenes.py" "$1" "$2/scenes"
    "$aerial" transfer "$2/scenes" --gsd 1 --out "$2/model" --quiet >/dev/null
}

dates() {
    data=$1 out=$2 results=$2/results.jsonl
    mkdir -p "$out"
    foreign_model "$data" "$out"
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

kind=${1:?county, plots, mixed, foreign or dates}
shift
case $kind in
county) rm -f "$1/results.jsonl" && county "$@" ;;
plots | mixed | foreign) rm -f "$2/results.jsonl" && pairs "$kind" "$@" ;;
dates) rm -f "$2/results.jsonl" && dates "$@" ;;
*) echo "usage: run.sh county|plots|mixed|foreign|dates ..." >&2 && exit 64 ;;
esac
"$python" "$here/pool.py" "$results"
