"""Scores one place in the formats that imagery comes in: CPU milliseconds a tile of the whole run, of its reading threads'
share, and of GDAL alone reading every pixel once.

usage: formats.py AERIAL MODEL SCENE.tif WORK [ROUNDS]      SCENE: 1 m, four bands, as 'aerial synth' draws it
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
from rasterio.windows import Window

TILED = dict(driver="GTiff", tiled=True, blockxsize=512, blockysize=512, compress="deflate", predictor=2)
ROWS = ["deflate_1m.tif", "deflate_060.tif", "jpeg_cog_060.tif", "jpeg_cog_030.tif", "jp2_060.jp2", "sixteen_1m.tif",
        "untiled_1m.tif", "degrees.tif", "quads"]


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
                window = Window(left, top, right - left, low - top)
                profile = dict(source.profile, **TILED)
                profile.update(width=right - left, height=low - top, transform=source.window_transform(window))
                with rasterio.open(f"{folder}/{row}{column}.tif", "w", **profile) as target:
                    target.write(source.read(window=window))


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
        profile = dict(source.profile, **TILED, dtype="uint16")
        with rasterio.open(f"{work}/sixteen_1m.tif", "w", **profile) as target:
            target.write(source.read().astype("uint16") * 17 + 100)
        with WarpedVRT(source, crs="EPSG:4269", resampling=Resampling.bilinear) as warped:
            copy(warped, f"{work}/degrees.tif", **TILED)
    copy(scene, f"{work}/untiled_1m.tif", driver="GTiff", tiled=False, compress="none")
    quads(scene, f"{work}/quads")
    open(done, "w").close()


def files(path):
    return sorted(glob.glob(f"{path}/*.tif")) if os.path.isdir(path) else [path]


def decoder_seconds(path):
    """CPU seconds of GDAL for every pixel of three bands, once, on one thread."""
    start = time.process_time()
    for file in files(path):
        with rasterio.open(file) as source:
            for top in range(0, source.height, 1024):
                source.read((1, 2, 3), window=Window(0, top, source.width, min(1024, source.height - top)))
    return time.process_time() - start


def score(aerial, model, path, out):
    """The run's own numbers, and the CPU seconds of each of its threads."""
    process = subprocess.Popen(
        [aerial, "score", model, *files(path), "--out", out, "--overwrite", "--precision", "int8", "--quiet",
         "--runs", "none", "--json"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
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


def main():
    aerial, model, scene, work = sys.argv[1:5]
    rounds = int(sys.argv[5]) if len(sys.argv) > 5 else 3
    with rasterio.Env(GDAL_CACHEMAX=512, GDAL_NUM_THREADS="1"):
        make(scene, work)
        print("| imagery | tiles/s | CPU ms a tile | GDAL alone, every pixel, CPU ms a tile | threads, % of the CPU time |")
        print("|---|---|---|---|---|")
        for name in ROWS:
            runs = [score(aerial, model, f"{work}/{name}", f"{work}/predictions.csv") for _ in range(rounds)]
            tiles = runs[0][0]["tiles"]
            total = statistics.median(sum(threads) for _, threads in runs)
            threads = runs[-1][1]
            shares = " ".join(f"{100 * each / sum(threads):.0f}" for each in threads if each >= 0.02 * sum(threads))
            print(f"| {name} | {statistics.median(run['tilesPerSecond'] for run, _ in runs):.0f} | "
                  f"{1000 * total / tiles:.2f} | {1000 * decoder_seconds(f'{work}/{name}') / tiles:.2f} | {shares} |")


if __name__ == "__main__":
    main()
