"""Scoring on a Spark cluster beside a local run on the same cores: bytes, wall time, and kills in the middle.

usage: measure.py AERIAL MODEL TILES SCENE ADDRESS STORAGE RUN WORKER KILLS
  RUN is the cluster's folder (pid files of scripts/spark.sh); KILLS how many of each kind.
"""
import filecmp
import json
import os
import signal
import subprocess
import sys
import time

AERIAL, MODEL, TILES, SCENE, ADDRESS, STORAGE, RUN, WORKER, KILLS = sys.argv[1:]
SCRIPT = os.path.join(os.path.dirname(__file__), "../../scripts/spark.sh")
ENVIRONMENT = dict(os.environ, AERIAL_RUNS="none")
SPARK = ["--spark", ADDRESS, "--spark-storage", STORAGE] + (["--worker", WORKER] if WORKER else [])


def command(source, out, *more):
    return [AERIAL, "score", MODEL, source, "--out", out, "--json", "--quiet", *more]


def run(source, out, *more):
    start = time.monotonic()
    done = subprocess.run(command(source, out, *more), env=ENVIRONMENT, capture_output=True, text=True)
    wall = time.monotonic() - start
    if done.returncode not in (0, 3):
        sys.exit(f"{' '.join(done.args)} ended with {done.returncode}: {done.stderr}")
    return wall, json.loads(done.stdout)


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
        local, figures = run(source, f"local-{name}.csv", "--threads", "2")
        run(source, f"warm-{name}.csv", *SPARK) if name == "tiles" else None
        spark, figures = run(source, f"spark-{name}.csv", *SPARK)
        again, _ = run(source, f"local-{name}.csv", "--threads", "2")
        same = filecmp.cmp(f"local-{name}.csv", f"spark-{name}.csv", shallow=False)
        good &= same
        print(f"{name}: {figures['tiles']} tiles; local {local:.1f} s and {again:.1f} s, Spark {spark:.1f} s (job "
              f"{figures['seconds']:.1f} s), ratio {2 * spark / (local + again):.2f}; "
              f"{'the same bytes' if same else 'OTHER BYTES'}", flush=True)
    for kind in ["worker", "executor", "daemon"]:
        for number in range(1, int(KILLS) + 1):
            good &= kill(kind, number)
    sys.exit(0 if good else "something differs")


main()
