"""The program's commands over older outputs, and what is compared of them: for sweep.py and kills.py."""

import hashlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "Fuzz"))
import networks
CHANGING = [
    (re.compile(rb"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z| UTC)?"), b"DATE"),
    (re.compile(rb"/CreationDate \(D:[0-9+\-'Z]+\)?"), b"DATE"),
    (re.compile(rb'"(seconds|tilesPerSecond|imagesPerSecond)" ?: ?[0-9.e+-]+'), b"SPEED"),
    (re.compile(rb'"(run|recalled|best|default)" ?: ?"[0-9a-f]{12}"'), b"RUN"),
    # A sweep goes on with what an ended one has tried, and says how much that was.
    (re.compile(rb'"recalled" ?: ?(true|false|[0-9]+)'), b"RECALLED"),
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
    if path.endswith(".tar.gz"):
        try:
            return members(path)
        except (tarfile.TarError, EOFError, OSError, zlib.error):
            return "no archive"
    if path.endswith(".sqlite"):
        return rows(path)
    with open(path, "rb") as file:
        return checksum(file.read())


def rows(path):
    """What a history holds for its next reader, with the journal beside it: read from a copy, since reading changes it."""
    with tempfile.TemporaryDirectory() as folder:
        for end in ("", "-wal", "-journal"):
            if os.path.exists(path + end):
                shutil.copy(path + end, os.path.join(folder, "h.sqlite" + end))
        history = sqlite3.connect(os.path.join(folder, "h.sqlite"))
        try:
            return checksum("\n".join(history.iterdump()).encode())
        except sqlite3.Error:
            return "no history"
        finally:
            history.close()


def checksum(data):
    if data.startswith(b"SQLite format 3\0"):
        # How often it was changed: one more where a change was tried twice.
        data = data[:24] + bytes(4) + data[28:92] + bytes(4) + data[96:]
    for pattern, text in CHANGING:
        data = pattern.sub(text, data)
    return hashlib.sha256(data).hexdigest()


def members(path):
    """What an archive holds, without the times at which its files were staged."""
    with tarfile.open(path) as archive:
        return {m.name: (m.type, m.mode, m.linkname, checksum(archive.extractfile(m).read()) if m.isfile() else None) for m in archive}


def listing(folder):
    return {os.path.relpath(os.path.join(f, n), folder) for f, ds, ns in os.walk(folder) for n in ns + ds}


def snapshot(folder):
    """Every file and folder, hidden ones too, with its bytes: whether something was touched."""
    read = lambda path: None if os.path.isdir(path) else open(path, "rb").read()
    return {name: read(os.path.join(folder, name)) for name in listing(folder)}


def files(state):
    """Each file of a command's outputs, without what it is in the middle of making."""
    trees = {o: c if isinstance(c, dict) else {"": c} for o, c in state.items() if c is not None}
    return {"%s/%s" % (o, n): c for o, tree in trees.items() for n, c in tree.items() if not re.search(r"(^|/)\.[^/]*\.part$", n)}


# What these keep of a run that was ended, the same command goes on from with this word.
RESUMED = re.compile("score|finetune|change")


class Command:
    """A command, with its older outputs, that runs in a folder of its own."""

    def __init__(self, name, words, outputs, older=None, setup=None, home=None, texts=None, keeps=False):
        self.name, self.words, self.outputs = name, words, outputs
        # It keeps each file that it made, and goes on with the others when it is run again.
        self.keeps = keeps
        # The program's home, in the folder, of a command that writes there.
        self.home = home
        # Files of settings that lie in the folder, by name.
        self.texts = texts or {}
        # What makes the older outputs: other words, so that old and new differ.
        self.older, self.setup = older or words, setup


class Bench:
    """Runs commands on small inputs, in folders below a scratch folder."""

    def __init__(self, aerial, scratch):
        self.aerial, self.scratch = os.path.abspath(aerial), os.path.abspath(scratch)
        self.inputs = os.path.join(self.scratch, "inputs")
        self.home = os.path.join(self.inputs, "home")
        os.makedirs(self.scratch, exist_ok=True)
        if not os.path.exists(os.path.join(self.inputs, "drawn")):
            self.draw()

    def line(self, words):
        return [self.aerial] + [w.replace("@", self.inputs) for w in words] + ["--threads", "1"]

    def environment(self, **more):
        return dict(os.environ, **{"AERIAL_RUNS": "none", "OMP_NUM_THREADS": "1", "AERIAL_HOME": self.home, **more})

    def run(self, words, folder, **more):
        run = subprocess.run(
            self.line(words), cwd=folder, env=self.environment(**more), capture_output=True, timeout=300)
        return run.returncode, run.stderr.decode("utf-8", "replace")

    def again(self, command, folder):
        """The same command: with --resume where it keeps what it did and asks for the word."""
        status, talk = self.run(command.words, folder, **self.place(command))
        if status in (0, 3) or not RESUMED.match(command.name):
            return status, talk
        return self.run(command.words + ["--resume"], folder, **self.place(command))

    def draw(self):
        shutil.rmtree(self.inputs, ignore_errors=True)
        os.makedirs(os.path.join(self.home, "weights"))
        # A network that costs next to nothing, in a home of its own.
        with open(os.path.join(self.inputs, "small.onnx"), "wb") as file:
            file.write(networks.onnx("Relu"))
        for words in (
            ["weights", "import", "small.onnx", "--name", "small", "--mean", "0.5", "--std", "0.5"],
            ["synth", "county", "--size", "2688"],
            # A few tiles, for what looks at all of them.
            ["synth", "town", "--size", "1120"],
            ["prepare", "--imagery", "county/imagery_before.tif", "--labels", "county/landcover_before.tif", "--out", "dataset", "--split", "random"],
            ["transfer", "dataset", "--out", "model", *SMALL],
            ["score", "model", "county/imagery_before.tif", "--out", "p.csv"],
            ["map", "p.csv", "--out", "m.tif"],
            ["score", "model", "county/imagery_after.tif", "--out", "q.csv"],
            ["area", "design", "m.tif", "--out", "sample", "--least", "5"],
            ["transfer", "dataset", "--out", "fine", *SMALL[:-1], "64", "--calibrate"],
            ["transfer", "dataset", "--out", "coarse", *SMALL, "--calibrate"],
            ["export", "model", "--out", "model.onnx"],
        ):
            status, talk = self.run(words, self.inputs)
            if status:
                sys.exit("the inputs could not be made: %s" % talk)
        self.label(os.path.join(self.inputs, "sample", "sample.csv"))
        self.write_tables()
        open(os.path.join(self.inputs, "drawn"), "w").close()

    def write_tables(self):
        """A catalogue's items whose scenes lie here, and pictures with labels."""
        path = lambda *n: os.path.join(self.inputs, *n)
        scene = path("county", "imagery_before.tif")
        item = {
            "type": "Feature", "stac_version": "1.0.0", "id": "county", "collection": "naip", "links": [], "bbox": [-71.5, 42.4, -71.3, 42.6],
            "geometry": {"type": "Polygon", "coordinates": [[[-71.5, 42.4], [-71.3, 42.4], [-71.3, 42.6], [-71.5, 42.6], [-71.5, 42.4]]]},
            "properties": {"datetime": "2016-07-12T00:00:00Z", "gsd": 1},
            "assets": {"image": {"href": scene, "type": "image/tiff; application=geotiff", "roles": ["data"]}}}
        with open(path("items.json"), "w") as file:
            json.dump({"type": "FeatureCollection", "features": [item]}, file)
        pictures = sorted(os.path.join(f, n) for f, _, ns in os.walk(path("dataset")) for n in ns if n.endswith(".png"))[:20]
        for name, classes in (("labels.csv", "AB"), ("others.csv", "CD")):
            with open(path(name), "w") as file:
                file.write("path,class\n" + "".join("%s,%s\n" % (p, classes[n % 2]) for n, p in enumerate(pictures)))

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
        for name, text in command.texts.items():
            open(os.path.join(folder, name), "w").write(text.replace("@", self.inputs))
        older = command.older if not command.older or isinstance(command.older[0], list) else [command.older]
        for words in older or []:
            status, talk = self.run(words, folder, **self.place(command))
            if status not in (0, 3):
                sys.exit("%s: the older outputs could not be made: %s" % (command.name, talk))

    def clean(self, command, base, work, run):
        """The outputs and the names that a run leaves which nobody disturbs, and what `run` says of it."""
        states = []
        for _ in range(2):
            self.fresh(base, work)
            said = run()
            if said[0] not in (0, 3):
                sys.exit("%s fails by itself: %s" % (command.name, said[1]))
            states.append(self.state(command, work))
        missing = [o for o in command.outputs if states[0][o] in (None, {})]
        if missing:
            sys.exit("%s does not make %s" % (command.name, ", ".join(missing)))
        changing = [o for o in command.outputs if states[0][o] != states[1][o]]
        if changing:
            sys.exit("%s: %s changes from run to run, nothing can be compared with it" % (command.name, ", ".join(changing)))
        return states[0], listing(work), said

    @staticmethod
    def is_whole(command, found, old, new):
        """Whether outputs are the older ones or the new ones throughout; of a command that keeps files, each of them."""
        if found in (old, new):
            return True
        old, new, found = files(old), files(new), files(found)
        return command.keeps and old.keys() <= found.keys() and all(file in old.items() or file in new.items() for file in found.items())

    @staticmethod
    def place(command):
        return {"AERIAL_HOME": command.home} if command.home else {}

    def state(self, command, folder):
        paths = {o: os.path.join(folder, o) for o in command.outputs}
        return {o: content(p) if os.path.exists(p) else None for o, p in paths.items()}

    def fresh(self, base, work):
        shutil.rmtree(work, ignore_errors=True)
        shutil.copytree(base, work, symlinks=True)


SMALL = ["--turns", "1", "--backbone", "small", "--tile-pixels", "32"]
AREAS = """labels: @/town/landcover_before.tif
areas:
  - {name: west, imagery: @/town/imagery_before.tif}
  - {name: east, imagery: @/town/imagery_after.tif}
"""
SWEEP = """name: faults
command: transfer
dataset: @/dataset
parameters: {penalty: [10, 100]}
options: {turns: 1, backbone: small, tile-pixels: 32}
"""


def commands():
    before, after, covers = ("@/town/" + n for n in ("imagery_before.tif", "imagery_after.tif", "landcover_before.tif"))

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
        Command("transfer", ["transfer", "@/dataset", "--out", "m", *SMALL, "--seed", "2"], ["m"],
                ["transfer", "@/dataset", "--out", "m", *SMALL]),
        Command("finetune", ["finetune", "@/dataset", "--out", "f", *SMALL[2:], "--epochs", "2", "--batch-size", "16", "--seed", "2", "--overwrite"],
                ["f"], ["transfer", "@/dataset", "--out", "f", *SMALL, "--overwrite"]),
        Command("quantize", ["quantize", "model", "@/dataset", "--least-held-out", "1", "--max-drop", "100", "--max-flips", "100"], ["model"], [
            "--version"], setup="model"),
        Command("export", ["export", "@/model", "--out", "m.onnx"], ["m.onnx", "m.stac.json"], None),
        Command("export pixels", ["export", "@/model", "--out", "m.onnx", "--fully-convolutional"], ["m.onnx", "m.stac.json"],
                ["export", "@/model", "--out", "m.onnx"]),
        Command("review", ["review", "@/model", "@/dataset", "--out", "r", "--seed", "2"], ["r"], ["review", "@/model", "@/dataset", "--out", "r"]),
        Command("suggest", ["suggest", "@/model", after, "--out", "u"], ["u"], ["suggest", "@/model", before, "--out", "u"]),
        Command("prepare", ["prepare", "--imagery", before, "--labels", covers, "--out", "d", "--overwrite"],
                ["d"], ["prepare", "--imagery", after, "--labels", covers, "--out", "d"]),
        Command("dataset join", ["dataset", "join", "a=@/dataset", "b=@/dataset", "--out", "j", "--overwrite"], ["j"],
                ["prepare", "--imagery", before, "--labels", covers, "--out", "j"]),
        Command("dataset gather", ["dataset", "gather", "@/labels.csv", "--out", "g", "--overwrite"], ["g"],
                ["dataset", "gather", "@/others.csv", "--out", "g"]),
        Command("dataset show", ["dataset", "show", "@/dataset", "--out", "d.html"], ["d.html"],
                ["dataset", "show", "@/dataset", "--out", "d.html", "--samples", "3"]),
        Command("score detail", score("p.csv")[0] + ["--detail", "d.tif"], ["p.csv", "d.tif", "d.tif.aux.xml", "d.qml"],
                score("p.csv")[1] + ["--detail", "d.tif"]),
        Command("score first", ["score", "@/fine", before, "--out", "p.csv", "--first", "@/coarse", "--max-loss", "50"], ["p.csv"], score("p.csv")[1]),
        Command("score script", ["score", "@/model", before, "--spark-sql", "p.sql", "--spark-storage", "/tmp/storage", "--worker", "/opt/aerial-worker"],
                ["p.sql", "p.spark"], ["score", "@/model", after, "--spark-sql", "p.sql", "--spark-storage", "/tmp/storage", "--worker", "/opt/aerial-worker"]),
        Command("map compared", ["map", "@/p.csv", "--out", "m.png", "--compare", "@/county/landcover_before.tif", "--compare-picture", "a.png"], ["m.png", "a.png"],
                ["map", "@/q.csv", "--out", "m.png", "--compare", "@/county/landcover_before.tif", "--compare-picture", "a.png"]),
        Command("change labels", ["change", "@/model", "--before-labels", "@/county/landcover_before.tif", "--after",
                                  "@/county/imagery_after.tif", "--turns", "1", "--out", "c"],
                ["c"], ["change", "@/model", "--after", before, "--before", after, "--turns", "1", "--out", "c"]),
        Command("folds", ["prepare", "--areas", "areas.yaml", "--out", "d", "--split", "areas:2", "--rule", "purity:0.7", "--overwrite"], ["d"],
                ["prepare", "--areas", "areas.yaml", "--out", "d", "--split", "areas:2", "--rule", "purity:0.8"], texts={"areas.yaml": AREAS}),
        Command("imagery search", ["imagery", "search", "--stac", "@/items.json", "--aoi=-71.6,42.3,-71.2,42.7", "--out", "found.json"], ["found.json"],
                ["imagery", "search", "--stac", "@/items.json", "--aoi=-71.6,42.3,-71.4,42.7", "--out", "found.json"]),
        Command("imagery fetch", ["imagery", "fetch", "@/items.json", "--out", "i", "--all"], ["i"], ["--version"], keeps=True),
        Command("imagery subset", ["imagery", "fetch", "@/items.json", "--out", "i", "--all", "--subset", "--aoi=-71.42,42.5,-71.41,42.51"], ["i"],
                ["--version"], keeps=True),
        Command("weights import", ["weights", "import", "@/model.onnx", "--name", "n"], ["home/weights/onnx"], None, home="home"),
        Command("features", ["transfer", "@/dataset", "--out", "m", *SMALL[2:], "--save-features", "f.safetensors", "--feature-cache", "k", "--overwrite"],
                ["m", "f.safetensors"], ["transfer", "@/dataset", "--out", "m", *SMALL, "--save-features", "f.safetensors"]),
        Command("sweep", ["sweep", "sweep.yaml", "--out", "w", "--runs", "runs.sqlite"], ["w/model", "w/sweep.json"], ["--version"], texts={"sweep.yaml": SWEEP}),
        Command("runs export", ["runs", "export", "--runs", "runs.sqlite", "--out", "r.csv"], ["r.csv"], score("p.csv")[0] + ["--runs", "runs.sqlite"]),
        Command("runs compare", ["runs", "compare", "--command", "evaluate", "--runs", "runs.sqlite", "--html", "r.html", "--csv", "r.csv"], ["r.html", "r.csv"],
                [["evaluate", "@/model", "@/dataset", "--out", "e", "--runs", "runs.sqlite"],
                 ["evaluate", "@/model", "@/dataset", "--out", "e", "--use", "train", "--runs", "runs.sqlite"]]),
        Command("runs prune", ["runs", "prune", "--older-than", "0", "--command", "score", "--runs", "runs.sqlite"], ["runs.sqlite"],
                [score(n)[0] + ["--runs", "runs.sqlite"] for n in ("p.csv", "q.csv")]),
        Command("bundle", ["worker", "bundle", "--out", "w.tar.gz", "--overwrite"], ["w.tar.gz"], ["--version"]),
        Command("synth", ["synth", "s", "--size", "700", "--overwrite"], ["s"], ["synth", "s", "--size", "700", "--seed", "3"]),
    ]
