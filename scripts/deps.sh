#!/usr/bin/env bash
# Brings what Aerial builds on: Debian's packages and the OpenVINO wheel. Spends no time on what is there.
# usage: deps.sh [workbench | browser]   brings what the server's page takes, or what its test does, and no more
set -euo pipefail
cd "$(dirname "$0")/.."

packages=(
    libgdal-dev           # imagery, maps, tables
    libdeflate-dev        # PNG tiles
    libjpeg-dev           # JPEG tiles
    libpango1.0-dev       # pictures of maps: Cairo and Pango
    libsqlite3-dev        # run history
    libssl-dev            # checksums
    libtorch-dev          # training
    libgloo-dev           # training over processes
    libopenblas0-pthread  # libtorch's matrix products; the reference BLAS is ten times slower
    libxgboost-dev        # forests
    pkg-config libstdc++-12-dev
    python3 python3-pip   # fetches wheels, nothing else
)
case ${1:-} in
    workbench) packages=(libjs-leaflet) ;;  # the map of the page
    browser) packages=(chromium) ;;
esac
openvino_version=2026.4.1
openvino_sha256=2d22b1da03f7caf74df30e9f6417d0ab2f637e4a38e08e1dcd294d2c37407aaf

say() { printf 'aerial set-up: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

need_room() { # folder, MB, what for
    local free
    free=$(df --output=avail -m "$1" | tail -n 1)
    [ "$free" -ge "$2" ] || fail "$3 needs $2 MB on $(df --output=target "$1" | tail -n 1), which has $free MB free. Make room and run this again."
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif command -v sudo >/dev/null; then sudo "$@"
    else fail "installing Debian packages needs root: run 'apt-get install --no-install-recommends ${packages[*]}' as root, then this again."
    fi
}

debian_packages() {
    local missing=()
    for package in "${packages[@]}"; do
        dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    command -v apt-get >/dev/null || fail "this is no Debian machine; install the likes of: ${missing[*]}"
    say "installing Debian packages: ${missing[*]}"
    need_room /usr 2500 "installing the Debian packages"
    local log
    log=$(mktemp)
    if ! { as_root apt-get update && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
        tail -n 5 "$log" >&2
        fail "the Debian packages could not be installed (the whole output: $log). Is this machine online, and is no other apt running?"
    fi
    rm -f "$log"
}

openvino() {
    local stamp=".deps/openvino/.version"
    [ "$(cat "$stamp" 2>/dev/null)" = "$openvino_version $openvino_sha256" ] && return 0
    say "fetching OpenVINO $openvino_version (60 MB)"
    mkdir -p .deps
    need_room .deps 500 "OpenVINO"
    local scratch log
    scratch=$(mktemp -d .deps/openvino.XXXXXX)
    log=$(mktemp)
    trap 'rm -rf "$scratch"' EXIT
    printf 'openvino==%s --hash=sha256:%s\n' "$openvino_version" "$openvino_sha256" >"$scratch/requirements.txt"
    # The wheel's Python side is not used, so one interpreter version serves all.
    if ! python3 -m pip install --quiet --disable-pip-version-check --no-deps --no-compile --require-hashes \
        --only-binary=:all: --python-version 3.11 --implementation cp --abi cp311 --platform manylinux_2_28_x86_64 \
        --target "$scratch/site" -r "$scratch/requirements.txt" >"$log" 2>&1; then
        tail -n 5 "$log" >&2
        fail "OpenVINO could not be fetched (the whole output: $log). Is this machine online, and is pip configured?"
    fi
    rm -f "$log"
    # Only the libraries, the headers and the licences are needed.
    mkdir "$scratch/kept"
    mv "$scratch"/site/openvino/libs "$scratch"/site/openvino/include "$scratch/kept/"
    mkdir "$scratch/kept/licenses"
    find "$scratch"/site/openvino-*.dist-info -iname '*licen*' -type f -exec cp {} "$scratch/kept/licenses/" \;
    printf '%s %s\n' "$openvino_version" "$openvino_sha256" >"$scratch/kept/.version"
    rm -rf .deps/openvino
    mv "$scratch/kept" .deps/openvino
    rm -rf "$scratch"
    trap - EXIT
}

command -v swift >/dev/null || fail "Swift is not on the PATH. Install Swift 6.3 or newer, then run this again."
[ "$(uname -m)" = x86_64 ] || fail "this set-up knows x86-64 machines only; this one is $(uname -m)."
debian_packages
[ -n "${1:-}" ] || openvino
