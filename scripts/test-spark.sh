#!/usr/bin/env bash
# Runs a command with a Spark cluster of its own: SPARK_TEST_RUN is its folder, SPARK_TEST_ADDRESS its address. The cluster
# goes when the command has ended.
# usage: test-spark.sh COMMAND...
set -euo pipefail
cd "$(dirname "$0")/.."
SPARK_RUN=$(mktemp -d "${TMPDIR:-/tmp}/aerial-spark.XXXXXX")
export SPARK_RUN
stop() {
    scripts/spark.sh down || true
    mountpoint -q "$SPARK_RUN/full" 2>/dev/null && umount "$SPARK_RUN/full"
    rm -rf "$SPARK_RUN"
}
trap stop EXIT
# A token, and streams that the server ends early, so that each job reattaches.
token=tests-$RANDOM$RANDOM
export SPARK_CONF="spark.connect.authenticate.token=$token spark.connect.execute.reattachable.senderMaxStreamDuration=4s"
# The cluster lives for minutes: code that Java compiles quickly takes half the time of what it compiles well.
export JDK_JAVA_OPTIONS="${JDK_JAVA_OPTIONS:-} -XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
address="$(scripts/spark.sh up)/;token=$token"
SPARK_TEST_RUN=$SPARK_RUN SPARK_TEST_ADDRESS=$address "$@"
