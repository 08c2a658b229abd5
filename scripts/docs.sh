#!/usr/bin/env bash
# Makes the library's documentation as a site of static pages, with DocC.
# usage: docs.sh BUILD_FOLDER FOLDER
set -euo pipefail
cd "$(dirname "$0")/.."
build=$1
folder=$2
graphs=$folder.graphs
rm -rf "$graphs" "$folder"
mkdir -p "$graphs"
maps=$(find "$PWD/Sources" .build/checkouts/Yams -name module.modulemap; ls "$build"/{C*,Yams*}.build/module.modulemap 2>/dev/null |
    grep -vE 'NIO|GRPC|Crypto|XKCP' || true)
# What a program that imports Aerial sees: the journeys and the words that they use.
for module in Aerial AerialCore; do
    swift symbolgraph-extract -module-name "$module" -minimum-access-level public -skip-synthesized-members \
        -target "$(swift -print-target-info | sed -n 's/.*"unversionedTriple": "\(.*\)".*/\1/p' | head -1)" \
        -I "$build/Modules" $(printf -- '-Xcc -fmodule-map-file=%s ' $maps) $(printf -- '-Xcc %s ' $(pkg-config --cflags gdal)) \
        -output-dir "$graphs"
done
docc convert Sources/Aerial/Aerial.docc --additional-symbol-graph-dir "$graphs" --output-path "$folder" \
    --fallback-display-name Aerial --fallback-bundle-identifier aerial --transform-for-static-hosting 2>"$graphs/talk" || { cat "$graphs/talk" >&2; exit 1; }
# DocC wants each parameter described; a name that says it is enough here. A link that leads nowhere is an error.
if grep -A6 "doesn't exist\|is ambiguous\|not found" "$graphs/talk" >&2; then exit 1; fi
rm -rf "$graphs"
printf 'the pages are in %s; show them with: python3 -m http.server -d %s, then /documentation/aerial\n' "$folder" "$folder"
