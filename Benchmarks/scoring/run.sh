#!/usr/bin/env bash
# Scoring from files to predictions: Aerial beside the Python pipelines that a user would write.
# usage: run.sh IMAGES [quick|full]       IMAGES holds a folder of real images for each class
# Environment: AERIAL (the program), TILES, SLOW_TILES, ROUNDS, BACKBONES, SOURCES (tiles,scene.tif), PRECISIONS
# (fp32,bf16,int8), WORK (where the inputs lie). PYTHON names a Python that has requirements.txt; without it they are
# installed into .deps/benchmark by pip (PIP_INDEX_URL, PIP_FIND_LINKS, ...), TORCH naming another torch for it,
# 'torch==2.13.0+cpu' say.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
aerial=${AERIAL:-$root/.build/release/aerial}
images=${1:?name a folder of class folders with images}
mode=${2:-quick}
case $mode in
    quick) tiles=${TILES:-1000} slow_tiles=${SLOW_TILES:-320} rounds=${ROUNDS:-1} ;;
    full) tiles=${TILES:-11760} slow_tiles=${SLOW_TILES:-960} rounds=${ROUNDS:-3} ;;
    *) echo "usage: run.sh IMAGES [quick|full]" >&2; exit 64 ;;
esac
venv=$root/.deps/benchmark
if [ -z "${PYTHON:-}" ] && [ ! -e "$venv/.complete" ]; then
    echo "setting up Python for the benchmark" >&2
    rm -rf "$venv"
    python3 -m venv "$venv" 2>/dev/null || { echo "python3-venv is missing: apt-get install python3-venv" >&2; exit 1; }
    sed "s|^torch\$|${TORCH:-torch}|" "$here/requirements.txt" >"$venv/requirements.txt"
    "$venv/bin/python" -m pip install --quiet -r "$venv/requirements.txt"
    touch "$venv/.complete"
fi
python=${PYTHON:-$venv/bin/python}

work=${WORK:-$root/.build/benchmark-$tiles}
if [ ! -e "$work/.complete" ]; then
    echo "making $tiles tiles and two models in $work" >&2
    rm -rf "$work"
    mkdir -p "$work"
    export AERIAL_RUNS=none
    "$python" "$here/inputs.py" "$images" "$work" "$tiles"
    "$aerial" transfer "$images" --out "$work/efficientnet-lite0" --turns 1 --quantize --quiet >&2
    # Random weights: their speed is that of trained ones, their labels mean nothing.
    "$aerial" transfer "$images" --out "$work/resnet18" --backbone resnet18 --weights "$work/resnet18.pth" --turns 1 \
        --quiet >&2
    "$aerial" quantize "$work/resnet18" "$images" --max-drop 100 --max-flips 100 --quiet >&2
    touch "$work/.complete"
fi
"$python" "$here/measure.py" "$work" --tiles "$tiles" --slow-tiles "$slow_tiles" --rounds "$rounds" \
    --aerial "$aerial" --backbones "${BACKBONES:-efficientnet-lite0,resnet18}" --sources "${SOURCES:-tiles,scene.tif}" \
    --precisions "${PRECISIONS:-fp32,bf16,int8}"
