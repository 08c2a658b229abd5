#!/usr/bin/env bash
# Every backbone's forward pass (libtorch and OpenVINO) and gradients against PyTorch's, from the same random weights.
# usage: run.sh [NETWORK...]      from the project's folder, after 'make build'; PYTHON needs torch and safetensors
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
python=${PYTHON:-python3}
reference=$(mktemp -d)
trap 'rm -rf "$reference"' EXIT
"$python" "$here/reference.py" "$reference" "$@" >/dev/null
cd "$here/../.."
flags=(-c release -Xswiftc -enable-testing --explicit-target-dependency-import-check error)
SWIFT_DETERMINISTIC_HASHING=1 swift build "${flags[@]}" --product aerialPackageTests
AERIAL_PYTORCH_REFERENCE=$reference swift test --skip-build "${flags[@]}" --filter PyTorchReferenceTests
