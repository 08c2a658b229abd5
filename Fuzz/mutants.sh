#!/usr/bin/env bash
# Draws good files of every kind and sends damaged ones through the program: mutants.sh COUNT, the program in AERIAL.
# rasterio and Pillow are installed from PyPI once, into .deps/mutants.
set -euo pipefail
cd "$(dirname "$0")/.."
python=.deps/mutants/bin/python
if ! "$python" -c "import rasterio, PIL" 2>/dev/null; then
    echo "fetching rasterio and Pillow" >&2
    rm -rf .deps/mutants
    # Debian's python3 alone makes such an environment; pip works on it from outside.
    python3 -m venv --without-pip .deps/mutants
    python3 -m pip --python "$python" install --quiet --disable-pip-version-check --only-binary=:all: \
        rasterio==1.4.4 pillow==13.0.0
fi
seeds=.build/mutants/seeds
test -d "$seeds/models" || "$python" Fuzz/seeds.py "$AERIAL" "$seeds"
"$python" Fuzz/mutate.py "$AERIAL" "$seeds/whole/model" "$seeds" .build/mutants/work --count "$1" --seed "${SEED:-$RANDOM}"
