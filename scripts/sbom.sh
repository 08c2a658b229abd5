#!/usr/bin/env bash
# A bill of materials of the built program, CycloneDX 1.5 as JSON: every library that it runs with, its version and its licence.
# usage: sbom.sh [BUILD_FOLDER [OUT]]     (default .build/release, stdout)
# Swift packages come from Package.resolved and their checkouts, shared libraries from Debian's packages as ldd finds
# them, OpenVINO from its pinned wheel. Licences are those that the packages state; "NOASSERTION" where one states none
# by a known name.
set -euo pipefail
cd "$(dirname "$0")/.."
build=${1:-.build/release}
out=${2:-/dev/stdout}

fail() { printf 'aerial sbom: %s\n' "$*" >&2; exit 1; }
[ -x "$build/aerial" ] || fail "there is no $build/aerial. Build it first: make build"
for tool in ldd dpkg-query; do command -v "$tool" >/dev/null || fail "$tool is needed: this bill reads Debian's packages."; done

json() { # a JSON string of all that comes on stdin
    local text
    text=$(tr -d '\000-\010\013-\037' | sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/\t/ /g' | paste -sd ' ' -)
    printf '"%s"' "$text"
}

version() { sed -nE 's/.*number = "([^"]+)".*/\1/p' Sources/AerialCore/Files/AerialVersion.swift; }

licence_of_text() { # file: the SPDX name of a well-known licence text
    local text
    text=$(tr -s '[:space:]' ' ' <"$1")
    case $text in
        *"Apache License"*"Version 2.0"*"Runtime Library Exception"*) echo "Apache-2.0 WITH Swift-exception" ;;
        *"Apache License"*"Version 2.0"*) echo Apache-2.0 ;;
        *"Permission is hereby granted, free of charge"*) echo MIT ;;
        *"Redistribution and use in source and binary forms"*"Neither the name"*) echo BSD-3-Clause ;;
        *"Redistribution and use in source and binary forms"*) echo BSD-2-Clause ;;
        *) echo NOASSERTION ;;
    esac
}

licences_of_debian() { # package: the names of its machine-readable copyright file
    local file="/usr/share/doc/$1/copyright"
    [ -e "$file" ] || { echo NOASSERTION; return; }
    { sed -nE 's/^License:[[:space:]]*([^[:space:]].*)$/\1/p' "$file" | sed -E 's/[[:space:]]+$//' | sort -u | paste -sd ';' - |
        sed 's/;/; /g' | grep .; } ||
        # An older copyright file, which points to licences that all Debian machines have.
        { grep -oE '/usr/share/common-licenses/[A-Za-z0-9.-]*[A-Za-z0-9]' "$file" | sed 's|.*/||' | sort -u | paste -sd ';' - | sed 's/;/; /g' | grep .; } ||
        echo NOASSERTION
}

first=1
component() { # type name version licence purl [sha256]
    [ "$first" = 1 ] || printf ',\n'
    first=0
    printf '    {"type": "%s", "bom-ref": %s, "name": %s, "version": %s, "purl": %s' \
        "$1" "$(json <<<"$5")" "$(json <<<"$2")" "$(json <<<"$3")" "$(json <<<"$5")"
    printf ', "licenses": [{"license": {"name": %s}}]' "$(json <<<"$4")"
    [ -z "${6:-}" ] || printf ', "hashes": [{"alg": "SHA-256", "content": "%s"}]' "$6"
    printf '}'
}

swift_packages() {
    local location revision number name licence file
    awk -F'"' '
        /"location"/ { location = $4 } /"revision"/ { revision = $4 } /"version" : "/ { number = $4 }
        /^    }/ { if (location != "") print location, revision, (number == "" ? revision : number); location = ""; number = "" }
    ' Package.resolved | while read -r location revision number; do
        name=$(basename "$location" .git)
        licence=NOASSERTION
        for file in ".build/checkouts/$name"/LICENSE*; do
            [ ! -e "$file" ] || { licence=$(licence_of_text "$file"); break; }
        done
        printf '%s\t%s\t%s\t%s\n' "$name" "$number" "$licence" "pkg:swift/${location#https://}@$number?vcs_url=git%2B$location%40$revision"
    done
}

debian_packages() {
    {
        for file in "$build"/aerial "$build"/aerial-worker "$build"/libAerialTorch.so .deps/openvino/libs/*.so*; do
            [ ! -e "$file" ] || ldd "$file" 2>/dev/null
        done
    } | awk '$3 ~ /^\// { print $3 } $1 ~ /^\/.*ld-linux/ { print $1 }' | sort -u | while read -r library; do
        # Debian's /lib is a link to /usr/lib, and packages name either.
        real=$(realpath "$library")
        printf '%s\n' "$library" "$real" "${real#/usr}"
    done | sort -u | { xargs dpkg-query -S 2>/dev/null || true; } | sed -E 's/:.*//' | sort -u | while read -r package; do
        printf '%s\t%s\t%s\n' "$package" "$(dpkg-query -W -f '${Version}' "$package")" "$(licences_of_debian "$package")"
    done
}

write() {
    printf '{\n  "bomFormat": "CycloneDX",\n  "specVersion": "1.5",\n  "version": 1,\n'
    printf '  "metadata": {"component": {"type": "application", "bom-ref": "aerial", "name": "aerial", "version": "%s", "licenses": [{"license": {"name": "%s"}}]}},\n' \
        "$(version)" "$(licence_of_text LICENSE)"
    printf '  "components": [\n'
    local name number licence purl wheel
    while IFS=$'\t' read -r name number licence purl; do component library "$name" "$number" "$licence" "$purl"; done < <(swift_packages)
    while IFS=$'\t' read -r name number licence; do
        component library "$name" "$number" "$licence" "pkg:deb/debian/$name@$number"
    done < <(debian_packages)
    read -r number wheel <.deps/openvino/.version
    component library openvino "$number" Apache-2.0 "pkg:pypi/openvino@$number" "$wheel"
    number=$(swift --version 2>/dev/null | sed -nE 's/.*Swift version ([0-9.]+).*/\1/p' | head -n 1)
    component library swift-runtime "$number" "Apache-2.0 WITH Swift-exception" "pkg:github/swiftlang/swift@swift-$number-RELEASE"
    printf '\n  ]\n}\n'
}

write >"$out"
