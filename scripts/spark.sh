#!/usr/bin/env bash
# A small Spark cluster on this machine, for trying things out and for the tests: a master, two workers of one core each
# and a Connect server, all on loopback.
# usage: spark.sh install | up | down | status | start-worker N
#   SPARK_RUN          where pid files, logs and scratch lie (default .deps/spark/run)
#   SPARK_PORT         port of the Connect server (default 15002, or a free one when that is taken)
#   SPARK_CONF         more settings of the Connect server: "key=value key=value"
#   SPARK_WORKER_LOCAL more scratch folders: "N=folder" gives worker N that one
# `up` writes the address for --spark to SPARK_RUN/address and prints it.
set -euo pipefail
cd "$(dirname "$0")/.."

spark_version=4.3.0
spark_sha256=e8c517948eff7088a7aa07449aa8eafa4a15a8d50319de2525a6fd26622476c6
home=$PWD/.deps/spark
run=${SPARK_RUN:-$home/run}

say() { printf 'aerial spark: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

java_version() { # of the program in $1
    # Java's own remarks, as of JDK_JAVA_OPTIONS, may stand above the line with the version.
    "$1" -version 2>&1 | sed -nE 's/.*version "([0-9]+).*/\1/p' | head -n 1
}

find_java() { # sets JAVA_HOME to a Java that Spark runs on
    local candidate
    for candidate in "${JAVA_HOME:-/nowhere}/bin/java" /usr/lib/jvm/java-17-openjdk-*/bin/java "$(command -v java || true)"; do
        [ -x "$candidate" ] || continue
        [ "$(java_version "$candidate")" -ge 17 ] 2>/dev/null || continue
        candidate=$(realpath "$candidate")
        JAVA_HOME=${candidate%/bin/java}
        export JAVA_HOME
        return 0
    done
    return 1
}

install_java() {
    find_java && return 0
    local package=openjdk-17-jre-headless log
    command -v apt-get >/dev/null || fail "Spark needs Java 17; install it and run this again."
    say "installing Debian's $package"
    local root=()
    [ "$(id -u)" = 0 ] || root=(sudo)
    log=$(mktemp)
    if ! { "${root[@]}" apt-get update && "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$package"; } >"$log" 2>&1; then
        tail -n 5 "$log" >&2
        fail "Java could not be installed (the whole output: $log). Is this machine online?"
    fi
    rm -f "$log"
    find_java || fail "Debian's $package is installed, but no Java 17 was found."
}

install_spark() {
    install_java
    [ "$(cat "$home/.version" 2>/dev/null)" = "$spark_version $spark_sha256" ] && return 0
    say "fetching Spark $spark_version (456 MB)"
    mkdir -p .deps
    [ "$(df --output=avail -m .deps | tail -n 1)" -ge 1200 ] || fail "Spark needs 1200 MB in .deps. Make room and run this again."
    local scratch
    scratch=$(mktemp -d .deps/spark.XXXXXX)
    trap 'rm -rf "$scratch"' EXIT
    python3 scripts/fetch-source.py pyspark "$spark_version" "$spark_sha256" "$scratch" \
        deps/bin deps/jars deps/licenses || fail "Spark could not be fetched. Is this machine online, and is pip configured?"
    echo "$spark_version $spark_sha256" >"$scratch/.version"
    rm -rf "$home/bin" "$home/jars" "$home/licenses"
    mkdir -p "$home"
    mv "$scratch"/bin "$scratch"/jars "$scratch"/licenses "$scratch/.version" "$home/"
    rm -rf "$scratch"
    trap - EXIT
}

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# A pid file holds the process id and its start, so that a number that the kernel gave away again is not taken for ours.
started_at() { awk '{print $22}' "/proc/$1/stat" 2>/dev/null; }

alive() { # name
    local pid start
    read -r pid start 2>/dev/null <"$run/$1.pid" || return 1
    [ "$(started_at "$pid")" = "$start" ]
}

launch() { # name, command...: in a process group of its own
    local name=$1
    shift
    # Nothing that the caller has open goes along: whoever waits for the end of its pipes would wait for the cluster's.
    (
        for descriptor in /proc/self/fd/*; do
            descriptor=${descriptor##*/}
            [ "$descriptor" -le 2 ] || eval "exec $descriptor>&-"
        done
        exec setsid "$@"
    ) >"$run/$name.log" 2>&1 </dev/null &
    local pid=$!
    printf '%s %s\n' "$pid" "$(started_at "$pid")" >"$run/$name.pid"
}

stop() { # name: ends the process group, by force after 8 s
    alive "$1" || { rm -f "$run/$1.pid"; return 0; }
    local pid
    read -r pid _ <"$run/$1.pid"
    kill -TERM -- "-$pid" 2>/dev/null || true
    for _ in $(seq 80); do
        kill -0 -- "-$pid" 2>/dev/null || break
        sleep 0.1
    done
    kill -KILL -- "-$pid" 2>/dev/null || true
    rm -f "$run/$1.pid"
}

wait_for() { # name, seconds, what, command...: until the command succeeds
    local name=$1 seconds=$2 what=$3
    shift 3
    for _ in $(seq $((seconds * 5))); do
        "$@" 2>/dev/null && return 0
        alive "$name" || break
        sleep 0.2
    done
    tail -n 20 "$run/$name.log" >&2
    down
    fail "$what did not start; its log is above and in $run/$name.log"
}

workers_registered() { # how many at least
    local count
    count=$(curl -sf "http://127.0.0.1:$(cat "$run/master-web")/json/" | grep -o '"state" *: *"ALIVE"' | wc -l)
    [ "$count" -ge "$1" ]
}

start_worker() { # number
    local n=$1 scratch="$run/worker-$1"
    local setting
    mkdir -p "$scratch/work" "$scratch/local"
    local folder="$scratch/local"
    for setting in ${SPARK_WORKER_LOCAL:-}; do
        [ "${setting%%=*}" != "$n" ] || folder=${setting#*=}
    done
    SPARK_LOCAL_DIRS="$folder" launch "worker-$n" "$home/bin/spark-class" org.apache.spark.deploy.worker.Worker \
        --host 127.0.0.1 --webui-port 0 --cores 1 --memory 1g --work-dir "$scratch/work" \
        "spark://127.0.0.1:$(cat "$run/master-port")"
}

start_connect() {
    local port=$1 setting
    local settings=(
        spark.connect.grpc.binding.address=127.0.0.1
        "spark.connect.grpc.binding.port=$port"
        spark.sql.catalogImplementation=in-memory
        "spark.sql.warehouse.dir=$run/warehouse"
        spark.ui.enabled=false
        spark.executor.memory=640m
        spark.executor.cores=1
        spark.sql.shuffle.partitions=4
        spark.driver.host=127.0.0.1
        spark.driver.bindAddress=127.0.0.1
    )
    local arguments=()
    for setting in "${settings[@]}" ${SPARK_CONF:-}; do arguments+=(--conf "$setting"); done
    SPARK_DAEMON_MEMORY=1g SPARK_LOCAL_DIRS="$run/connect-local" launch connect "$home/bin/spark-submit" \
        --class org.apache.spark.sql.connect.service.SparkConnectServer \
        --master "spark://127.0.0.1:$(cat "$run/master-port")" "${arguments[@]}" spark-internal
}

up() {
    install_spark
    if alive connect; then
        say "it already runs; 'spark.sh down' stops it"
        cat "$run/address"
        return 0
    fi
    down
    rm -rf "${run:?}"/*
    mkdir -p "$run/connect-local"
    export SPARK_HOME=$home SPARK_LOCAL_IP=127.0.0.1 SPARK_DAEMON_MEMORY=256m SPARK_NO_DAEMONIZE=1
    free_port >"$run/master-port"
    free_port >"$run/master-web"
    local port=${SPARK_PORT:-15002}
    if answers "$port"; then
        [ -z "${SPARK_PORT:-}" ] || fail "port $port is taken; give another as SPARK_PORT."
        port=$(free_port)
    fi
    launch master "$home/bin/spark-class" org.apache.spark.deploy.master.Master \
        --host 127.0.0.1 --port "$(cat "$run/master-port")" --webui-port "$(cat "$run/master-web")"
    wait_for master 60 "the master" answers "$(cat "$run/master-port")"
    start_worker 1
    start_worker 2
    start_connect "$port"
    wait_for worker-2 60 "a worker" workers_registered 2
    wait_for connect 120 "the Connect server" answers "$port"
    echo "sc://127.0.0.1:$port" >"$run/address"
    say "a master, two workers of one core and a Connect server run; logs in $run, the master's page at http://127.0.0.1:$(cat "$run/master-web")"
    cat "$run/address"
}

down() {
    local name
    for name in connect worker-2 worker-1 master; do stop "$name"; done
    rm -f "$run/address"
}

status() {
    local name
    for name in master worker-1 worker-2 connect; do
        if alive "$name"; then echo "$name runs"; else echo "$name does not run"; fi
    done
}

case "${1:-}" in
    install) install_spark ;;
    up) up ;;
    down) down ;;
    status) status ;;
    start-worker)
        find_java
        export SPARK_HOME=$home SPARK_LOCAL_IP=127.0.0.1 SPARK_DAEMON_MEMORY=256m SPARK_NO_DAEMONIZE=1
        start_worker "$2"
        ;;
    *) sed -n '2,9p' "$0" >&2; exit 64 ;;
esac
