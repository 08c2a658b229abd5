"""Scores one place in the formats that imagery comes in, beside a Python pipeline, the network alone and GDAL alone.

usage: formats.py AERIAL SCENE.tif WORK ROUNDS MODEL...      SCENE: 1 m, four bands, as 'aerial synth' draws it

CPU milliseconds a tile, medians of rounds in turns:
  network   the compiled network on batches in memory
  GDAL      the decoder alone: the same windows read once, on one thread, at the resolution that a tile needs
  Aerial    'aerial score' in int8: the place less its northern tenth, so that what a run costs before its first tile is left out
  share     (network + GDAL) / Aerial: how much of its time the run does what cannot be left out
  Python    rasterio windows, ONNX Runtime in fp32 (contender.py), without its start; 128 tiles, once
and Aerial's tiles a second with all it costs, and the shares of its threads above 2 % of that.
"""
import glob
import json
import os
import statistics
import subprocess
import sys
import time

import rasterio
from rasterio.enums import Resampling
from rasterio.shutil import copy
from rasterio.vrt import WarpedVRT
from rasterio.warp import transform
from rasterio.windows import Window

HERE = os.path.dirname(os.path.abspath(__file__))
TILED = dict(driver="GTiff", tiled=True, blockxsize=512, blockysize=512, compress="deflate", predictor=2)
ROWS = {
    "deflate_1m.tif": "1 m DEFLATE", "deflate_060.tif": "0.6 m DEFLATE, RGBN", "jpeg_cog_060.tif": "0.6 m JPEG COG",
    "jpeg_cog_030.tif": "0.3 m JPEG COG", "jp2_060.jp2": "0.6 m JPEG 2000", "sixteen_1m.tif": "1 m, 16 bits",
    "untiled_1m.tif": "1 m, untiled", "degrees.tif": "degrees", "quads": "100 quarter quads"}
PYTHON_TILES = 128


def resampled(scene, path, metres, bands):
    with rasterio.open(scene) as source:
        factor = source.transform.a / metres
        width, height = int(source.width * factor), int(source.height * factor)
        place = source.transform * source.transform.scale(source.width / width, source.height / height)
        profile = dict(TILED, width=width, height=height, count=bands, dtype="uint8", crs=source.crs, transform=place,
                       photometric="RGB", BIGTIFF="IF_SAFER")
        with rasterio.open(path, "w", **profile) as target:
            for top in range(0, height, 1024):
                rows = min(1024, height - top)
                pixels = source.read(range(1, bands + 1), window=Window(0, top / factor, source.width, rows / factor),
                                     out_shape=(bands, rows, width), resampling=Resampling.bilinear)
                target.write(pixels, window=Window(0, top, width, rows))


def cut(source, path, window):
    profile = dict(source.profile, **TILED)
    profile.update(width=window.width, height=window.height, transform=source.window_transform(window))
    with rasterio.open(path, "w", **profile) as target:
        target.write(source.read(window=window))


def strip(source, path):
    """The northern tenth of a scene."""
    left, bottom, right, top = source.bounds
    low = top - (top - bottom) / 10
    corners = [(left, top), (right, top), (right, low), (left, low), (left, top)]
    ring = [list(place) for place in zip(*transform(source.crs, "EPSG:4326", *zip(*corners)))]
    with open(path, "w") as file:
        json.dump({"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [ring]}}, file)


def quads(scene, folder, count=10, overlap=60):
    """The scene as a hundred files that overlap, as quarter quads do."""
    os.makedirs(folder)
    with rasterio.open(scene) as source:
        side = source.width // count
        for row in range(count):
            for column in range(count):
                left, top = max(0, column * side - overlap), max(0, row * side - overlap)
                right = min(source.width, (column + 1) * side + overlap)
                low = min(source.height, (row + 1) * side + overlap)
                cut(source, f"{folder}/{row}{column}.tif", Window(left, top, right - left, low - top))


def make(scene, work):
    os.makedirs(work, exist_ok=True)
    done = os.path.join(work, ".complete")
    if os.path.exists(done):
        return
    copy(scene, f"{work}/deflate_1m.tif", **TILED)
    resampled(scene, f"{work}/deflate_060.tif", 0.6, 4)
    for metres, name in [(0.6, "060"), (0.3, "030")]:
        resampled(scene, f"{work}/plain_{name}.tif", metres, 3)
        copy(f"{work}/plain_{name}.tif", f"{work}/jpeg_cog_{name}.tif", driver="COG", compress="JPEG", quality=85)
    copy(f"{work}/plain_060.tif", f"{work}/jp2_060.jp2", driver="JP2OpenJPEG", quality=15)
    with rasterio.open(scene) as source:
        cut(source, f"{work}/start.tif", Window(0, 0, 448, 448))
        profile = dict(source.profile, **TILED, dtype="uint16")
        with rasterio.open(f"{work}/sixteen_1m.tif", "w", **profile) as target:
            target.write(source.read().astype("uint16") * 16)
        with WarpedVRT(source, crs="EPSG:4269", resampling=Resampling.bilinear) as warped:
            copy(warped, f"{work}/degrees.tif", **TILED)
        strip(source, f"{work}/north.geojson")
    copy(scene, f"{work}/untiled_1m.tif", driver="GTiff", tiled=False, compress="none")
    quads(scene, f"{work}/quads")
    open(done, "w").close()


def files(path):
    return sorted(glob.glob(f"{path}/*.tif")) if os.path.isdir(path) else [path]


def decoder_seconds(path):
    """CPU seconds of GDAL for the three bands of every window, once, on one thread; from the overview that a tile takes."""
    start = time.process_time()
    for file in files(path):
        with rasterio.open(file) as source:
            factors = [] if source.crs.is_geographic else [f for f in source.overviews(1) if source.transform.a * f <= 1]
            finer = max([1, *factors])
            for top in range(0, source.height, 1024):
                rows = min(1024, source.height - top)
                shape = (3, -(-rows // finer), -(-source.width // finer))
                source.read((1, 2, 3), window=Window(0, top, source.width, rows), out_shape=shape)
    return time.process_time() - start


def score(aerial, model, path, out, *words):
    """The run's own numbers, and the CPU seconds of each of its threads, largest first."""
    process = subprocess.Popen(
        [aerial, "score", model, *files(path), "--out", out, "--overwrite", "--precision", "int8", "--quiet",
         "--runs", "none", "--json", *words], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    threads = {}
    while process.poll() is None:
        for folder in glob.glob(f"/proc/{process.pid}/task/*"):
            try:
                with open(f"{folder}/stat") as file:
                    fields = file.read().rsplit(")", 1)[1].split()
                threads[folder] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
            except (FileNotFoundError, ProcessLookupError):
                pass
        time.sleep(0.02)
    return json.loads(process.stdout.read()), sorted(threads.values(), reverse=True)


def python(model, path, out):
    """CPU milliseconds a tile of a pipeline of rasterio and ONNX Runtime."""
    output = subprocess.check_output(
        [sys.executable, f"{HERE}/contender.py", "onnx", model, path, out, "--tiles", str(PYTHON_TILES), "--threads",
         str(os.cpu_count())], stderr=subprocess.DEVNULL)
    run = json.loads(output.splitlines()[-1])
    return 1000 * run["cpuSeconds"] / run["tiles"]


class Model:
    """A model's runs before the first tile, and its network without imagery."""

    def __init__(self, aerial, path, work):
        self.aerial, self.path, self.work = aerial, path, work
        self.starts, self.network = [], []

    def measure(self):
        start = f"{self.work}/start.tif"
        _, threads = score(self.aerial, self.path, start, f"{self.work}/start.csv")
        run, measured = score(self.aerial, self.path, start, f"{self.work}/start.csv", "--network-speed")
        self.starts.append(sum(threads))
        # It is asked for three seconds.
        self.network.append(1000 * (sum(measured) - sum(threads)) / (3 * run["networkTilesPerSecond"]))


class Row:
    """A model's runs over the place in one format."""

    def __init__(self, model, name):
        self.model, self.path = model, f"{model.work}/{name}"
        self.aerial, self.decoder, self.python, self.speeds, self.threads, self.tiles = [], [], [], [], [], 0

    def measure(self):
        out = f"{self.model.work}/predictions.csv"
        part, before = score(self.model.aerial, self.model.path, self.path, out, "--aoi", f"{self.model.work}/north.geojson")
        run, self.threads = score(self.model.aerial, self.model.path, self.path, out)
        self.tiles = run["tiles"]
        self.aerial.append(1000 * (sum(self.threads) - sum(before)) / (run["tiles"] - part["tiles"]))
        self.speeds.append(run["tilesPerSecond"])
        self.decoder.append(decoder_seconds(self.path))
        # Five to twenty times as slow, and most of a turn's time: once.
        if not self.python:
            self.python.append(python(self.model.path, self.path, f"{self.model.work}/python.csv"))

    def text(self, title):
        network, aerial = statistics.median(self.model.network), statistics.median(self.aerial)
        decoder = 1000 * statistics.median(self.decoder) / self.tiles
        beside = statistics.median(self.python)
        shares = " ".join(f"{100 * each / sum(self.threads):.0f}" for each in self.threads if each >= 0.02 * sum(self.threads))
        return (f"| {title} | {statistics.median(self.speeds):.0f} | {network:.2f} | {decoder:.2f} | {aerial:.2f} | "
                f"{100 * (network + decoder) / aerial:.0f} % | {beside:.1f} | {beside / aerial:.1f} x | {shares} |")


def main():
    aerial, scene, work, rounds = *sys.argv[1:4], int(sys.argv[4])
    names = os.environ.get("ROWS", "").split(",") if os.environ.get("ROWS") else list(ROWS)
    with rasterio.Env(GDAL_CACHEMAX=512, GDAL_NUM_THREADS="1"):
        make(scene, work)
        models = [Model(aerial, path, work) for path in sys.argv[5:]]
        rows = [(model, ROWS[name], Row(model, name)) for model in models for name in names]
        for number in range(rounds):
            for model in models:
                model.measure()
            for _, title, row in rows:
                print(f"round {number + 1}: {title}", file=sys.stderr, flush=True)
                row.measure()
    for model in models:
        print(f"### {os.path.basename(model.path)}, {rows[0][2].tiles} tiles, {statistics.median(model.starts):.2f} CPU seconds "
              "before the first\n")
        print("| imagery | tiles/s | network | GDAL | Aerial | share | Python | ratio | threads, % |")
        print("|---|---|---|---|---|---|---|---|---|")
        print("\n".join(row.text(title) for each, title, row in rows if each is model) + "\n")


if __name__ == "__main__":
    main()
