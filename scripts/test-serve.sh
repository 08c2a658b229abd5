#!/usr/bin/env bash
# Drives the workbench in a real Chromium, as a person would, on a small synthetic county.
# usage: AERIAL=path/to/aerial [PICTURES=folder] test-serve.sh
# Leaves screenshots in PICTURES (.build/workbench unless given).
set -euo pipefail
cd "$(dirname "$0")/.."
aerial=$(realpath "$(command -v "${AERIAL:-.build/release/aerial}")")
pictures=${PICTURES:-.build/workbench}
environment=.deps/workbench-venv
requirements=Tests/Workbench/requirements.txt

say() { printf 'workbench test: %s\n' "$*" >&2; }
fail() { say "FAILED: $*"; exit 1; }

if ! cmp -s "$requirements" "$environment/.requirements"; then
    say "fetching Playwright into $environment (150 MB on disk; once)"
    rm -rf "$environment"
    # Debian's python3 alone makes such an environment; pip works on it from outside.
    python3 -m venv --without-pip "$environment"
    python3 -m pip --python "$environment/bin/python" install --quiet --disable-pip-version-check --only-binary=:all: \
        --require-hashes -r "$requirements" || fail "Playwright could not be fetched. Is this machine online, and is pip configured?"
    cp "$requirements" "$environment/.requirements"
fi
# Debian's own browser: Playwright fetches none.
command -v chromium >/dev/null || scripts/deps.sh browser
browser=$(command -v chromium)

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export AERIAL_RUNS="$scratch/runs.sqlite"
say "making a small county"
(
    cd "$scratch"
    "$aerial" synth county --size 3360 --seed 3 --quiet
    "$aerial" prepare --imagery county/imagery_before.tif --labels county/landcover_before.tif --out dataset \
        --rule purity:0.8 --split blocks:1000 --test-fraction 0.25 --json --quiet
    "$aerial" transfer dataset --out model --json --quiet
    "$aerial" score model county/imagery_before.tif --out predictions.gpkg --json --quiet
    "$aerial" map predictions.gpkg --out map.tif --compare county/landcover_before.tif --report map.html --json --quiet
    "$aerial" change model --before county/imagery_before.tif --after county/imagery_after.tif --out change --json --quiet
    "$aerial" evaluate model dataset --out evaluation --json --quiet
    "$aerial" review model dataset --out review --top 5 --json --quiet
    "$aerial" suggest model county/imagery_after.tif --out suggestions --count 5 --json --quiet
    "$aerial" area design map.tif --out sample --least 3 --standard-error 0.1 --json --quiet
) >/dev/null
mkdir -p "$pictures"
say "the pages that commands write"
"$environment/bin/python" Tests/Workbench/pages.py "$browser" "$scratch" "$pictures"
say "the workbench"
"$environment/bin/python" Tests/Workbench/story.py "$aerial" "$browser" "$scratch" "$pictures"
say "done; the pictures are in $pictures"
