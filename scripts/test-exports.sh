#!/usr/bin/env bash
# Exports every network and both kinds of forest, and runs the files in ONNX Runtime: scripts/test-exports.sh TEST COMMAND...
# The Python packages are installed from PyPI once, into .deps/onnx.
set -euo pipefail
cd "$(dirname "$0")/.."
python=.deps/onnx/bin/python
if ! "$python" -c "import onnxruntime, stac_model" 2>/dev/null; then
    echo "fetching ONNX Runtime and stac-model" >&2
    rm -rf .deps/onnx
    # Debian's python3 alone makes such an environment; pip works on it from outside.
    python3 -m venv --without-pip .deps/onnx
    python3 -m pip --python "$python" install --quiet --disable-pip-version-check --only-binary=:all: \
        numpy==2.4.6 onnx==1.23.2 onnxruntime==1.32.0 stac-model==0.7.0
fi
exports=$(mktemp -d .build/exports.XXXXXX)
trap 'rm -rf "$exports"' EXIT
AERIAL_EXPORTS="$PWD/$exports" "$@" --filter exportsForOtherPrograms
"$python" Tests/Exports/check.py "$exports"
