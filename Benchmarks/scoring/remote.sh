#!/usr/bin/env bash
# A mosaic of 40 COGs and a folder's scoring from a web server with latency, beside the same on the disk.
# usage: remote.sh MODEL [MILLISECONDS]        Environment: AERIAL (the program), WORK (where the scenes lie). Needs GDAL's tools.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
aerial=${AERIAL:-$root/.build/release/aerial}
model=${1:?name a model folder}
wait=${2:-50}
work=${WORK:-$root/.build/benchmark-remote}
if [ ! -e "$work/.complete" ]; then
    mkdir -p "$work/cogs"
    "$aerial" synth "$work/county" --size 8960 --overwrite --quiet
    for row in 0 1 2 3 4; do for column in 0 1 2 3 4 5 6 7; do
        gdal_translate -q -of COG -co COMPRESS=DEFLATE -co BLOCKSIZE=512 -srcwin $((column * 1120)) $((row * 1792)) 1120 1792 \
            "$work/county/imagery_before.tif" "$work/cogs/q_${row}_$column.tif"
    done; done
    touch "$work/.complete"
fi
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
tell() {
    python3 -c 'import json, sys; s = json.load(sys.stdin)
print("%-8s %d tiles, %.1f tiles/s, %.1f s" % (sys.argv[1], s["tiles"], s["tilesPerSecond"], s["seconds"]))' "$1"
}
score() { "$aerial" score "$model" "${@:2}" --out "$work/$1.csv" --overwrite --runs none --quiet --json | tell "$1"; }
time score local "$work"/cogs/*.tif
python3 "$here/ranges.py" "$port" "$work/cogs" "$wait" &
server=$!
trap 'kill $server 2>/dev/null || true' EXIT
sleep 1
cd "$work/cogs"
time score remote $(printf "http://127.0.0.1:$port/%s " *.tif)
kill "$server"
wait "$server" || true
trap - EXIT
echo "the scenes have $(cat *.tif | wc -c | awk '{printf "%.0f", $1 / 1e6}') MB"
cmp "$work/local.csv" "$work/remote.csv" && echo "the same rows"
