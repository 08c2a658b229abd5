#!/usr/bin/env bash
# Installs a tree that can be moved: bin/aerial, aerial-server, aerial-spark and aerial-worker, and below lib/aerial the libraries it does not share with Debian.
# usage: install.sh BUILD_FOLDER PREFIX
set -euo pipefail
cd "$(dirname "$0")/.."
build=$1
prefix=$2
libraries="$prefix/lib/aerial"

fail() { printf 'aerial install: %s\n' "$*" >&2; exit 1; }
mkdir -p "$prefix/bin" "$libraries" "$prefix/share/doc/aerial" 2>/dev/null ||
    fail "cannot write below $prefix. Pass a folder of your own (make install PREFIX=\$HOME/.local) or use sudo."

for program in aerial aerial-server aerial-spark aerial-worker; do
    install -s -m 755 "$build/$program" "$prefix/bin/$program.new"
    mv "$prefix/bin/$program.new" "$prefix/bin/$program"
done
install -m 644 "$build/libAerialTorch.so" "$libraries/"
rm -rf "$libraries/openvino"
mkdir "$libraries/openvino"
cp -a .deps/openvino/libs .deps/openvino/licenses "$libraries/openvino/"
# Swift's own libraries: the machine that runs the tree need not have Swift.
runtime=$(dirname "$(ldd "$build/aerial" | awk '$1 == "libswiftCore.so" {print $3}')")
ldd "$build/aerial" | awk -v runtime="$runtime/" 'index($3, runtime) == 1 {print $3}' |
    xargs -r install -m 644 -t "$libraries"
license=$runtime/../../../share/swift/LICENSE.txt
if [ -e "$license" ]; then install -m 644 "$license" "$libraries/SWIFT_LICENSE.txt"; fi
install -m 644 LICENSE README.md CHANGELOG.md docs/*.md "$prefix/share/doc/aerial/"
pages="$prefix/share/man/man1"
mkdir -p "$pages" "$prefix/share/bash-completion/completions" "$prefix/share/zsh/site-functions" \
    "$prefix/share/fish/vendor_completions.d"
for page in .build/manual/man1/*.1; do gzip -9nc "$page" > "$pages/$(basename "$page").gz"; done
install -m 644 .build/manual/completions/aerial.bash "$prefix/share/bash-completion/completions/aerial"
install -m 644 .build/manual/completions/aerial.zsh "$prefix/share/zsh/site-functions/_aerial"
install -m 644 .build/manual/completions/aerial.fish "$prefix/share/fish/vendor_completions.d/aerial.fish"
printf 'installed aerial, aerial-server, aerial-spark and aerial-worker in %s\n' "$prefix/bin"
