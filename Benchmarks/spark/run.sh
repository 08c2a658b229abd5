#!/usr/bin/env bash
# Scoring on a Spark cluster of two one-core executors beside a local run on the same two cores.
# usage: run.sh MODEL TILES SCENE       a model folder, a folder of images, a GeoTIFF
# Environment: AERIAL (the program), WORKER (aerial-worker as on the nodes; default: it is shipped), KILLS (of each kind,
# default 5), ROUNDS (3), WORK (scratch).
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
aerial=$(realpath "${AERIAL:-$root/.build/release/aerial}")
model=$(realpath "$1") tiles=$(realpath "$2") scene=$(realpath "$3")
work=${WORK:-$root/.build/benchmark-spark}
mkdir -p "$work"
cd "$work"
export SPARK_RUN=$work/run
trap '"$root/scripts/spark.sh" down' EXIT
address=$("$root/scripts/spark.sh" up)
python3 "$root/Benchmarks/spark/measure.py" "$aerial" "$model" "$tiles" "$scene" "$address" "$work/jobs" "$SPARK_RUN" \
    "${WORKER:-}" "${KILLS:-5}"
