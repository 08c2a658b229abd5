#!/usr/bin/env bash
# Formats the C and C++ sources; with --check fails when one is not formatted. clang-format is installed from PyPI once,
# into .deps/format: the style's edges differ between its versions.
set -euo pipefail
cd "$(dirname "$0")/.."
format=.deps/format/bin/clang-format
if ! "$format" --version >/dev/null 2>&1; then
    echo "fetching clang-format" >&2
    rm -rf .deps/format
    # Debian's python3 alone makes such an environment; pip works on it from outside.
    python3 -m venv --without-pip .deps/format
    python3 -m pip --python .deps/format/bin/python install --quiet --disable-pip-version-check --only-binary=:all: \
        clang-format==23.1.5
fi
check=()
if [ "${1:-}" = --check ]; then check=(--dry-run --Werror); fi
find Sources Tests \( -name '*.c' -o -name '*.cpp' -o -name '*.h' -o -name '*.hpp' \) -print0 |
    xargs -0 "$format" -i "${check[@]}"
