#!/usr/bin/env bash
# Change on known truth; see README.md.
# usage: run.sh levir DATA OUT SEED...   halves of a real place that was built up; and its dates swapped
#        run.sh county OUT SEED...       synthetic counties
#        run.sh plots DATA OUT SEED...   two real dates with planted developments
#        run.sh mixed DATA OUT SEED...   the same, with other ground than forest at both dates
#        run.sh foreign DATA OUT SEED... the same, with a model that never saw the place
#        run.sh dates DATA OUT           four real dates of one place, where nothing was developed
#        run.sh sizes DATA OUT SEED...   small and large places, from none to two fifths changed
#        run.sh labels DATA OUT SEED...  a land-cover raster with errors as the first date
#        run.sh marks DATA OUT SEED...   what twenty marks do for the ranking
# AERIAL names the program, PYTHON a Python with numpy, pillow and rasterio, SIZE a county's side in metres, SHARE what
# changes of it.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
aerial=${AERIAL:-aerial}
python=${PYTHON:-python3}
size=${SIZE:-10080}
share=${SHARE:-0.03}

change() { # name, how, model, before, after, truth, folder
    "$aerial" change "$3" --before "$4" --after "$5" --out "$7" --normalize "$2" --overwrite --quiet --runs none >/dev/null
    "$python" "$here/measure.py" "$7" "$6" --name "$1" | tee -a "$results" >&2
}

train() { # folder of images, model
    [ -e "$2/model.json" ] || "$aerial" transfer "$1" --gsd 1 --out "$2" --quiet --runs none >/dev/null
}

levir() {
    data=$1 out=$2 results=$2/results.jsonl
    shift 2
    for seed in "$@"; do
        "$python" "$here/levir.py" "$data" "$out/$seed" --seed "$seed"
        for half in "$out/$seed"/half1 "$out/$seed"/half2; do
            train "$half/train" "$half/model"
            change "real suburbs" features "$half/model" "$half/before.tif" "$half/after.tif" "$half/truth.json" \
                "$half/change"
            # What was built between the dates is gone in the swapped pair: nothing is newly developed.
            change "real suburbs, dates swapped" features "$half/model" "$half/after.tif" "$half/before.tif" \
                "$out/nothing.json" "$half/swapped"
        done
    done
}

county() {
    out=$1 results=$1/results.jsonl
    shift
    for seed in "$@"; do
        place=$out/county$seed
        "$aerial" synth "$place" --size "$size" --seed "$seed" --change-share "$share" --quiet
        "$aerial" prepare --imagery "$place/imagery_before.tif" --labels "$place/landcover_before.tif" \
            --out "$place/dataset" --split blocks:1000 --overwrite --quiet --runs none >/dev/null
        "$aerial" transfer "$place/dataset" --out "$place/model" --overwrite --quiet --runs none >/dev/null
        change "counties, $share" features "$place/model" "$place/imagery_before.tif" "$place/imagery_after.tif" \
            "$place/changes.geojson" "$place/change"
    done
}

pairs() { # plots, mixed or foreign
    how_made=$1 data=$2 out=$3 results=$3/results.jsonl
    shift 3
    [ "$how_made" != foreign ] || foreign_model "$data" "$out"
    for seed in "$@"; do
        for kind in whole smaller; do
            pair=$out/$kind$seed
            plant "$pair" --seed "$seed" $([ $kind = whole ] || echo --small) $([ "$how_made" != mixed ] || echo --mixed)
            # The earlier date and what is learned from are the same for both kinds.
            model=$out/model$([ "$how_made" = foreign ] || echo "$seed")
            [ "$how_made" = foreign ] || train "$pair/train" "$model"
            for how in ${NORMALIZE:-features}; do
                change "$how_made, $kind$([ "$how" = features ] || echo ", $how")" "$how" "$model" "$pair/before.tif" \
                    "$pair/after.tif" "$pair/truth.json" "$pair/change-$how"
            done
        done
    done
}

plant() { # folder, options
    local pair=$1
    shift
    rm -rf "$pair"
    mkdir -p "$pair"
    "$python" "$here/plant.py" "$data" "$pair" "$@"
}

sizes() {
    data=$1 out=$2 results=$2/results.jsonl
    shift 2
    for seed in "$@"; do
        for place in 6:0 6:0.03 6:0.15 6:0.4 20:0 20:0.003 20:0.03 20:0.15 20:0.4 ${LARGE-63:0.001 63:0.15}; do
            side=${place%:*} part=${place#*:}
            pair=$out/$side-$part-$seed
            plant "$pair" --seed "$seed" --small --side "$side" --share "$part"
            train "$pair/train" "$out/model$seed"
            change "plots, $((side * side)) tiles, $part" features "$out/model$seed" "$pair/before.tif" \
                "$pair/after.tif" "$pair/truth.json" "$pair/change"
            rm -f "$pair"/*.tif
        done
    done
}

foreign_model() { # of UC Merced's scenes at 1 m
    [ -e "$2/model/model.json" ] || "$python" "$here/scenes.py" "$1" "$2/scenes"
    train "$2/scenes" "$2/model"
}

dates() {
    data=$1 out=$2 results=$2/results.jsonl
    foreign_model "$data" "$out"
    files=("$data"/naip/nd/*.tif)
    for first in 0 1 2; do
        for second in $(seq $((first + 1)) 3); do
            change "dates without change" features "$out/model" "${files[first]}" "${files[second]}" \
                "$out/nothing.json" "$out/change-$first-$second"
        done
    done
}

marks() {
    data=$1 out=$2 results=$2/results.jsonl
    foreign_model "$data" "$out"
    for seed in "${@:3}"; do
        "$python" "$here/levir.py" "$data" "$out/$seed" --seed "$seed"
        for half in "$out/$seed"/half1 "$out/$seed"/half2; do
            train "$half/train" "$half/model"
            for model in "$half/model" "$out/model"; do
                name=$([ "$model" = "$out/model" ] && echo "foreign model" || echo "local model")
                change "$name, no marks" features "$model" "$half/before.tif" "$half/after.tif" "$half/truth.json" \
                    "$half/plain"
                "$python" "$here/mark.py" "$half/plain" "$half/truth.json" "$half/marks.csv" --count 20 --seed "$seed"
                "$aerial" change "$model" --before "$half/before.tif" --after "$half/after.tif" --out "$half/marked" \
                    --marks "$half/marks.csv" --overwrite --quiet --runs none >/dev/null
                for state in plain marked; do
                    "$python" "$here/measure.py" "$half/$state" "$half/truth.json" --without "$half/marks.csv" \
                        --name "$name, unmarked tiles, $state" | tee -a "$results" >&2
                done
            done
        done
    done
}

by_labels() { # name, model, labels, after, truth, folder, further options
    "$aerial" change "$2" --before-labels "$3" --after "$4" --out "$6" --overwrite --quiet --runs none "${@:7}" >/dev/null
    "$python" "$here/measure.py" "$6" "$5" --name "$1" | tee -a "$results" >&2
}

# Errors of labels: none, as such rasters have them, and more: shares of cells and of patches.
errors=${ERRORS:-0:0 0.1:0.03 0.15:0.1}

labels() {
    data=$1 out=$2 results=$2/results.jsonl
    shift 2
    printf 'name: two\nclasses:\n  - {name: Developed, codes: [22], color: "#E23B2E"}\n  - {name: Undeveloped, codes: [71], color: "#8DB367"}\n' \
        >"$out/two.yaml"
    for seed in "$@"; do
        place=$out/county$seed
        if [ ! -e "$place/model/model.json" ]; then
            "$aerial" synth "$place" --size "$size" --seed "$seed" --change-share "$share" --quiet
            "$aerial" prepare --imagery "$place/imagery_before.tif" --labels "$place/landcover_before.tif" \
                --out "$place/dataset" --split blocks:1000 --overwrite --quiet --runs none >/dev/null
            "$aerial" transfer "$place/dataset" --out "$place/model" --overwrite --quiet --runs none >/dev/null
        fi
        # Nothing changed between the labels and the imagery of their own date.
        echo '{"changed": [], "labels": {}}' >"$out/nothing.json"
        for how in mixed plots; do
            plant "$out/$how$seed" --seed "$seed" --small $([ $how = plots ] || echo --mixed)
            train "$out/$how$seed/train" "$out/$how$seed/model"
        done
        "$python" "$here/levir.py" "$data" "$out/suburbs$seed" --seed "$seed"
        for error in $errors; do
            wrong=(--seed "$seed" --cells "${error%:*}" --patches "${error#*:}")
            "$python" "$here/labels.py" "$place/labels.tif" --from "$place/landcover_before.tif" "${wrong[@]}"
            by_labels "county, errors $error" "$place/model" "$place/labels.tif" "$place/imagery_after.tif" \
                "$place/changes.geojson" "$place/change" --legend nlcd6
            by_labels "county, nothing changed, errors $error" "$place/model" "$place/labels.tif" \
                "$place/imagery_before.tif" "$out/nothing.json" "$place/still" --legend nlcd6
            for how in mixed plots; do
                pair=$out/$how$seed
                "$python" "$here/labels.py" "$pair/labels.tif" --truth "$pair/truth.json" --like "$pair/before.tif" \
                    "${wrong[@]}"
                by_labels "West Virginia, $how, errors $error" "$pair/model" "$pair/labels.tif" "$pair/after.tif" \
                    "$pair/truth.json" "$pair/change" --legend nlcd6
            done
            for half in "$out/suburbs$seed"/half1 "$out/suburbs$seed"/half2; do
                train "$half/train" "$half/model"
                "$python" "$here/labels.py" "$half/labels.tif" --truth "$half/truth.json" --like "$half/before.tif" \
                    "${wrong[@]}"
                by_labels "real suburbs, errors $error" "$half/model" "$half/labels.tif" "$half/after.tif" \
                    "$half/truth.json" "$half/change" --legend "$out/two.yaml"
            done
        done
    done
}

kind=${1:?levir, county, plots, mixed, foreign, dates, sizes, labels or marks}
shift
out=$([ "$kind" = county ] && echo "$1" || echo "$2")
mkdir -p "$out"
rm -f "$out/results.jsonl"
echo '{"changed": [], "labels": {}}' >"$out/nothing.json"
case $kind in
levir | county | dates | sizes | labels | marks) "$kind" "$@" ;;
plots | mixed | foreign) pairs "$kind" "$@" ;;
*) echo "usage: run.sh levir|county|plots|mixed|foreign|dates|sizes|labels|marks ..." >&2 && exit 64 ;;
esac
"$python" "$here/pool.py" "$results"
