#!/usr/bin/env bash
# Makes Sources/ONNXSchema from ONNX's own schema, onnx-ml.proto, which the wheel of the Python package `onnx` ships. Needed only
# for a newer schema; needs Debian's protobuf-compiler. The plugin is built from the package that Package.swift names.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v protoc >/dev/null || { echo "protoc is not there: apt-get install protobuf-compiler" >&2; exit 1; }
version=1.23.2
swift build -c release -Xswiftc -enable-testing --explicit-target-dependency-import-check error \
    --product protoc-gen-swift >&2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
python3 -m pip download --quiet --no-deps --only-binary :all: --dest "$scratch" "onnx==$version"
python3 -m zipfile -e "$scratch"/onnx-*.whl "$scratch/wheel"
rm -f Sources/ONNXSchema/*.swift
protoc --proto_path="$scratch/wheel/onnx" --plugin=.build/release/protoc-gen-swift \
    --swift_out=Sources/ONNXSchema --swift_opt=Visibility=Package onnx-ml.proto
ls -l Sources/ONNXSchema >&2
