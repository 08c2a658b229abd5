#!/usr/bin/env python3
"""Damaged files through the built program: what GDAL decodes is not ours to fuzz from inside, but ours to survive.

usage: mutate.py AERIAL SEEDS SCRATCH [--count N] [--seed S] [--batch N] [--seconds S] [--kinds pictures,scenes,...]
       mutate.py AERIAL SEEDS SCRATCH --whole       sends the seeds through undamaged, and no more

SEEDS is a folder that seeds.py draws; kinds.py says what each kind goes through. Before anything is damaged each seed
goes through whole: where a command line refuses one, its mutants would try nothing, and the run ends there. Each mutant
is a good file with a few bytes changed, cut, doubled or set to numbers that hurt; of a folder (a model, a dataset, a
job) one file is damaged. Pictures go through `score` by the batch, all else one by one. A finding is
  signal     the program ended by a signal, or by 128 and more
  hang       it took more than 10 s of processor time (trainings: went on after SIGTERM), or slept for a minute
  memory     it took more than 2 GB
  count      tiles are not scored + nodata + rejected, or not as many as there were files
  wordless   it failed and said nothing
Findings are kept in SCRATCH/findings with the command line, how many were tried of each kind in SCRATCH/tried.json.
Exit status 1 when there was one.
"""

import argparse
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import threading
import time

import kinds

LIMIT_SECONDS, LIMIT_BYTES = 10, 2 << 30
# A training that has nothing to complain of is ended after so many seconds of the processor.
LONG_SECONDS = 5
HURTFUL = [0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0xFFFFFFFE, 1 << 31, 65536, 8193]
# A file of tensors begins with a text.
TEXT = (".vrt", ".geojson", ".csv", ".xml", ".yaml", ".json", ".qml", ".prj", ".safetensors")
HEAD = 1 << 16
NUMBERS = [b"0", b"-1", b"1e308", b"nan", b"inf", b"99999999999999999999", b"2147483648", b"", b"1e-300", b"x"]


def mutant(data, source, is_text):
    data = bytearray(data)
    for _ in range(source.choice([1, 1, 1, 2, 3, 8])):
        if not data:
            break
        # Headers decide more than pixels; archives and late directories have theirs at the end.
        where, size = source.random(), len(data)
        at = source.randrange(size) if where < 0.3 else size - 1 - source.randrange(min(size, 4000)) if where < 0.4 \
            else source.randrange(min(size, HEAD)) if where < 0.6 else source.randrange(min(size, 600))
        way = source.randrange(9)
        if is_text and way < 5:
            numbers = [m for m in re.finditer(rb"-?\d+(\.\d+)?", bytes(data[:HEAD]))]
            if numbers:
                number = source.choice(numbers)
                # Digits of the same length leave all that follows in its place.
                same = bytes(source.choice(b"0123456789") for _ in number[0])
                data[number.start():number.end()] = same if source.random() < 0.3 else source.choice(NUMBERS)
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


def watch(process, limit, over, ends):
    """Ends what has used its seconds of the processor, or sleeps for a minute: a busy machine makes nobody hang."""
    used, since, asked = -1, time.monotonic(), False
    while not over.wait(1):
        try:
            now, states = processor(process.pid)
        except OSError:
            return
        if now != used or states & {"R", "D", "T"}:
            used, since = now, time.monotonic()
        if ends and now > ends and not asked:
            asked = True
            os.kill(process.pid, signal.SIGTERM)
        if now > limit or time.monotonic() - since > 60:
            return os.kill(process.pid, signal.SIGKILL)


def processor(process):
    """Seconds that a process and its children have worked, and the states of its threads."""
    fields = lambda path: open(path).read().rsplit(")", 1)[1].split()
    ours = fields("/proc/%d/stat" % process)
    states = {fields("/proc/%d/task/%s/stat" % (process, thread))[0] for thread in os.listdir("/proc/%d/task" % process)}
    children = open("/proc/%d/task/%d/children" % (process, process)).read().split()
    below = [processor(int(child)) for child in children]
    seconds = (int(ours[11]) + int(ours[12])) / os.sysconf("SC_CLK_TCK")
    return seconds + sum(b[0] for b in below), states.union(*(b[1] for b in below))


def run(words, folder, limit, home, stdin=subprocess.DEVNULL, ends=None):
    """`limit` in seconds of the processor, as are those after which it `ends` by SIGTERM."""
    with open(os.path.join(folder, "stdout"), "wb+") as output, open(os.path.join(folder, "stderr"), "wb+") as talk:
        process = subprocess.Popen(words, cwd=folder, stdout=output, stderr=talk, stdin=stdin,
                                   env=dict(os.environ, AERIAL_RUNS="none", AERIAL_HOME=home))
        over = threading.Event()
        watcher = threading.Thread(target=watch, args=(process, limit, over, ends))
        watcher.start()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        over.set()
        watcher.join()
        output.seek(0)
        talk.seek(0)
        return Outcome(process.returncode, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024,
                       output.read().decode("utf-8", "replace"), talk.read().decode("utf-8", "replace"))


class Mutation:
    def __init__(self, options):
        self.aerial = os.path.abspath(options.aerial)
        self.seeds, self.scratch = os.path.abspath(options.seeds), os.path.abspath(options.scratch)
        self.home = os.path.join(self.seeds, "home")
        self.batch, self.random = options.batch, random.Random(options.seed)
        self.findings, self.tried, self.worst = 0, {}, (0, 0)
        os.makedirs(os.path.join(self.scratch, "findings"), exist_ok=True)

    def fresh(self):
        work = os.path.join(self.scratch, "work")
        shutil.rmtree(work, ignore_errors=True)
        os.makedirs(work)
        return work

    def seed(self, kind):
        folder = os.path.join(self.seeds, kind)
        return os.path.join(folder, self.random.choice(sorted(os.listdir(folder))))

    def damage(self, source, target):
        """A damaged copy; False where nothing came of it."""
        with open(source, "rb") as file:
            whole = file.read()
        data = mutant(whole, self.random, source.endswith(TEXT))
        if os.path.exists(target):
            os.remove(target)
        with open(target, "wb") as file:
            file.write(data)
        return data != whole

    def judge(self, outcome, expected, limit, ends=None):
        faults = []
        self.worst = (max(self.worst[0], outcome.seconds), max(self.worst[1], outcome.memory))
        if outcome.seconds > limit or outcome.status == -9:
            faults.append("hang")
        elif outcome.status < 0 or outcome.status >= 128 and not (ends and outcome.status in (130, 143)):
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
        if outcome.status not in (0, 3, 130, 143) and not outcome.talk.strip() and not faults:
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
        work = self.fresh()
        os.makedirs(os.path.join(work, "p"))
        for number in range(self.batch):
            seed = self.seed("pictures")
            self.damage(seed, os.path.join(work, "p", "%03d%s" % (number, os.path.splitext(seed)[1])))
        self.count("pictures", self.batch)
        words = [self.aerial, "score", self.whole("model"), "p", "--images", "--out", "out.csv", "--json", "--threads", "2"]
        self.try_words(words, work, self.batch, LIMIT_SECONDS + self.batch * 0.2)

    def sound(self, kind):
        """Every seed, undamaged, through every command line of its kind: what refuses one, and why."""
        failed, folder = [], os.path.join(self.seeds, kind)
        for name in sorted(os.listdir(folder)):
            for words in kinds.lines(kind, name):
                work = self.fresh()
                shutil.rmtree(work)
                shutil.copytree(folder, work)
                words, home = self.line(words, name), os.path.join(work, "home") if kind in kinds.IMPORTED else self.home
                with self.rows(work) as rows:
                    outcome = run(words, work, 120, home, rows)
                if outcome.status not in (0, 3):
                    failed.append("%s of %s, undamaged: %s: %s" % (name, kind, " ".join(words), outcome.talk.strip()[-200:]))
        return failed

    def single(self, kind):
        seed, work = self.seed(kind), self.fresh()
        name = os.path.basename(seed)
        if os.path.isdir(seed):
            damaged = self.damaged_folder(seed, os.path.join(work, name))
        else:
            # What a virtual file names lies beside it.
            if name.endswith(".vrt"):
                for other in os.listdir(os.path.dirname(seed)):
                    shutil.copy(os.path.join(os.path.dirname(seed), other), work)
            damaged = self.damage(seed, os.path.join(work, name))
        if not damaged:
            return
        self.count(kind)
        words = self.line(self.random.choice(kinds.lines(kind, name)), name)
        home = os.path.join(work, "home") if kind in kinds.IMPORTED else self.home
        if kind in kinds.LONG or name in kinds.LONG:
            return self.try_words(words, work, "none", LIMIT_SECONDS + LONG_SECONDS, home, ends=LONG_SECONDS)
        self.try_words(words, work, None if words[1] == "score" else "none", LIMIT_SECONDS + 3, home)

    def damaged_folder(self, seed, place):
        """A copy of a folder of which one file is damaged; large files are linked, since nobody writes into them."""
        shutil.copytree(seed, place, copy_function=lambda a, b: os.link(a, b) if os.path.getsize(a) > 1 << 20 else shutil.copy(a, b))
        names = sorted(os.path.relpath(os.path.join(f, n), place) for f, _, ns in os.walk(place) for n in ns if not n.endswith(".md"))
        # Of many pictures one is as good as another: what describes them is damaged as often as they are.
        pictures = [n for n in names if n.endswith(".png")]
        others = [n for n in names if n not in pictures] or names
        name = self.random.choice(pictures if pictures and self.random.random() < 0.3 else others)
        return self.damage(os.path.join(seed, name), os.path.join(place, name))

    def line(self, words, name):
        """The command line with the damaged file's name and whole files' paths in the place of the signs of kinds.py."""
        words = [w.replace("@", name) if not w.startswith("%") else self.whole(w[1:]) for w in words]
        words = [w.replace("%", self.whole("")) if "=%" in w else w for w in words]
        if words[0].startswith("worker:"):
            check = [w for w in [words[0][len("worker:"):]] if w]
            return [os.path.join(os.path.dirname(self.aerial), "aerial-worker"), "--threads", "2"] + check + words[1:]
        return [self.aerial] + words + ["--json", "--threads", "2"]

    @staticmethod
    def rows(work):
        """What a worker of a cluster is asked, on its stdin."""
        path = os.path.join(work, "rows")
        with open(path, "w") as file:
            file.write("".join("%d\n" % n for n in range(70)))
        return open(path)

    def try_words(self, words, work, expected, limit, home=None, ends=None):
        with self.rows(work) as rows:
            outcome = run(words, work, limit, home or self.home, rows, ends)
        faults = self.judge(outcome, expected, limit, ends)
        if faults:
            self.keep(faults, work, words, outcome)

    def whole(self, name):
        return os.path.join(self.seeds, "scenes", "deflate.tif") if name == "scene.tif" else os.path.join(self.seeds, "whole", name)


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    for name in ("aerial", "seeds", "scratch"):
        parser.add_argument(name)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=1e9)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 31))
    parser.add_argument("--batch", type=int, default=100)
    parser.add_argument("--kinds", default=",".join(["pictures", *kinds.FILES, *kinds.FOLDERS]))
    parser.add_argument("--whole", action="store_true")
    options = parser.parse_args()
    mutation, start = Mutation(options), time.monotonic()
    refused = sum([mutation.sound(n) for n in options.kinds.split(",") if n != "pictures"], [])
    if refused or options.whole:
        sys.exit("\n".join(refused) if refused else 0)
    print("every seed is taken; random numbers from --seed %d" % options.seed, flush=True)
    while sum(mutation.tried.values()) < options.count and time.monotonic() - start < options.seconds:
        for kind in options.kinds.split(","):
            mutation.pictures() if kind == "pictures" else mutation.single(kind)
        with open(os.path.join(mutation.scratch, "tried.json"), "w") as file:
            json.dump({"seed": options.seed, "tried": mutation.tried, "findings": mutation.findings,
                       "longest": mutation.worst[0], "memory": mutation.worst[1]}, file)
    print("%s; %d findings; longest %.1f s, most memory %d MB" % (
        ", ".join("%d %s" % (n, k) for k, n in sorted(mutation.tried.items())), mutation.findings,
        mutation.worst[0], mutation.worst[1] >> 20))
    return 1 if mutation.findings else 0


sys.exit(main())
