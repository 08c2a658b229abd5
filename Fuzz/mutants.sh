#!/usr/bin/env bash
# Draws good files of every kind and sends damaged ones through the program: mutants.sh COUNT, the program in AERIAL,
# SEED of the random numbers if the same damage is wanted again.
# rasterio and Pillow are installed from PyPI once, into .deps/mutants.
set -euo pipefail
cd "$(dirname "$0")/.."
python=$(scripts/python-packages.sh .deps/mutants rasterio==1.4.4 pillow==13.0.0)
seeds=.build/mutants/seeds
test -d "$seeds/home" || "$python" Fuzz/seeds.py "$AERIAL" "$seeds"
"$python" Fuzz/mutate.py "$AERIAL" "$seeds" .build/mutants/work --count "$1" ${SEED:+--seed "$SEED"}
