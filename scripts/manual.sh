#!/usr/bin/env bash
# Makes the manual's pages (one per command) and shell completions from the program's own help.
# usage: manual.sh AERIAL FOLDER
set -euo pipefail
cd "$(dirname "$0")/.."
aerial=$(realpath "$1")
folder=$2
[ "$folder/.made" -nt "$aerial" ] && exit 0
# The tool comes with the library that parses the command line.
tool=.build/checkouts/swift-argument-parser
swift build -c release --package-path "$tool" --scratch-path .build/manual-tool --product generate-manual --quiet \
    -Xswiftc -suppress-warnings
rm -rf "$folder"
mkdir -p "$folder/man1" "$folder/completions"
.build/manual-tool/release/generate-manual "$aerial" --multi-page --section 1 \
    --date "$(date -u -d "@${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date +%s)}" +%Y-%m-%d)" \
    --output-directory "$folder/man1"
for shell in bash zsh fish; do "$aerial" --generate-completion-script $shell > "$folder/completions/aerial.$shell"; done
touch "$folder/.made"
