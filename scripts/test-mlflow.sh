#!/usr/bin/env bash
# Runs the commands against a real MLflow server from PyPI and asks the server what it has.
# usage: AERIAL=path/to/aerial [MLFLOW=path/to/mlflow] test-mlflow.sh
# Ends with 0 only if the server shows every run with its parameters, its metrics by step and its artifacts.
set -euo pipefail
cd "$(dirname "$0")/.."
aerial=$(realpath "$(command -v "${AERIAL:-.build/release/aerial}")")
mlflow_version=3.17.2
environment=.deps/mlflow-venv

say() { printf 'mlflow test: %s\n' "$*" >&2; }
fail() { say "FAILED: $*"; exit 1; }

fetch() {
    [ "$(cat "$environment/.version" 2>/dev/null)" != "$mlflow_version" ] || return 0
    say "fetching MLflow $mlflow_version into $environment (900 MB on disk; once)"
    rm -rf "$environment"
    # Debian's python3 alone makes such an environment; pip works on it from outside.
    python3 -m venv --without-pip "$environment"
    python3 -m pip --python "$environment/bin/python" install --quiet --disable-pip-version-check \
        "mlflow==$mlflow_version" || fail "MLflow could not be fetched. Is this machine online, and is pip configured?"
    echo "$mlflow_version" >"$environment/.version"
}
[ -n "${MLFLOW:-}" ] || fetch
mlflow=$(realpath "${MLFLOW:-$environment/bin/mlflow}")

scratch=$(mktemp -d)
server=
stop() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    [ -z "$server" ] || wait "$server" 2>/dev/null || true
    rm -rf "$scratch"
}
trap stop EXIT
cd "$scratch"

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
url="http://127.0.0.1:$port"
MLFLOW_DISABLE_TELEMETRY=true "$mlflow" server --host 127.0.0.1 --port "$port" --workers 1 \
    --backend-store-uri "sqlite:///$scratch/mlflow.db" --artifacts-destination "$scratch/artifacts" \
    >server.log 2>&1 &
server=$!
for _ in $(seq 300); do
    curl -sf "$url/health" >/dev/null && break
    kill -0 "$server" 2>/dev/null || { tail -n 20 server.log >&2; fail "the server did not start"; }
    sleep 1
done
curl -sf "$url/health" >/dev/null || fail "the server did not answer within 5 minutes"
say "the server answers at $url"

unset MLFLOW_TRACKING_URI AERIAL_RUNS
run() { "$aerial" "$@" --runs runs.sqlite --quiet >/dev/null; }
"$aerial" synth county --size 2240 --seed 3 --quiet
# Sent at the end of the run, by option and by variable; by export, later; and a failure.
run prepare --imagery county/imagery_before.tif --labels county/landcover_before.tif --out dataset \
    --rule purity:0.8 --split blocks:500 --test-fraction 0.3 --mlflow "$url"
MLFLOW_TRACKING_URI=$url run transfer dataset --out model
run evaluate model dataset --out evaluation
run transfer nowhere --out nothing 2>/dev/null && fail "a transfer of nothing succeeded"
"$aerial" runs export --mlflow "$url" --runs runs.sqlite
# What was sent is not sent again.
"$aerial" runs export --mlflow "$url" --runs runs.sqlite --json --quiet >again.json
grep -q '"sent":0' again.json || fail "runs were sent twice: $(cat again.json)"
"$aerial" runs export --out history.json --runs runs.sqlite --quiet

python3 - "$url" history.json <<'PYTHON' || fail "the server does not show what the history has"
import json
import os
import sys
import urllib.request

server, history = sys.argv[1:]


def ask(path, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(server + path, data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


api = "/api/2.0/mlflow/"
experiment = ask(api + "experiments/get-by-name?experiment_name=aerial")["experiment"]["experiment_id"]
found = ask(api + "runs/search", {"experiment_ids": [experiment], "max_results": 100})["runs"]
runs = {tag["value"]: run for run in found for tag in run["data"]["tags"] if tag["key"] == "aerial.run"}
recorded = json.load(open(history))["runs"]
assert len(found) == len(recorded) == 4, (len(found), len(recorded))

statuses = {"finished": "FINISHED", "failed": "FAILED", "interrupted": "KILLED"}
for run in recorded:
    there = runs[run["id"]]
    name = run["command"]
    assert there["info"]["status"] == statuses[run["status"]], name
    params = {pair["key"]: pair["value"] for pair in there["data"].get("params", [])}
    assert params == run["parameters"], (name, params, run["parameters"])
    metrics = sorted({point["metric"] for point in run["points"]})
    points = 0
    for metric in metrics:
        query = f"metrics/get-history?run_id={there['info']['run_id']}&metric_key={metric}"
        values = {(m["step"], m["value"]) for m in ask(api + query)["metrics"]}
        wanted = {(p["step"], p["value"]) for p in run["points"] if p["metric"] == metric}
        assert values == wanted, (name, metric, values, wanted)
        points += len(values)
    run_id = there["info"]["run_id"]
    folders = [""]
    sizes = {}
    while folders:
        folder = folders.pop()
        query = f"artifacts/list?run_id={run_id}" + (f"&path={folder}" if folder else "")
        for file in ask(api + query).get("files", []):
            if file.get("is_dir"):
                folders.append(file["path"])
            else:
                sizes[file["path"]] = int(file["file_size"])
    if name == "transfer" and run["status"] == "finished":
        assert "validationLoss" in metrics and len([p for p in run["points"] if p["metric"] == "validationLoss"]) > 1
        for file in ["model.json", "weights.safetensors", "MODEL_CARD.md"]:
            assert sizes.get("model/" + file) == os.path.getsize("model/" + file), (file, sizes)
    if name == "evaluate":
        assert {"evaluation/metrics.json", "evaluation/report.html"} <= set(sizes), sizes
    tags = {tag["key"]: tag["value"] for tag in there["data"]["tags"]}
    if run["status"] == "failed":
        assert "nowhere" in tags["aerial.error"], tags
    print(f"{name:9} {there['info']['status']:9} {len(params):3} params, {len(metrics):2} metrics with {points:3} values,"
          f" {len(sizes):2} artifacts, {len(tags):2} tags", file=sys.stderr)
PYTHON

# A server that is gone costs a warning and nothing else.
kill "$server"
wait "$server" 2>/dev/null || true
server=
"$aerial" evaluate model dataset --out again --runs runs.sqlite --mlflow "$url" --json --quiet >figures.json 2>warning.txt ||
    fail "a server that is gone made the run fail"
grep -q "warning: the MLflow server" warning.txt || fail "nobody was told that the server is gone"
say "passed"
