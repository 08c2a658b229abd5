"""The program's commands over older outputs, and what is compared of them: for sweep.py and kills.py."""

import hashlib
import os
import re
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
CHANGING = [
    (re.compile(rb"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z| UTC)?"), b"DATE"),
    (re.compile(rb"/CreationDate \(D:[0-9+\-'Z]+\)?"), b"DATE"),
    (re.compile(rb'"(seconds|tilesPerSecond|imagesPerSecond)" ?: ?[0-9.e+-]+'), b"SPEED"),
    (re.compile(rb"(?m)^(\d+,.*,)[0-9.]+$"), rb"\1SECONDS"),
]


def content(path):
    if os.path.isdir(path):
        # What a killed run was making lies under names of its own until the next one.
        return {
            os.path.relpath(os.path.join(folder, name), path): content(os.path.join(folder, name))
            for folder, _, names in os.walk(path)
            for name in names
            if not re.search(r"/\.[^/]*\.partial-", os.path.join(folder, name))
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


class Bench:
    """Runs commands on small inputs, in folders below a scratch folder."""

    def __init__(self, aerial, scratch):
        self.aerial, self.scratch = os.path.abspath(aerial), os.path.abspath(scratch)
        self.inputs = os.path.join(self.scratch, "inputs")
        os.makedirs(self.scratch, exist_ok=True)
        if not os.path.exists(os.path.join(self.inputs, "sample")):
            self.draw()

    def line(self, words):
        return [self.aerial] + [w.replace("@", self.inputs) for w in words] + ["--threads", "1"]

    def environment(self, **more):
        return dict(os.environ, AERIAL_RUNS="none", OMP_NUM_THREADS="1", **more)

    def run(self, words, folder, **more):
        run = subprocess.run(
            self.line(words), cwd=folder, env=self.environment(**more), capture_output=True, timeout=300)
        return run.returncode, run.stderr.decode("utf-8", "replace")

    def draw(self):
        shutil.rmtree(self.inputs, ignore_errors=True)
        os.makedirs(self.inputs)
        for words in (
            ["synth", "county", "--size", "2688"],
            ["prepare", "--imagery", "county/imagery_before.tif", "--labels", "county/landcover_before.tif", "--out", "dataset", "--split", "random"],
            ["transfer", "dataset", "--out", "model", "--turns", "1"],
            ["score", "model", "county/imagery_before.tif", "--out", "p.csv"],
            ["map", "p.csv", "--out", "m.tif"],
            ["score", "model", "county/imagery_after.tif", "--out", "q.csv"],
            ["area", "design", "m.tif", "--out", "sample", "--least", "5"],
        ):
            status, talk = self.run(words, self.inputs)
            if status:
                sys.exit("the inputs could not be made: %s" % talk)
        self.label(os.path.join(self.inputs, "sample", "sample.csv"))

    @staticmethod
    def label(path):
        """Every sampled tile gets the map's class, as if a person had agreed with each."""
        rows = open(path, encoding="utf-8-sig").read().split("\n")
        names = rows[0].split(",")
        mapped, label = names.index("map"), names.index("reference")
        for at, row in enumerate(rows[1:], 1):
            if row:
                cells = row.split(",")
                cells[label] = cells[mapped]
                rows[at] = ",".join(cells)
        open(path, "w").write("\n".join(rows))

    def prepare(self, command, folder):
        """The older outputs, in a folder that is new."""
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        if command.setup:
            shutil.copytree(os.path.join(self.inputs, command.setup), os.path.join(folder, command.setup))
        if command.older is not None:
            status, talk = self.run(command.older, folder)
            if status not in (0, 3):
                sys.exit("%s: the older outputs could not be made: %s" % (command.name, talk))

    def state(self, command, folder):
        paths = {o: os.path.join(folder, o) for o in command.outputs}
        return {o: content(p) if os.path.exists(p) else None for o, p in paths.items()}

    def fresh(self, base, work):
        shutil.rmtree(work, ignore_errors=True)
        shutil.copytree(base, work, symlinks=True)


def commands():
    before, after, covers = ("@/county/" + n for n in ("imagery_before.tif", "imagery_after.tif", "landcover_before.tif"))

    def score(name):
        return ["score", "@/model", before, "--out", name], ["score", "@/model", after, "--out", name]

    def scored(kind, outputs):
        words, older = score("p." + kind)
        return Command("score " + kind, words, outputs, older)

    return [
        scored("csv", ["p.csv"]),
        Command("score recorded", score("p.csv")[0] + ["--runs", "runs.sqlite"], ["p.csv"], score("p.csv")[1] + ["--runs", "runs.sqlite"]),
        scored("gpkg", ["p.gpkg"]),
        scored("geojson", ["p.geojson"]),
        scored("fgb", ["p.fgb"]),
        scored("tif", ["p.tif", "p.tif.aux.xml", "p.qml"]),
        Command("map tif", ["map", "@/p.csv", "--out", "m.tif", "--areas", "a.csv", "--report", "r.html"],
                ["m.tif", "m.tif.aux.xml", "m.qml", "a.csv", "r.html"],
                ["map", "@/q.csv", "--out", "m.tif", "--areas", "a.csv", "--report", "r.html"]),
        Command("map png", ["map", "@/p.csv", "--out", "m.png"], ["m.png"], ["map", "@/q.csv", "--out", "m.png"]),
        Command("map pdf", ["map", "@/p.csv", "--out", "m.pdf"], ["m.pdf"], ["map", "@/q.csv", "--out", "m.pdf"]),
        Command("map gpkg", ["map", "@/p.csv", "--out", "m.gpkg"], ["m.gpkg"], ["map", "@/q.csv", "--out", "m.gpkg"]),
        Command("map set", ["map", "@/p.csv", "@/q.csv", "--out", "m.html"], ["m.html"], ["map", "@/q.csv", "@/p.csv", "--out", "m.html"]),
        Command("evaluate", ["evaluate", "@/model", "@/dataset", "--out", "e"], ["e"], ["evaluate", "@/model", "@/dataset", "--use", "train", "--out", "e"]),
        Command("change", ["change", "@/model", "--before", before, "--after", after, "--out", "c"],
                ["c"], ["change", "@/model", "--after", before, "--before", after, "--out", "c"]),
        Command("area design", ["area", "design", "@/m.tif", "--out", "s", "--least", "5", "--seed", "2"], ["s"],
                ["area", "design", "@/m.tif", "--out", "s", "--least", "5"]),
        Command("area estimate",
                ["area", "estimate", "--sample", "@/sample/sample.csv", "--map", "@/m.tif", "--out", "a.csv", "--report", "a.html"],
                ["a.csv", "a.html"],
                ["area", "estimate", "--sample", "@/sample/sample.csv", "--strata", "@/sample/strata.csv", "--out", "a.csv", "--report", "a.html"]),
        Command("transfer", ["transfer", "@/dataset", "--out", "m", "--seed", "2"], ["m"], ["transfer", "@/dataset", "--out", "m"]),
        Command("finetune", ["finetune", "@/dataset", "--out", "f", "--epochs", "1", "--retrain", "last-only", "--batch-size", "16", "--seed", "2", "--overwrite"],
                ["f"], ["transfer", "@/dataset", "--out", "f", "--overwrite"]),
        Command("quantize", ["quantize", "model", "@/dataset", "--least-held-out", "1", "--max-drop", "100", "--max-flips", "100"], ["model"], [
            "--version"], setup="model"),
        Command("export", ["export", "@/model", "--out", "m.onnx"], ["m.onnx", "m.stac.json"], None),
        Command("review", ["review", "@/model", "@/dataset", "--out", "r", "--seed", "2"], ["r"], ["review", "@/model", "@/dataset", "--out", "r"]),
        Command("suggest", ["suggest", "@/model", after, "--out", "u"], ["u"], ["suggest", "@/model", before, "--out", "u"]),
        Command("prepare", ["prepare", "--imagery", before, "--labels", covers, "--out", "d", "--overwrite"],
                ["d"], ["prepare", "--imagery", after, "--labels", covers, "--out", "d"]),
        Command("dataset join", ["dataset", "join", "a=@/dataset", "b=@/dataset", "--out", "j", "--overwrite"], ["j"],
                ["prepare", "--imagery", before, "--labels", covers, "--out", "j"]),
        Command("synth", ["synth", "s", "--size", "700", "--overwrite"], ["s"], ["synth", "s", "--size", "700", "--seed", "3"]),
    ]
