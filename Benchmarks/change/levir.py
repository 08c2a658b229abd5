"""Makes held-out pairs of a real place: suburbs built between two dates.

    levir.py DATA OUT [--seed 1]

DATA holds levir (before.tif, after.tif: plots of 224 m at 1 m, side by side; truth.csv). The plots are dealt into two
halves by scene, so that no ground lies in both. For each half writes OUT/half1 and OUT/half2: train/<Class>/*.png (the
earlier date of the other half's plots, Developed and Undeveloped; mixed ones are left out), before.tif, after.tif (the
half's own plots, eight a row) and truth.json (`first`: what they were). With --swap the dates change places: then nothing is newly developed.
Needs numpy, pillow and rasterio.
"""
import argparse
import csv
import json
import pathlib

import numpy as np
import rasterio

from plant import SIDE, save_image, write_scene

COLUMNS = 8


def read(path):
    with rasterio.open(path) as file:
        return file.read([1, 2, 3]).transpose(1, 2, 0), file.profile


def cut(pixels, row, column):
    return pixels[row * SIDE:(row + 1) * SIDE, column * SIDE:(column + 1) * SIDE]


def halves(rows, seed):
    """The rows of each half, whole scenes dealt at random."""
    scenes = sorted({row["scene"] for row in rows})
    np.random.default_rng(seed).shuffle(scenes)
    side = {scene: number % 2 for number, scene in enumerate(scenes)}
    return [[row for row in rows if side[row["scene"]] == half] for half in range(2)]


def mosaic(pixels, rows):
    canvas = np.zeros((-(-len(rows) // COLUMNS) * SIDE, COLUMNS * SIDE, 3), np.uint8)
    for number, row in enumerate(rows):
        cut(canvas, number // COLUMNS, number % COLUMNS)[:] = cut(pixels, int(row["row"]), int(row["column"]))
    return canvas


def write_half(out, dates, profile, own, other):
    for number, row in enumerate(other):
        if row["before"] != "mixed":
            picture = cut(dates[0], int(row["row"]), int(row["column"]))
            save_image(out / "train" / row["before"] / f"{number:04d}.png", picture)
    for name, pixels in zip(("before.tif", "after.tif"), dates):
        write_scene(out / name, mosaic(pixels, own), profile)


def write_truth(out, own, is_swapped):
    names = [f"r{number // COLUMNS:04d}_c{number % COLUMNS:04d}" for number in range(len(own))]
    changed = [] if is_swapped else [name for name, row in zip(names, own) if row["changed"] == "1"]
    first = {name: row["before"] for name, row in zip(names, own) if row["before"] != "mixed"}
    (out / "truth.json").write_text(json.dumps({"changed": changed, "tiles": names, "labels": {},
                                                "first": {} if is_swapped else first}))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--swap", action="store_true", help="the later date first: nothing is newly developed")
    options = parser.parse_args()
    with open(options.data / "levir/truth.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    dates, profiles = zip(*(read(options.data / "levir" / name) for name in ("before.tif", "after.tif")))
    parts = halves(rows, options.seed)
    for half in range(2):
        place = options.out / f"half{half + 1}"
        place.mkdir(parents=True, exist_ok=True)
        write_half(place, dates, profiles[0], parts[half], parts[1 - half])
        if options.swap:
            (place / "before.tif").rename(place / "later.tif")
            (place / "after.tif").rename(place / "before.tif")
            (place / "later.tif").rename(place / "after.tif")
        write_truth(place, parts[half], options.swap)


if __name__ == "__main__":
    main()
