"""Makes the benchmark's inputs out of a folder of class folders with real images: a folder of 224-pixel PNG tiles, a
GeoTIFF of the same tiles side by side, and random ResNet-18 weights (speed does not depend on their values).

usage: inputs.py IMAGES OUT TILES
"""
import glob
import os
import sys

import numpy as np
import rasterio
import torch
from PIL import Image
from rasterio.transform import from_origin

import networks

TILE = 224


def views(picture):
    """Corners, centre, and their mirror images."""
    width, height = picture.size
    if min(width, height) < TILE:
        picture = picture.resize((max(TILE, width), max(TILE, height)))
        width, height = picture.size
    right, low = width - TILE, height - TILE
    for left, top in [(0, 0), (right, low), (0, low), (right, 0), (right // 2, low // 2)]:
        part = picture.crop((left, top, left + TILE, top + TILE))
        yield part
        yield part.transpose(Image.FLIP_LEFT_RIGHT)


def pictures(folder, count):
    paths = sorted(path for path in glob.glob(os.path.join(folder, "*", "*"))
                   if path.lower().endswith((".png", ".jpg", ".jpeg", ".tif", ".tiff")))
    made = 0
    for turn in range(10):
        for path in paths:
            with Image.open(path) as picture:
                part = list(views(picture.convert("RGB")))[turn]
            yield part
            made += 1
            if made == count:
                return


def main():
    source, out, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    os.makedirs(f"{out}/tiles", exist_ok=True)
    # Whole rows, so that folder and scene hold the same tiles.
    columns = max(each for each in range(1, int(count ** 0.5) + 1) if count % each == 0)
    rows = count // columns
    profile = dict(driver="GTiff", width=columns * TILE, height=rows * TILE, count=3, dtype="uint8", crs="EPSG:26917",
                   transform=from_origin(500000, 4400000, 1, 1), tiled=True, blockxsize=512, blockysize=512,
                   compress="deflate", predictor=2, photometric="RGB", BIGTIFF="IF_SAFER")
    strip = np.zeros((3, TILE, columns * TILE), np.uint8)
    with rasterio.Env(GDAL_CACHEMAX=1024), rasterio.open(f"{out}/scene.tif", "w", **profile) as scene:
        for number, picture in enumerate(pictures(source, count)):
            pixels = np.array(picture)
            pixels[(pixels == 0).all(2)] = 1  # in a scene, all three zero means that there is no imagery
            picture = Image.fromarray(pixels)
            picture.save(f"{out}/tiles/tile_{number:06d}.png")
            row, column = divmod(number, columns)
            strip[:, :, column * TILE:(column + 1) * TILE] = np.asarray(picture).transpose(2, 0, 1)
            if column == columns - 1:
                scene.write(strip, window=rasterio.windows.Window(0, row * TILE, columns * TILE, TILE))
    torch.manual_seed(1)
    network = networks.ResNet18(1000)
    torch.save(network.state_dict(), f"{out}/resnet18.pth")


if __name__ == "__main__":
    main()
