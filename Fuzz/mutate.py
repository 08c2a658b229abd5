#!/usr/bin/env python3
"""Damaged files through the built program: what GDAL decodes is not ours to fuzz from inside, but ours to survive.

usage: mutate.py AERIAL MODEL SEEDS SCRATCH [--count N] [--seed S] [--batch N] [--kinds pictures,scenes,areas,tables]

SEEDS is a folder that seeds.py draws. Each mutant is a good file with a few bytes changed, cut, doubled or set to numbers
that hurt. Pictures go through `score` by the batch; scenes, and models with one damaged file, through `score` one by
one; areas through `score --aoi`, tables through `map`, labels through `prepare`, samples through `area estimate`, marks
through `change`, settings through the command that reads them. A finding is
  signal     the program ended by a signal, or by 128 and more
  hang       it took more than 10 s beyond what the good files take
  memory     it took more than 2 GB
  count      tiles are not scored + nodata + rejected, or not as many as there were files
  wordless   it failed and said nothing
Findings are kept in SCRATCH/findings with the command line. Exit status 1 when there was one.
"""

import argparse
import json
import os
import random
import re
import shutil
import subprocess
import sys
import threading
import time

LIMIT_SECONDS, LIMIT_BYTES = 10, 2 << 30
HURTFUL = [0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0xFFFFFFFE, 1 << 31, 65536, 8193]
TEXT = (".vrt", ".geojson", ".csv", ".xml", ".yaml", ".json")


def mutant(data, source, is_text):
    data = bytearray(data)
    for _ in range(source.choice([1, 1, 1, 2, 3, 8])):
        if not data:
            break
        # Headers decide more than pixels.
        reach = len(data) if source.random() < 0.4 else min(len(data), 600)
        at = source.randrange(reach)
        way = source.randrange(9)
        if is_text and way < 5:
            numbers = [m for m in re.finditer(rb"-?\d+(\.\d+)?", bytes(data))]
            if numbers:
                number = source.choice(numbers)
                text = source.choice([b"0", b"-1", b"1e308", b"nan", b"inf", b"99999999999999999999", b"2147483648", b"", b"1e-300", b"x"])
                data[number.start():number.end()] = text
                continue
        if way == 0:
            data[at] ^= 1 << source.randrange(8)
        elif way == 1:
            data[at] = source.randrange(256)
        elif way == 2:
            size, order = source.choice([2, 4, 8]), source.choice(["little", "big"])
            value = source.choice(HURTFUL) & ((1 << 8 * size) - 1)
            data[at:at + size] = value.to_bytes(size, order)
        elif way == 3:
            del data[at:at + source.choice([1, 2, 4, 100, 5000])]
        elif way == 4:
            data[at:at] = bytes(data[at:at + source.choice([1, 4, 64, 1000])])
        elif way == 5:
            del data[source.randrange(len(data)):]
        elif way == 6:
            size = source.choice([2, 4])
            value = int.from_bytes(data[at:at + size], "little") + source.choice([-1, 1, 256, -256])
            data[at:at + size] = (value & ((1 << 8 * size) - 1)).to_bytes(size, "little")
        elif way == 7:
            other = source.randrange(len(data))
            size = source.choice([4, 12, 64])
            data[at:at + size] = data[other:other + size]
        else:
            data[at:at + 16] = bytes(source.choice([0, 255]) for _ in range(1)) * 16
    return bytes(data)


class Outcome:
    def __init__(self, status, seconds, memory, output, talk):
        self.status, self.seconds, self.memory, self.output, self.talk = status, seconds, memory, output, talk


def run(words, folder, limit):
    start = time.monotonic()
    with open(os.path.join(folder, "stdout"), "wb+") as output, open(os.path.join(folder, "stderr"), "wb+") as talk:
        process = subprocess.Popen(words, cwd=folder, stdout=output, stderr=talk, stdin=subprocess.DEVNULL,
                                   env=dict(os.environ, AERIAL_RUNS="none"))
        timer = threading.Timer(limit, process.kill)
        timer.start()
        _, status, usage = os.wait4(process.pid, 0)
        timer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.monotonic() - start
        output.seek(0)
        talk.seek(0)
        return Outcome(process.returncode, seconds, usage.ru_maxrss * 1024, output.read().decode("utf-8", "replace"),
                       talk.read().decode("utf-8", "replace"))


class Mutation:
    def __init__(self, options):
        self.aerial, self.model = os.path.abspath(options.aerial), os.path.abspath(options.model)
        self.seeds, self.scratch = os.path.abspath(options.seeds), os.path.abspath(options.scratch)
        self.batch, self.random = options.batch, random.Random(options.seed)
        self.findings, self.tried, self.worst = 0, {}, (0, 0)
        os.makedirs(os.path.join(self.scratch, "findings"), exist_ok=True)

    def fresh(self):
        work = os.path.join(self.scratch, "work")
        shutil.rmtree(work, ignore_errors=True)
        os.makedirs(work)
        return work

    def files(self, kind):
        folder = os.path.join(self.seeds, kind)
        return sorted(os.path.join(folder, n) for n in os.listdir(folder)) if os.path.isdir(folder) else []

    def mutated(self, seed):
        with open(seed, "rb") as file:
            return mutant(file.read(), self.random, seed.endswith(TEXT))

    def judge(self, outcome, expected, limit):
        faults = []
        self.worst = (max(self.worst[0], outcome.seconds), max(self.worst[1], outcome.memory))
        if outcome.seconds > limit:
            faults.append("hang")
        elif outcome.status < 0 or outcome.status >= 128:
            faults.append("signal %d" % outcome.status)
        if outcome.memory > LIMIT_BYTES:
            faults.append("memory %d MB" % (outcome.memory >> 20))
        if outcome.status in (0, 3) and expected != "none":
            try:
                summary = json.loads(outcome.output.strip().split("\n")[-1])
                sums = summary["scored"] + summary["nodata"] + summary["rejected"]
                if summary["tiles"] != sums or (expected is not None and sums != expected):
                    faults.append("count")
            except (ValueError, KeyError, IndexError):
                faults.append("count")
        if outcome.status not in (0, 3) and not outcome.talk.strip() and not faults:
            faults.append("wordless")
        return faults

    def keep(self, faults, folder, words, outcome):
        self.findings += 1
        place = os.path.join(self.scratch, "findings", "%04d" % self.findings)
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(folder, place)
        with open(os.path.join(place, "FINDING"), "w") as file:
            file.write("%s\n%s\n%s" % (", ".join(faults), " ".join(words), outcome.talk[-2000:]))
        print("finding %d: %s: %s" % (self.findings, ", ".join(faults), outcome.talk.strip()[-200:]), flush=True)

    def count(self, kind, number=1):
        self.tried[kind] = self.tried.get(kind, 0) + number

    def pictures(self):
        seeds = self.files("pictures")
        work = self.fresh()
        os.makedirs(os.path.join(work, "p"))
        for number in range(self.batch):
            seed = self.random.choice(seeds)
            with open(os.path.join(work, "p", "%03d%s" % (number, os.path.splitext(seed)[1])), "wb") as file:
                file.write(self.mutated(seed))
        self.count("pictures", self.batch)
        words = [self.aerial, "score", self.model, "p", "--images", "--out", "out.csv", "--json", "--threads", "2"]
        limit = LIMIT_SECONDS + self.batch * 0.2
        outcome = run(words, work, limit + 1)
        faults = self.judge(outcome, self.batch, limit)
        if faults:
            self.keep(faults, work, words, outcome)

    def single(self, kind, words, expected, long=()):
        """One file is damaged; trainings (`long`) may go on for as long as they like, and are ended."""
        seed = self.random.choice(self.files(kind))
        work = self.fresh()
        # What a virtual file names lies beside it.
        name = os.path.basename(seed)
        if name.endswith((".vrt", ".tif.aux.xml")):
            for other in self.files(kind):
                if other != seed and os.path.getsize(other) < 1 << 22:
                    shutil.copy(other, work)
        with open(os.path.join(work, name), "wb") as file:
            file.write(self.mutated(seed))
        self.count(kind)
        words = [w.replace("@", name) for w in words(name)]
        if name in long:
            words = ["timeout", "--signal=TERM", "--preserve-status", "%d" % LIMIT_SECONDS, self.aerial] + words
            outcome = run(words, work, LIMIT_SECONDS + 30)
            faults = [] if outcome.status == 130 or outcome.status == 143 else self.judge(outcome, expected, LIMIT_SECONDS + 29)
            return self.keep(faults, work, words, outcome) if faults else None
        self.try_words(words, work, expected)

    def damaged_model(self):
        """One file of the model's folder is damaged."""
        work = self.fresh()
        folder = os.path.join(work, "model")
        shutil.copytree(os.path.join(self.seeds, "models", "model"), folder)
        target = os.path.join(folder, self.random.choice([n for n in sorted(os.listdir(folder)) if not n.endswith(".md")]))
        data = self.mutated(target)
        with open(target, "wb") as file:
            file.write(data)
        self.count("models")
        self.try_words(["score", "model", self.whole("scene.tif"), "--out", "out.csv"], work, None)

    def try_words(self, words, work, expected):
        words = [self.aerial] + words + ["--json", "--threads", "2"]
        outcome = run(words, work, LIMIT_SECONDS + 4)
        faults = self.judge(outcome, expected, LIMIT_SECONDS + 3)
        if faults:
            self.keep(faults, work, words, outcome)

    def whole(self, name):
        return os.path.join(self.seeds, "scenes", "deflate.tif") if name == "scene.tif" else os.path.join(self.seeds, "whole", name)

    def one(self, kind):
        before, after, covers = (self.whole("county/" + n) for n in ("imagery_before.tif", "imagery_after.tif", "landcover_before.tif"))
        prepare = ["prepare", "--imagery", before, "--out", "out", "--split", "random"]
        if kind == "pictures":
            self.pictures()
        elif kind == "models":
            self.damaged_model()
        elif kind == "scenes":
            self.single(kind, lambda name: ["score", self.model, "@", "--out", "out.csv"], None)
        elif kind == "areas":
            self.single(kind, lambda name: ["score", self.model, self.whole("scene.tif"), "--aoi", "@", "--out", "out.csv"], None)
        elif kind == "tables":
            self.single(kind, lambda name: ["map", "@", "--out", "out.png"], "none")
        elif kind == "labels":
            field = {"fields.geojson": ["--class-field", "class"], "fields.gpkg": ["--class-field", "pred_label"]}
            self.single(kind, lambda name: prepare + ["--labels", "@"] + field.get(name, []), "none")
        elif kind == "samples":
            other = {"sample.csv": "--sample", "strata.csv": "--strata"}
            self.single(kind, lambda name: ["area", "estimate"] + [
                word for file, option in other.items()
                for word in (option, "@" if file == name else self.whole("sample/" + file))], "none")
        elif kind == "marks":
            self.single(kind, lambda name: ["change", self.model, "--before", before, "--after", after, "--turns", "1",
                                            "--marks", "@", "--out", "out"], "none")
        else:
            words = {
                "legend.yaml": prepare + ["--labels", covers, "--legend", "@"],
                "areas.yaml": ["prepare", "--areas", "@", "--out", "out", "--split", "areas"],
                "recipe.yaml": ["finetune", self.whole("dataset"), "--config", "@", "--out", "out"],
                "sweep.yaml": ["sweep", "@", "--out", "out"],
                "classes.yaml": ["evaluate", self.model, self.whole("dataset"), "--map-classes", "@", "--out", "out"],
            }
            self.single(kind, lambda name: words[name], "none", long=("recipe.yaml", "sweep.yaml"))


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    for name in ("aerial", "model", "seeds", "scratch"):
        parser.add_argument(name)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--batch", type=int, default=50)
    parser.add_argument("--kinds", default="pictures,scenes,areas,tables,labels,samples,marks,settings,models")
    options = parser.parse_args()
    mutation = Mutation(options)
    kinds = options.kinds.split(",")
    while sum(mutation.tried.values()) < options.count:
        for kind in kinds:
            mutation.one(kind)
    print("%s; %d findings; longest %.1f s, most memory %d MB" % (
        ", ".join("%d %s" % (n, k) for k, n in sorted(mutation.tried.items())), mutation.findings,
        mutation.worst[0], mutation.worst[1] >> 20))
    return 1 if mutation.findings else 0


sys.exit(main())
