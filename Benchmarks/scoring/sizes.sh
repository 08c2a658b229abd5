#!/usr/bin/env bash
# What scoring costs against the number of tiles: 1,000, 10,000, 100,000, from a folder and from a scene. The files are those
# that run.sh made, used again and again: links in the folder, a VRT for the scene.
# usage: sizes.sh WORK MODEL [TILES...]      WORK: run.sh's folder; AERIAL (the program), PYTHON (with rasterio)
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
aerial=${AERIAL:-$here/../../.build/release/aerial}
python=${PYTHON:-$here/../../.deps/benchmark/bin/python}
work=$1 model=$2
shift 2
sizes=("${@:-1000}")
[ $# -gt 0 ] || sizes=(1000 10000 100000)
export AERIAL_RUNS=none
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

make_folder() { # tiles
    mkdir "$scratch/folder"
    "$python" - "$work/tiles" "$scratch/folder" "$1" <<'PY'
import os, sys
source, target, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
names = sorted(os.listdir(source))
for number in range(count):
    os.symlink(os.path.join(os.path.abspath(source), names[number % len(names)]), f"{target}/tile_{number:06d}.png")
PY
}

row() { # title, input
    local start end
    start=$(date +%s.%N)
    "$aerial" score "$model" "$2" --out "$scratch/out.csv" --json --quiet >"$scratch/summary.json" 2>/dev/null
    end=$(date +%s.%N)
    "$python" - "$1" "$start" "$end" "$scratch/summary.json" <<'PY'
import json, sys
with open(sys.argv[4]) as file:
    summary = json.load(file)
wall = float(sys.argv[3]) - float(sys.argv[2])
print(f"| {sys.argv[1]} | {summary['tiles']} | {summary['precision']} | {wall:.1f} | {summary['tiles'] / wall:.0f} | "
      f"{1000 * wall / summary['tiles']:.2f} | {summary['peakMemoryMiB']} |", flush=True)
PY
}

echo "| input | tiles | precision | seconds, start to end | tiles/s | ms a tile | peak MiB |"
echo "|---|---|---|---|---|---|---|"
for tiles in "${sizes[@]}"; do
    make_folder "$tiles"
    row "PNG folder" "$scratch/folder"
    rm -rf "$scratch/folder"
    columns=$(awk -v n="$tiles" 'BEGIN { for (c = int(sqrt(n)); n % c; c--); print c }')
    "$python" "$here/repeat.py" "$work/scene.tif" "$scratch/scene.vrt" "$((tiles / columns))" "$columns"
    row "GeoTIFF" "$scratch/scene.vrt"
done
