"""A land-cover raster that is wrong as such rasters are: single cells of 30 m, and patches of 300 m.

    labels.py OUT --seed N --from LANDCOVER.tif [--cells SHARE] [--patches SHARE]
    labels.py OUT --seed N --truth truth.json --like before.tif [--cells SHARE] [--patches SHARE]

The cover is that of a raster, or of truth.json's labels at the first date on the plots of a scene. A share of the cells takes the
code of another cell of the raster, drawn at random; patches take what lies in another place of it, so that the areas of the
classes stay what they are. Needs numpy and rasterio.
"""
import argparse
import json
import pathlib

import numpy as np
import rasterio
from rasterio.transform import from_origin

CODES = {"Developed": 22, "Cultivated": 82, "Forest": 41, "Shrub": 52, "Barren": 31, "Herbaceous": 71, "Undeveloped": 71}
CELL = 30
PLOT = 224
PATCH = 10  # cells


def cover_of_plots(truth, like):
    """The code of the plot that the middle of each cell lies in; 0 where it has no label."""
    content = json.loads(truth.read_text())
    labels = content.get("first") or content["labels"]
    with rasterio.open(like) as file:
        bounds, profile = file.bounds, file.profile
    columns, rows = int((bounds.right - bounds.left) / CELL) + 1, int((bounds.top - bounds.bottom) / CELL) + 1
    codes = np.zeros((rows, columns), np.uint8)
    for row in range(rows):
        for column in range(columns):
            name = f"r{int((row + 0.5) * CELL / PLOT):04d}_c{int((column + 0.5) * CELL / PLOT):04d}"
            codes[row, column] = CODES.get(labels.get(name), 0)
    return codes, {"driver": "GTiff", "crs": profile["crs"], "dtype": "uint8", "count": 1, "height": rows,
                   "width": columns, "nodata": 0, "transform": from_origin(bounds.left, bounds.top, CELL, CELL)}


def cover_of_raster(path):
    with rasterio.open(path) as file:
        return file.read(1), file.profile


def spoiled(codes, random, cells, patches):
    result, known = codes.copy(), codes != 0
    for _ in range(round(patches * known.sum() / PATCH ** 2)):
        places = [(random.integers(0, codes.shape[0] - PATCH), random.integers(0, codes.shape[1] - PATCH)) for _ in "io"]
        to, source = [np.s_[row:row + PATCH, column:column + PATCH] for row, column in places]
        both = known[to] & known[source]
        result[to] = np.where(both, codes[source], result[to])
    wrong = known & (random.random(codes.shape) < cells)
    result[wrong] = random.choice(codes[known], wrong.sum())
    return result


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--from", dest="source", type=pathlib.Path)
    parser.add_argument("--truth", type=pathlib.Path)
    parser.add_argument("--like", type=pathlib.Path)
    parser.add_argument("--cells", type=float, default=0.1)
    parser.add_argument("--patches", type=float, default=0.03)
    options = parser.parse_args()
    codes, profile = cover_of_raster(options.source) if options.source else cover_of_plots(options.truth, options.like)
    with rasterio.open(options.out, "w", **profile) as file:
        file.write(spoiled(codes, np.random.default_rng(options.seed), options.cells, options.patches), 1)


if __name__ == "__main__":
    main()
