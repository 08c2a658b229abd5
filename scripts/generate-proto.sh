#!/usr/bin/env bash
# Makes Sources/SparkProtocol from proto/spark_connect.proto. Needed only after a change of the schema; needs Debian's
# protobuf-compiler. The two plugins are built from the packages that Package.swift names.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v protoc >/dev/null || { echo "protoc is not there: apt-get install protobuf-compiler" >&2; exit 1; }
flags=(-c release -Xswiftc -enable-testing --explicit-target-dependency-import-check error)
for plugin in protoc-gen-swift protoc-gen-grpc-swift-2; do
    swift build "${flags[@]}" --product "$plugin" >&2
done
rm -f Sources/SparkProtocol/*.swift
protoc --proto_path=proto \
    --plugin=.build/release/protoc-gen-swift --plugin=protoc-gen-grpc-swift=.build/release/protoc-gen-grpc-swift-2 \
    --swift_out=Sources/SparkProtocol --swift_opt=Visibility=Package \
    --grpc-swift_out=Sources/SparkProtocol --grpc-swift_opt=Visibility=Package,Server=false \
    spark_connect.proto
ls -l Sources/SparkProtocol >&2
