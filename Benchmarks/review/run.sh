#!/usr/bin/env bash
# Wrong labels: a tenth of a dataset's training labels is flipped, to a random class and to the most confusable one. How many of the
# first N that `review` lists are flipped, beside cleanlab on the same features, and held-out accuracy before, after
# dropping, and after correcting.
# usage: run.sh FOLDER OUT [SEED...]
# FOLDER holds a folder of pictures a class (UC Merced). PER_CLASS takes at most so many pictures of each. AERIAL names the program, PYTHON a Python with numpy, scikit-learn
# and cleanlab.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=$1 out=$2
shift 2
for seed in "${@:-1}"; do
    "${PYTHON:-python3}" "$here/measure.py" "$folder" "$out/seed$seed" --seed "$seed" --aerial "${AERIAL:-aerial}" \
        --per-class "${PER_CLASS:-1000}"
done
