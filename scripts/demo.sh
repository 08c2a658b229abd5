#!/usr/bin/env bash
# The whole journey on a synthetic county: imagery -> tiles -> model -> evaluation -> predictions -> map.
# usage: AERIAL=path/to/aerial demo.sh FOLDER
# Run again it repeats only what is missing or was made by an older program.
set -euo pipefail
aerial=${AERIAL:-aerial}
folder=${1:-demo}
mkdir -p "$folder"
program=$(command -v "$aerial")

step() { # what it makes, then the command
    local made=$1
    shift
    if [ -e "$made" ] && [ ! "$program" -nt "$made" ]; then
        return
    fi
    printf '\n$ aerial %s\n' "$*" >&2
    "$aerial" "$@"
}

step "$folder/county/changes.geojson" synth "$folder/county" --size 6720
step "$folder/dataset/dataset.json" prepare --imagery "$folder/county/imagery_before.tif" \
    --labels "$folder/county/landcover_before.tif" --out "$folder/dataset" --split blocks:1000 --test-fraction 0.25 \
    --overwrite
step "$folder/model/model.json" transfer "$folder/dataset" --out "$folder/model"
step "$folder/evaluation/report.html" evaluate "$folder/model" "$folder/dataset" --out "$folder/evaluation" \
    --group nlcd3
step "$folder/predictions.gpkg" score "$folder/model" "$folder/county/imagery_before.tif" \
    --out "$folder/predictions.gpkg"
step "$folder/map.tif" map "$folder/predictions.gpkg" --out "$folder/map.tif" --smooth \
    --compare "$folder/county/truth_before.tif" --report "$folder/map.html"
step "$folder/map.png" map "$folder/predictions.gpkg" --out "$folder/map.png" --smooth --quiet

cat >&2 <<END

The demo is done. Open in a browser:
  $(realpath "$folder")/evaluation/report.html   how good the model is
  $(realpath "$folder")/map.html                 the map, its areas, its agreement with the truth
and in QGIS:
  $(realpath "$folder")/map.tif, $(realpath "$folder")/predictions.gpkg, $(realpath "$folder")/dataset/tiles.gpkg
END
