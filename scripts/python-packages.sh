#!/usr/bin/env bash
# Python packages for a test or a tool, from PyPI, in a folder of their own: python-packages.sh FOLDER PACKAGE==VERSION...
# Prints the folder's Python. Fetches once, and again when the packages asked for are others.
set -euo pipefail
folder=$1
shift
if [ "$(cat "$folder/.packages" 2>/dev/null)" != "$*" ]; then
    echo "fetching $*" >&2
    rm -rf "$folder"
    # Debian's python3 alone makes such an environment; pip works on it from outside.
    python3 -m venv --without-pip "$folder"
    python3 -m pip --python "$folder/bin/python" install --quiet --disable-pip-version-check --only-binary=:all: "$@" >&2
    echo "$*" >"$folder/.packages"
fi
echo "$folder/bin/python"
