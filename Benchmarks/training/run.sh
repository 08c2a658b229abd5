#!/usr/bin/env bash
# Training speed beside PyTorch's, on the same pictures, network, augmentation, precision and threads: interleaved rounds,
# medians of images per second. The loader is timed alone, too.
# usage: AERIAL=path/to/aerial run.sh IMAGES [NETWORK[:PRECISION]...]
#   NETWORK:PRECISION   efficientnet-lite0:fp32, resnet18:bf16 ...
#   PYTHON              a Python with torch, numpy and pillow
#   ROUNDS (3), SECONDS_EACH (30), STYLES ("plain tuned": PyTorch as tutorials show it, and with channels_last)
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
aerial=${AERIAL:-aerial}
python=${PYTHON:-python3}
images=$1
shift
networks=("${@:-efficientnet-lite0:fp32}")
rounds=${ROUNDS:-3}
seconds=${SECONDS_EACH:-30}
styles=${STYLES:-plain}
export AERIAL_RUNS=none
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# The speed of the steps of one epoch, from the log of its steps: the first ones warm up.
ours() { # network, precision, seconds
    printf 'first-input-size: 224\nhead-start: false\nvalidation-fraction: 0\n' >"$scratch/recipe.yaml"
    rm -rf "$scratch/model" "$scratch/model.checkpoints" "$scratch/steps.csv"
    "$aerial" finetune "$images" --backbone "$1" --from-scratch --epochs 1 --precision "$2" --threads 2 \
        --config "$scratch/recipe.yaml" --out "$scratch/model" --step-log "$scratch/steps.csv" --loader-speed --json \
        --quiet >"$scratch/result.json" &
    local training=$!
    # As long as PyTorch, and the last one to its end, for the loader.
    for _ in $(seq "$3"); do
        sleep 1
        kill -0 $training 2>/dev/null || break
    done
    [ "${4:-}" = whole ] || kill -TERM $training 2>/dev/null || true
    wait $training || true
    awk -F, 'NR == 4 { start = $6; steps = NR } { end = $6; last = NR }
        END { if (last > steps) printf "%.3f\n", 32 * (last - steps) / (end - start) }' "$scratch/steps.csv"
}
field() { "$python" -c "import json, sys; print(json.load(sys.stdin)['$1'])"; }
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

for wanted in "${networks[@]}"; do
    network=${wanted%%:*} precision=${wanted##*:}
    [ "$precision" != "$wanted" ] || precision=fp32
    for round in $(seq "$rounds"); do
        for style in $styles; do
            "$python" "$here/pytorch.py" "$network" "$images" "$seconds" "$precision" "$style" |
                field images_per_second >>"$scratch/$wanted.$style"
        done
        ours "$network" "$precision" "$seconds" "$([ "$round" != "$rounds" ] || echo "${LAST:-}")" >>"$scratch/$wanted.aerial"
    done
    mine=$(median <"$scratch/$wanted.aerial")
    for style in $styles; do
        awk -v n="$network $precision" -v a="$mine" -v p="$(median <"$scratch/$wanted.$style")" -v s="$style" \
            'BEGIN { printf "%-26s aerial %5.1f images/s   PyTorch, %s %5.1f images/s   ratio %.2f\n", n, a, s, p, a / p }'
    done
    if [ "${LAST:-}" = whole ]; then
        printf '%-26s the loader alone %.0f images/s\n' "" "$(field loaderImagesPerSecond <"$scratch/result.json")"
    fi
done
