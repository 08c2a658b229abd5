#!/usr/bin/env bash
# A training that is killed at random moments, each time gone on with, ends with the same bytes as one that is not.
# usage: AERIAL=path/to/aerial kills.sh DATASET [KILLS]      DATASET: a few hundred images; more arguments in ARGUMENTS
set -euo pipefail
aerial=${AERIAL:-aerial}
dataset=$1
kills=${2:-5}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export AERIAL_RUNS=none
printf 'first-input-size: 96\nvalidation-fraction: 0.1\n' >"$scratch/recipe.yaml"
train() { # out, more
    "$aerial" finetune "$dataset" --config "$scratch/recipe.yaml" --epochs 3 --checkpoint-steps 2 --threads 2 --quiet \
        --out "$@" ${ARGUMENTS:-} >/dev/null
}

start=$SECONDS
train "$scratch/whole"
seconds=$((SECONDS - start))
echo "uninterrupted: $seconds s"
for kill in $(seq "$kills"); do
    rm -rf "$scratch/killed" "$scratch/killed.checkpoints"
    moment=$(awk -v s="$seconds" -v r="$RANDOM" 'BEGIN { printf "%.2f", 2 + (s - 3) * r / 32768 }')
    # A session of its own, so that all ranks go at once.
    setsid "$aerial" finetune "$dataset" --config "$scratch/recipe.yaml" --epochs 3 --checkpoint-steps 2 --threads 2 \
        --quiet --out "$scratch/killed" ${ARGUMENTS:-} >/dev/null 2>&1 &
    victim=$!
    sleep "$moment"
    kill -9 -- -$victim 2>/dev/null || true
    wait $victim 2>/dev/null || true
    left=$(ls "$scratch/killed.checkpoints" 2>/dev/null | sort | tail -n 1 || true)
    train "$scratch/killed" --resume --overwrite 2>/dev/null
    cmp "$scratch/whole/weights.safetensors" "$scratch/killed/weights.safetensors"
    echo "kill $kill after $moment s (checkpoint: ${left:-none}): the same bytes"
done
