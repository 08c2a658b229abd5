#!/usr/bin/env bash
# Trains and evaluates on a folder of labelled images, then compares the figures with scikit-learn's.
# usage: AERIAL=path/to/aerial PYTHON=path/to/python run.sh DATASET [SCRATCH]
# UC Merced Land Use (21 classes of 100 images) is what the figures in the documentation come from.
set -euo pipefail
aerial=${AERIAL:-aerial}
python=${PYTHON:-python3}
dataset=$1
scratch=${2:-$(mktemp -d)}
[ -e "$scratch/model/model.json" ] || "$aerial" transfer "$dataset" --out "$scratch/model" --seed 7
"$aerial" evaluate "$scratch/model" "$dataset" --out "$scratch/evaluation" --quiet >/dev/null
"$python" "$(dirname "$0")/compare.py" "$scratch/evaluation"
