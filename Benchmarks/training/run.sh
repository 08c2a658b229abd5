#!/usr/bin/env bash
# Training speed beside PyTorch's, on the same pictures, network, augmentation and precision (fp32): interleaved rounds,
# medians of images per second.
# usage: AERIAL=path/to/aerial run.sh IMAGES [NETWORK...]      PYTHON needs torch, numpy and pillow; ROUNDS, SECONDS
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
aerial=${AERIAL:-aerial}
python=${PYTHON:-python3}
images=$1
shift
networks=("${@:-efficientnet-lite0}")
rounds=${ROUNDS:-3}
seconds=${SECONDS_EACH:-40}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# All epochs at the network's own size, and no features first: what is timed is the training step.
printf 'first-input-size: 224\nhead-start: false\nvalidation-fraction: 0\n' >"$scratch/recipe.yaml"

median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

for network in "${networks[@]}"; do
    for _ in $(seq "$rounds"); do
        "$python" "$here/pytorch.py" "$network" "$images" "$seconds" |
            "$python" -c 'import json, sys; print(json.load(sys.stdin)["images_per_second"])' >>"$scratch/$network.pytorch"
        rm -rf "$scratch/model"
        AERIAL_RUNS=none "$aerial" finetune "$images" --backbone "$network" --from-scratch --epochs 1 --precision fp32 \
            --config "$scratch/recipe.yaml" --out "$scratch/model" --quiet --json |
            "$python" -c 'import json, sys; print(json.load(sys.stdin)["history"][0]["imagesPerSecond"])' \
                >>"$scratch/$network.aerial"
    done
    theirs=$(median <"$scratch/$network.pytorch")
    ours=$(median <"$scratch/$network.aerial")
    awk -v n="$network" -v a="$ours" -v p="$theirs" \
        'BEGIN { printf "%-20s  aerial %5.1f images/s   PyTorch %5.1f images/s   ratio %.2f\n", n, a, p, a / p }'
done
