#!/usr/bin/env bash
# Formats the C and C++ sources; with --check fails when one is not formatted. clang-format is installed from PyPI once,
# into .deps/format: the style's edges differ between its versions.
set -euo pipefail
cd "$(dirname "$0")/.."
python=$(scripts/python-packages.sh .deps/format clang-format==23.1.5)
format=$(dirname "$python")/clang-format
check=()
if [ "${1:-}" = --check ]; then check=(--dry-run --Werror); fi
find Sources Tests \( -name '*.c' -o -name '*.cpp' -o -name '*.h' -o -name '*.hpp' \) -print0 |
    xargs -0 "$format" -i "${check[@]}"
