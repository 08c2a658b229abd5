"""Scoring on a Spark cluster beside a local run on the same cores: bytes, wall time, and kills in the middle.

usage: measure.py AERIAL MODEL TILES SCENE ADDRESS STORAGE RUN WORKER KILLS
  RUN is the cluster's folder (pid files of scripts/spark.sh); KILLS how many of each kind.
"""
import filecmp
import json
import os
import signal
import statistics
import subprocess
import sys
import time

AERIAL, MODEL, TILES, SCENE, ADDRESS, STORAGE, RUN, WORKER, KILLS = sys.argv[1:]
ROUNDS = int(os.environ.get("ROUNDS", 3))
SCRIPT = os.path.join(os.path.dirname(__file__), "../../scripts/spark.sh")
ENVIRONMENT = dict(os.environ, AERIAL_RUNS="none")
SPARK = ["--spark", ADDRESS, "--spark-storage", STORAGE] + (["--worker", WORKER] if WORKER else [])


def command(source, out, *more):
    return [AERIAL, "score", MODEL, source, "--out", out, "--json", "--quiet", *more]


def run(source, out, *more):
    """Wall seconds, of them until the first worker ran (on Spark: session, plan, shipping), and what was printed."""
    start = time.monotonic()
    process = subprocess.Popen(command(source, out, *more), env=ENVIRONMENT, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, text=True)
    while more[0] == "--spark" and not processes("worker") and process.poll() is None:
        time.sleep(0.05)
    started = time.monotonic() - start
    output, errors = process.communicate()
    wall = time.monotonic() - start
    if process.returncode not in (0, 3):
        sys.exit(f"{' '.join(process.args)} ended with {process.returncode}: {errors}")
    return wall, started, json.loads(output)


def processes(kind):
    found = []
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            if not os.readlink(f"/proc/{name}/cwd").startswith(RUN):
                continue
            with open(f"/proc/{name}/cmdline") as file:
                line = file.read()
        except OSError:
            continue
        if (kind == "worker" and "aerial-worker\0" in line and not line.startswith("/bin/bash")) or (
                kind == "executor" and "CoarseGrainedExecutorBackend" in line):
            found.append(int(name))
    return found


def daemon(number):
    with open(f"{RUN}/worker-{number}.pid") as file:
        return int(file.read().split()[0])


def parts(job):
    return sum(name.endswith(".parquet") for folder, _, names in os.walk(f"{STORAGE}/aerial-{job}/rows")
               for name in names if "_temporary" not in folder)


def kill(kind, number):
    """Kills a process of the kind once a part is done; the answers must be the local run's all the same."""
    job, out = f"{kind}-{number}-{os.getpid()}", "killed.csv"
    start = time.monotonic()
    process = subprocess.Popen(command(TILES, out, *SPARK, "--job", job), env=ENVIRONMENT, stdout=subprocess.DEVNULL,
                               stderr=subprocess.PIPE, text=True)
    while not (parts(job) >= 1 and processes("worker")) and process.poll() is None:
        time.sleep(0.02)
    victim = daemon(2) if kind == "daemon" else processes(kind)[0]
    os.kill(victim, signal.SIGKILL)
    when = time.monotonic() - start
    _, errors = process.communicate()
    wall = time.monotonic() - start
    if kind == "daemon":
        subprocess.run([SCRIPT, "start-worker", "2"], env=dict(os.environ, SPARK_RUN=RUN), check=True)
        time.sleep(8)
    same = process.returncode in (0, 3) and filecmp.cmp(out, "local-tiles.csv", shallow=False)
    print(f"kill -9 of {kind} {number}: at {when:.0f} s of {wall:.0f} s, exit {process.returncode}, "
          f"{'the same bytes' if same else 'OTHER BYTES ' + errors}", flush=True)
    return same


def main():
    good = True
    for name, source in [("tiles", TILES), ("scene", SCENE)]:
        # The JVMs compile what they run often: once for nothing.
        run(source, f"warm-{name}.csv", *SPARK)
        locals_, sparks, starts, same = [], [], [], True
        for _ in range(ROUNDS):
            local, _, _ = run(source, f"local-{name}.csv", "--threads", "2")
            spark, started, figures = run(source, f"spark-{name}.csv", *SPARK)
            locals_.append(local), sparks.append(spark - started), starts.append(started)
            same &= filecmp.cmp(f"local-{name}.csv", f"spark-{name}.csv", shallow=False)
        good &= same
        local, spark, started = (statistics.median(each) for each in (locals_, sparks, starts))
        print(f"{name}: {figures['tiles']} tiles; local {local:.1f} s, Spark {started:.1f} s of start-up and {spark:.1f} s, "
              f"ratio after start-up {spark / local:.2f}; {'the same bytes' if same else 'OTHER BYTES'} "
              f"(medians of {ROUNDS}, in turns)", flush=True)
    for kind in ["worker", "executor", "daemon"]:
        for number in range(1, int(KILLS) + 1):
            good &= kill(kind, number)
    sys.exit(0 if good else "something differs")


main()
