#!/usr/bin/env bash
# How many tiles a model flags as foreign: of its own held-out ones, of a neighbouring county's, of another place's. And
# whether it errs more where it flags.
# usage: run.sh DATA OUT [SEED]
# DATA holds scenes/ucmerced and levir. AERIAL names the program, PYTHON a Python with numpy, pillow and rasterio.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
aerial=${AERIAL:-aerial}
python=${PYTHON:-python3}
data=$1 out=$2 seed=${3:-1}
mkdir -p "$out"

quiet() { # a command; 3 says that some tiles were rejected
    "$aerial" "$@" --quiet --runs none >/dev/null 2>"$out/errors.txt" || [ $? = 3 ] || { cat "$out/errors.txt" >&2 && exit 1; }
}

share() { # name, predictions
    "$python" - "$1" "$2" <<'END'
import csv, sys
rows = [float(row["foreign"]) for row in csv.DictReader(open(sys.argv[2])) if row["foreign"]]
print(f"{sys.argv[1]:<58} {len(rows):>5} tiles  {100 * sum(value > 0.95 for value in rows) / len(rows):5.1f} % foreign")
END
}

scored() { # name, model, imagery
    quiet score "$2" "$3" --out "$out/predictions.csv" --overwrite
    share "$1" "$out/predictions.csv"
}

own() { # name, model, dataset
    quiet evaluate "$2" "$3" --out "$out/evaluation" --overwrite
    share "$1, own held-out tiles" "$out/evaluation/predictions.csv"
}

# UC Merced's scenes at 1 m.
"$python" "$here/../change/scenes.py" "$data" "$out/scenes" --seed "$seed"
quiet transfer "$out/scenes" --gsd 1 --test-fraction 0.2 --seed "$seed" --out "$out/merced" --overwrite
own "UC Merced" "$out/merced" "$out/scenes"
scored "UC Merced, suburbs of Austin, first date" "$out/merced" "$data/levir/before.tif"
scored "UC Merced, suburbs of Austin, second date" "$out/merced" "$data/levir/after.tif"

# Two counties.
for county in 1 2; do
    place=$out/county$county
    [ -e "$place/changes.geojson" ] || "$aerial" synth "$place" --size 6720 --seed $((100 * seed + county)) --quiet
    quiet prepare --imagery "$place/imagery_before.tif" --labels "$place/landcover_before.tif" --out "$place/dataset" \
        --split blocks:1000 --overwrite
done
quiet transfer "$out/county1/dataset" --out "$out/county1/model" --overwrite
own "County" "$out/county1/model" "$out/county1/dataset"
scored "County, all of its tiles" "$out/county1/model" "$out/county1/imagery_before.tif"
scored "County, all tiles of its neighbour" "$out/county1/model" "$out/county2/imagery_before.tif"
scored "County, suburbs of Austin, first date" "$out/county1/model" "$data/levir/before.tif"

# Accuracy against foreignness, where the model errs: the county's model on its neighbour's labelled tiles.
quiet evaluate "$out/county1/model" "$out/county2/dataset" --use all --out "$out/neighbour" --overwrite || true
"$python" - "$out/neighbour/metrics.json" <<'END'
import json, sys
for part in json.load(open(sys.argv[1]))["foreignness"] or []:
    right = "-" if part["accuracy"] is None else f"{100 * part['accuracy']:.1f} %"
    print(f"neighbour's labelled tiles, foreignness {part['from']:.2f} to {part['to']:.2f}: {part['count']:>5}, {right} right")
END
