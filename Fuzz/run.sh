#!/usr/bin/env bash
# Builds every fuzz target and runs each for so many seconds, from a corpus that the formats' own writers draw.
# usage: run.sh SECONDS [TARGET...]      what was found lies in Fuzz/.build/findings; exit status 1 when there is any
# BUILD=debug builds in a third of the time what runs slower; SECONDS 0 builds alone.
set -euo pipefail
cd "$(dirname "$0")"
seconds=${1:-60}
shift || true
build=${BUILD:-release}
swift build -c "$build" --disable-index-store --product Fuzzers
[ "$seconds" != 0 ] || exit 0
fuzzers=$(swift build -c "$build" --show-bin-path)/Fuzzers
targets=${*:-pictures weights safetensors onnx forest model job ledger rows answers arrow csv geojson yaml}
mkdir -p .build/findings
export ASAN_OPTIONS=detect_leaks=0:allocator_may_return_null=1:handle_abort=1
# A trap is libFuzzer's to report; Swift's own backtracer reads memory that the sanitizer guards.
export SWIFT_BACKTRACE=enable=no
failed=0
for target in $targets; do
    corpus=.build/corpus/$target
    mkdir -p "$corpus"
    FUZZ_TARGET=$target FUZZ_CORPUS=$corpus "$fuzzers" >/dev/null 2>&1 || true
    log=.build/findings/$target.log
    if FUZZ_TARGET=$target "$fuzzers" "$corpus" -max_total_time="$seconds" -max_len=65536 -timeout=10 -rss_limit_mb=2048 \
        -malloc_limit_mb=1024 -print_final_stats=1 -artifact_prefix=".build/findings/$target-" >"$log" 2>&1; then
        result=nothing
    else
        result="a finding: $(grep -m 1 -E 'ERROR|SUMMARY|Fatal error' "$log" || true)"
        failed=1
    fi
    printf '%-12s %10s inputs, %6s edges: %s\n' "$target" "$(sed -nE 's/^stat::number_of_executed_units: *//p' "$log")" \
        "$(grep -oE 'cov: [0-9]+' "$log" | tail -n 1 | cut -d ' ' -f 2)" "$result"
done
exit $failed
