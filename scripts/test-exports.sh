#!/usr/bin/env bash
# Exports every network and both kinds of forest, and runs the files in ONNX Runtime: scripts/test-exports.sh TEST COMMAND...
# The Python packages are installed from PyPI once, into .deps/onnx.
set -euo pipefail
cd "$(dirname "$0")/.."
python=$(scripts/python-packages.sh .deps/onnx numpy==2.4.6 onnx==1.23.2 onnxruntime==1.32.0 stac-model==0.7.0)
exports=$(mktemp -d .build/exports.XXXXXX)
trap 'rm -rf "$exports"' EXIT
AERIAL_EXPORTS="$PWD/$exports" "$@" --filter exportsForOtherPrograms
"$python" Tests/Exports/check.py "$exports"
