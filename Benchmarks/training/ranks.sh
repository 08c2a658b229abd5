#!/usr/bin/env bash
# Several processes beside one: the loss of each of 50 steps, the evaluation, speed, and what a killed rank leaves.
# usage: AERIAL=path/to/aerial ranks.sh same|speed|kills DATASET      DATASET: folders of images by class
#   same    one process with 32 images a step, two with 16 each: by --processes, in two network namespaces by hand-set
#           variables (as root), and by TORCHRUN if that names one; beside them one process of one thread, because rounding
#           alone grows tenfold in a few steps of a high LEARNING_RATE (default here 2e-5)
#   speed   two processes of one thread each beside one process of two, interleaved, ROUNDS (3)
#   kills   either of two ranks is killed at a random moment, KILLS (10) times
set -euo pipefail
aerial=$(realpath "$(command -v "${AERIAL:-aerial}")")
what=$1
dataset=$(realpath "$2")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export AERIAL_RUNS=none
cd "$scratch"
printf 'first-input-size: 224\n' >recipe.yaml
arguments=(finetune "$dataset" --config recipe.yaml --batch-size 32 --precision fp32 --seed 7 --quiet --json)

compare() { # name: the largest difference of a step's loss, and whether the evaluation is the same
    paste -d, one.csv "$1.csv" | awk -F, -v name="$1" 'NR > 1 && NR <= 51 {
        d = ($4 - $10) / $4; d = d < 0 ? -d : d; if (d > most) most = d; n++ }
        END { printf "%s: %d steps, largest relative difference of the loss %.2g\n", name, n, most }'
    python3 - one.json "$1.json" <<'PYTHON'
import json, sys
one, other = (json.load(open(path)) for path in sys.argv[1:])
print(f"    accuracy {one['accuracy']:.4f} and {other['accuracy']:.4f}, "
      f"validation loss {one['history'][-1]['validationLoss']:.6f} and {other['history'][-1]['validationLoss']:.6f}")
PYTHON
}

same() {
    local more=(--sync-batch-norm --epochs "${EPOCHS:-2}" --threads 2)
    printf 'first-input-size: 224\nlearning-rate: %s\n' "${LEARNING_RATE:-2e-5}" >recipe.yaml
    "$aerial" "${arguments[@]}" "${more[@]}" --out one --step-log one.csv >one.json
    "$aerial" "${arguments[@]}" "${more[@]}" --out two --step-log two.csv --processes 2 >two.json
    compare two
    "$aerial" "${arguments[@]}" "${more[@]}" --threads 1 --out thread --step-log thread.csv >thread.json
    compare thread
    if [ "$(id -u)" = 0 ] && command -v ip >/dev/null; then
        namespaces "${more[@]}"
        compare spaces
    fi
    if [ -n "${TORCHRUN:-}" ]; then
        $TORCHRUN --no-python --nproc-per-node 2 "$aerial" "${arguments[@]}" "${more[@]}" --threads 2 --out run \
            --step-log run.csv >run.json
        compare run
    fi
}

# Two hosts on one machine: each rank in a network namespace of its own, a cable between.
namespaces() {
    local a=aerial-a-$$ b=aerial-b-$$
    ip netns add $a && ip netns add $b
    trap "ip netns pids $b | xargs -r kill 2>/dev/null; ip netns del $a; ip netns del $b; rm -rf '$scratch'" EXIT
    ip link add va-$$ netns $a type veth peer name vb-$$ netns $b
    ip -n $a addr add 10.77.0.1/24 dev va-$$ && ip -n $a link set va-$$ up && ip -n $a link set lo up
    ip -n $b addr add 10.77.0.2/24 dev vb-$$ && ip -n $b link set vb-$$ up && ip -n $b link set lo up
    export MASTER_ADDR=10.77.0.1 MASTER_PORT=29511 WORLD_SIZE=2
    RANK=1 ip netns exec $b "$aerial" "${arguments[@]}" "$@" --out spaces >/dev/null &
    local other=$!
    RANK=0 ip netns exec $a "$aerial" "${arguments[@]}" "$@" --out spaces --step-log spaces.csv >spaces.json
    wait $other
    unset MASTER_ADDR MASTER_PORT WORLD_SIZE
}

speed() {
    local round
    for round in $(seq "${ROUNDS:-3}"); do
        for processes in 1 2; do
            rm -rf model
            "$aerial" "${arguments[@]}" --epochs 1 --threads 2 --processes $processes --out model \
                --step-log steps$processes.csv >result$processes.json
            # The first steps warm up.
            awk -F, 'NR == 4 { start = $6; first = NR } { end = $6; last = NR }
                END { printf "%.2f\n", 32 * (last - first) / (end - start) }' steps$processes.csv >>speed$processes
        done
    done
    one=$(sort -n speed1 | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }')
    two=$(sort -n speed2 | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }')
    awk -v a="$one" -v b="$two" 'BEGIN {
        printf "one process of two threads %.1f images/s, two of one thread %.1f images/s, ratio %.2f\n", a, b, b / a }'
    python3 -c "import json; t = json.load(open('result2.json'))['exchange']; print('a step of two processes: backward %.0f ms, exchange %.0f ms, of which %.0f ms while the backward pass was going' % tuple(1000 * t[k] for k in ('backwardSeconds', 'exchangeSeconds', 'overlappedSeconds')))"
}

kills() {
    local more=(--epochs 3 --threads 2 --processes 2 --checkpoint-steps 2 --rank-timeout 20)
    printf 'first-input-size: 96\n' >recipe.yaml
    "$aerial" "${arguments[@]}" "${more[@]}" --out whole >whole.json
    local whole=$SECONDS kill
    for kill in $(seq "${KILLS:-10}"); do
        rm -rf model model.checkpoints
        "$aerial" "${arguments[@]}" "${more[@]}" --out model >model.json 2>errors.txt &
        local launcher=$! moment
        moment=$(awk -v s="$whole" -v r="$RANDOM" 'BEGIN { printf "%.1f", 2 + (s - 4) * r / 32768 }')
        sleep "$moment"
        local ranks=($(pgrep -P $launcher)) victim=$((kill % 2))
        kill -9 "${ranks[$victim]}" 2>/dev/null || true
        local start=$SECONDS
        wait $launcher && status=0 || status=$?
        local ended=$((SECONDS - start)) left
        left=$(pgrep -fc "$scratch|$dataset --config recipe.yaml" || true)
        "$aerial" "${arguments[@]}" "${more[@]}" --out model --resume --overwrite >model.json 2>/dev/null
        python3 - "$kill" "$victim" "$moment" "$status" "$ended" "$left" <<'PYTHON'
import json, re, sys
kill, victim, moment, status, ended, left = sys.argv[1:]
whole, resumed = (json.load(open(f))["accuracy"] for f in ("whole.json", "model.json"))
said = re.findall(r"rank \d+ of \d+ is gone|rank \d+ .{0,40}", open("errors.txt").read())
print(f"kill {kill}: rank {victim} after {moment} s; status {status} after {ended} s, {left} processes left; said "
      f"'{said[0] if said else open('errors.txt').read()[-120:]}'; accuracy after --resume {resumed:.4f}, of an unkilled training {whole:.4f}")
PYTHON
    done
}

$what
