#!/usr/bin/env python3
"""Fails every write, fsync, rename, mkdir and open of the program's commands, one at a time, and looks at what is left.

usage: sweep.py AERIAL SCRATCH [--commands NAME,...] [--most N] [--errors ENOSPC,EIO]

For each command a clean run over older outputs says what the new ones are and how many calls there are to fail. Then
each call fails alone (all of them, or N spread evenly), over the older outputs again:
  mixed     outputs are neither the older ones nor the new ones throughout
  lost      an older output is gone
  silent    exit status 0, and outputs that are not the clean run's
  signal    the program ended by a signal
  wordless  it failed without a sentence that names a place
  leftover  the next clean run leaves files that were not there after the first
Outputs are compared without what changes from run to run (dates). Exit status 1 when there was a fault.
"""

import argparse
import errno
import hashlib
import os
import re
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
CHANGING = [
    (re.compile(rb"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z| UTC)?"), b"DATE"),
    (re.compile(rb'"(seconds|tilesPerSecond|imagesPerSecond)" ?: ?[0-9.e+-]+'), b"SPEED"),
    (re.compile(rb"(?m)^(\d+,.*,)[0-9.]+$"), rb"\1SECONDS"),
]


def content(path):
    if os.path.isdir(path):
        return {
            os.path.relpath(os.path.join(folder, name), path): content(os.path.join(folder, name))
            for folder, _, names in os.walk(path)
            for name in names
        }
    with open(path, "rb") as file:
        data = file.read()
    for pattern, text in CHANGING:
        data = pattern.sub(text, data)
    return hashlib.sha256(data).hexdigest()


def listing(folder):
    return {os.path.relpath(os.path.join(f, n), folder) for f, ds, ns in os.walk(folder) for n in ns + ds}


class Command:
    """A command, with its older outputs, that runs in a folder of its own."""

    def __init__(self, name, words, outputs, older=None, setup=None):
        self.name, self.words, self.outputs = name, words, outputs
        # What makes the older outputs: other words, so that old and new differ.
        self.older, self.setup = older or words, setup


class Sweep:
    def __init__(self, aerial, scratch, shim, most, errors):
        self.aerial, self.scratch, self.shim, self.most, self.errors = aerial, scratch, shim, most, errors
        self.inputs = os.path.join(scratch, "inputs")

    def run(self, words, folder, fault=None, error=errno.ENOSPC):
        count, log = os.path.join(self.scratch, "count"), os.path.join(self.scratch, "log")
        for path in (count, log):
            if os.path.exists(path):
                os.remove(path)
        environment = dict(os.environ, AERIAL_RUNS="none", OMP_NUM_THREADS="1")
        if fault is not None:
            environment.update(LD_PRELOAD=self.shim, FAULT_N=str(fault), FAULT_ERRNO=str(error), FAULT_COUNT=count, FAULT_LOG=log)
        run = subprocess.run(
            [self.aerial] + [w.replace("@", self.inputs) for w in words] + ["--threads", "1"],
            cwd=folder, env=environment, capture_output=True, timeout=300)
        read = lambda path: open(path).read().strip() if os.path.exists(path) else ""
        return run.returncode, run.stderr.decode("utf-8", "replace"), read(count).split("\n")[-1], read(log)

    def prepare(self, command, folder):
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        if command.setup:
            shutil.copytree(os.path.join(self.inputs, command.setup), os.path.join(folder, command.setup))
        if command.older is not None:
            status, talk, _, _ = self.run(command.older, folder)
            if status not in (0, 3):
                sys.exit("%s: the older outputs could not be made: %s" % (command.name, talk))

    def state(self, command, folder):
        return {o: content(os.path.join(folder, o)) if os.path.exists(os.path.join(folder, o)) else None for o in command.outputs}

    def sweep(self, command):
        base, work = os.path.join(self.scratch, "base"), os.path.join(self.scratch, "work")
        self.prepare(command, base)
        old = self.state(command, base)

        def fresh():
            shutil.rmtree(work, ignore_errors=True)
            shutil.copytree(base, work, symlinks=True)

        fresh()
        status, talk, calls, _ = self.run(command.words, work, fault=0)
        if status not in (0, 3):
            sys.exit("%s fails without faults: %s" % (command.name, talk))
        new, names = self.state(command, work), listing(work)
        calls = int(calls)
        points = range(1, calls + 1)
        if self.most and calls > self.most:
            points = sorted({1 + round(i * (calls - 1) / (self.most - 1)) for i in range(self.most)})
        faults = []
        for error in self.errors:
            for point in points:
                fresh()
                status, talk, _, log = self.run(command.words, work, fault=point, error=error)
                found = self.state(command, work)
                kinds = []
                is_old, is_new = found == old, found == new
                if any(found[o] is None and old[o] is not None for o in found):
                    kinds.append("lost")
                elif not is_old and not is_new:
                    kinds.append("mixed")
                if status == 0 and not is_new:
                    kinds.append("silent")
                if status < 0 or status > 128:
                    kinds.append("signal")
                if status not in (0, 3) and not re.search(r"(cannot|could not|no room|[Nn]o space|full|fail)", talk):
                    kinds.append("wordless")
                self.run(command.words, work)
                extra = listing(work) - names
                if extra:
                    kinds.append("leftover")
                if kinds:
                    faults.append((errno.errorcode[error], log, kinds, talk.strip()[-200:], sorted(extra)[:3]))
        print("%-16s %5d calls, %4d points tried, %3d faults" % (command.name, calls, len(points) * len(self.errors), len(faults)), flush=True)
        for fault in faults:
            print("    %s at %s: %s; %r %s" % (fault[0], fault[1], ",".join(fault[2]), fault[3], fault[4] or ""), flush=True)
        return len(points) * len(self.errors), len(faults)


def commands():
    score = ["score", "@/model", "@/county/imagery_before.tif", "--out"]
    county = "@/county"
    return [
        Command("score csv", score + ["p.csv"], ["p.csv"], score[:2] + [county + "/imagery_after.tif", "--out", "p.csv"]),
        Command("score gpkg", score + ["p.gpkg"], ["p.gpkg"], score[:2] + [county + "/imagery_after.tif", "--out", "p.gpkg"]),
        Command("score geojson", score + ["p.geojson"], ["p.geojson"], score[:2] + [county + "/imagery_after.tif", "--out", "p.geojson"]),
        Command("score tif", score + ["p.tif"], ["p.tif", "p.tif.aux.xml", "p.qml"], score[:2] + [county + "/imagery_after.tif", "--out", "p.tif"]),
        Command("map tif", ["map", "@/p.csv", "--out", "m.tif", "--areas", "a.csv", "--report", "r.html"],
                ["m.tif", "m.tif.aux.xml", "m.qml", "a.csv", "r.html"],
                ["map", "@/q.csv", "--out", "m.tif", "--areas", "a.csv", "--report", "r.html"]),
        Command("map png", ["map", "@/p.csv", "--out", "m.png"], ["m.png"], ["map", "@/q.csv", "--out", "m.png"]),
        Command("map gpkg", ["map", "@/p.csv", "--out", "m.gpkg"], ["m.gpkg"], ["map", "@/q.csv", "--out", "m.gpkg"]),
        Command("evaluate", ["evaluate", "@/model", "@/dataset", "--out", "e"], ["e"], ["evaluate", "@/model", "@/dataset", "--use", "train", "--out", "e"]),
        Command("change", ["change", "@/model", "--before", county + "/imagery_before.tif", "--after", county + "/imagery_after.tif", "--out", "c"],
                ["c"], ["change", "@/model", "--after", county + "/imagery_before.tif", "--before", county + "/imagery_after.tif", "--out", "c"]),
        Command("area design", ["area", "design", "@/m.tif", "--out", "s.csv", "--seed", "2"], ["s.csv"], ["area", "design", "@/m.tif", "--out", "s.csv"]),
        Command("transfer", ["transfer", "@/dataset", "--out", "m", "--seed", "2"], ["m"], ["transfer", "@/dataset", "--out", "m"]),
        Command("quantize", ["quantize", "model", "@/dataset", "--least-held-out", "1", "--max-drop", "100", "--max-flips", "100"], ["model"], [
            "--version"], setup="model"),
        Command("prepare", ["prepare", "--imagery", county + "/imagery_before.tif", "--labels", county + "/landcover_before.tif", "--out", "d", "--overwrite"],
                ["d"], ["prepare", "--imagery", county + "/imagery_after.tif", "--labels", county + "/landcover_before.tif", "--out", "d"]),
        Command("synth", ["synth", "s", "--size", "700", "--overwrite"], ["s"], ["synth", "s", "--size", "700", "--seed", "3"]),
    ]


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("aerial")
    parser.add_argument("scratch")
    parser.add_argument("--commands")
    parser.add_argument("--most", type=int, default=0)
    parser.add_argument("--errors", default="ENOSPC")
    options = parser.parse_args()
    scratch = os.path.abspath(options.scratch)
    os.makedirs(scratch, exist_ok=True)
    shim = os.path.join(scratch, "faults.so")
    subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-o", shim, os.path.join(HERE, "faults.c"), "-ldl"], check=True)
    sweep = Sweep(os.path.abspath(options.aerial), scratch, shim, options.most, [getattr(errno, e) for e in options.errors.split(",")])
    if not os.path.exists(os.path.join(sweep.inputs, "q.csv")):
        shutil.rmtree(sweep.inputs, ignore_errors=True)
        os.makedirs(sweep.inputs)
        for words in (
            ["synth", "county", "--size", "2688"],
            ["prepare", "--imagery", "county/imagery_before.tif", "--labels", "county/landcover_before.tif", "--out", "dataset", "--split", "random"],
            ["transfer", "dataset", "--out", "model", "--turns", "1"],
            ["score", "model", "county/imagery_before.tif", "--out", "p.csv"],
            ["map", "p.csv", "--out", "m.tif"],
            ["score", "model", "county/imagery_after.tif", "--out", "q.csv"],
        ):
            status, talk, _, _ = sweep.run(words, sweep.inputs)
            if status:
                sys.exit("the inputs could not be made: %s" % talk)
    wanted = options.commands.split(",") if options.commands else None
    total = [sweep.sweep(c) for c in commands() if not wanted or c.name in wanted]
    print("all: %d points, %d faults" % (sum(t[0] for t in total), sum(t[1] for t in total)))
    return 1 if any(t[1] for t in total) else 0


sys.exit(main())
