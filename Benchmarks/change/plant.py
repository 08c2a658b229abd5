"""Makes a pair of dates with real radiometry and known change, and the images to train a model on.

    plant.py DATA OUT --seed 1 [--side 24] [--share 0.03] [--small] [--mixed]

DATA holds naip/wv (naip_2011.tif, naip_2014.tif: eight real 256 m patches of one place at two dates; nlcd_2011.tif) and
scenes/ucmerced. Writes OUT/before.tif, OUT/after.tif (side x side plots of 224 m, cut at random from the patches, turned and
flipped alike at both dates, a share of the later ones planted with developed scenes), OUT/truth.json and OUT/train/<Class>/*.png,
which stem from the earlier date and from other developed scenes alone. Needs numpy, pillow and rasterio.

Most of the patches are forest. --mixed makes a country of them: two plots in five show other ground at both dates, the same
scenes of scenes/ucmerced in the colours of each date, one in ten of all plots developed ground; the training images too.
"""
import argparse
import json
import pathlib

import numpy as np
import rasterio
from PIL import Image
from rasterio.warp import Resampling, reproject

SIDE, PATCH = 224, 256
DEVELOPED = ("buildings denseresidential mediumresidential sparseresidential mobilehomepark parkinglot freeway "
             "intersection overpass storagetanks").split()
# Ground that is the same at both dates: scenes, and their share of the plots.
GROUND = {"Developed": (DEVELOPED, 0.1), "Cultivated": (["agricultural"], 0.1), "Shrub": (["chaparral"], 0.1),
          "Herbaceous": (["golfcourse"], 0.07), "Barren": (["beach"], 0.03)}
CLASSES = {21: "Developed", 22: "Developed", 23: "Developed", 24: "Developed", 81: "Cultivated", 82: "Cultivated",
           41: "Forest", 42: "Forest", 43: "Forest", 90: "Forest", 51: "Shrub", 52: "Shrub", 31: "Barren",
           71: "Herbaceous", 72: "Herbaceous", 95: "Herbaceous"}


def read(data):
    dates = []
    for name in ("naip_2011.tif", "naip_2014.tif"):
        with rasterio.open(data / "naip/wv" / name) as file:
            dates.append(file.read([1, 2, 3]).transpose(1, 2, 0))
            profile = file.profile
    codes = np.zeros(dates[0].shape[:2], np.uint8)
    with rasterio.open(data / "naip/wv/nlcd_2011.tif") as file:
        reproject(rasterio.band(file, 1), codes, dst_transform=profile["transform"], dst_crs=profile["crs"],
                  resampling=Resampling.nearest)
    return dates, codes, profile


def plots(random, dates, codes, count):
    """Plots cut from the patches: (pixels before, pixels after, class by most of the pixels)."""
    rows, columns = dates[0].shape[0] // PATCH, dates[0].shape[1] // PATCH
    for _ in range(count):
        top = random.integers(rows) * PATCH + random.integers(PATCH - SIDE + 1)
        left = random.integers(columns) * PATCH + random.integers(PATCH - SIDE + 1)
        window = np.s_[top:top + SIDE, left:left + SIDE]
        turns, flip = random.integers(4), random.integers(2)
        cut = [np.rot90(date[window], turns) for date in dates]
        if flip:
            cut = [piece[:, ::-1] for piece in cut]
        values, counts = np.unique(codes[window], return_counts=True)
        tally = {}
        for value, number in zip(values, counts):
            name = CLASSES.get(int(value))
            if name:
                tally[name] = tally.get(name, 0) + number
        yield cut[0].copy(), cut[1].copy(), max(tally, key=tally.get) if tally else None


def side_by_side(random, files, side):
    """Nine scenes, brought from 0.3 m to 1 m."""
    canvas = np.zeros((3 * 77, 3 * 77, 3), np.float32)
    for row in range(3):
        for column in range(3):
            image = Image.open(files[random.integers(len(files))]).convert("RGB").resize((77, 77), Image.BOX)
            canvas[row * 77:row * 77 + 77, column * 77:column * 77 + 77] = np.asarray(image)
    return canvas[:side, :side]


def half_way(canvas, place):
    """Colours moved half-way to the place."""
    mean, spread = canvas.mean((0, 1)), canvas.std((0, 1)) + 1
    moved = (canvas - mean) / spread * place.std((0, 1)) + place.mean((0, 1))
    return 0.5 * canvas + 0.5 * moved


def development(random, scenes, place, side):
    """Developed scenes of one kind at 1 m, side by side."""
    return half_way(side_by_side(random, scenes[random.choice(DEVELOPED)], side), place)


def as_bytes(pixels):
    return np.clip(np.rint(pixels), 0, 255).astype(np.uint8)


def with_other_ground(random, cells, scenes, dates):
    """The plots, some of them showing scenes instead, in the colours of either date."""
    names, shares = list(GROUND), [share for _, share in GROUND.values()]
    for cell in cells:
        name = random.choice(names + [None], p=shares + [1 - sum(shares)])
        if name is None:
            yield cell
            continue
        canvas = side_by_side(random, scenes[random.choice(GROUND[name][0])], SIDE)
        yield as_bytes(half_way(canvas, dates[0])), as_bytes(half_way(canvas, dates[1])), str(name)


def planted(random, scenes, place, plot, small):
    side = int(SIDE * random.uniform(0.5, 0.75)) if small else SIDE
    pixels = development(random, scenes, place, side)
    edge = np.minimum.reduce(np.meshgrid(*[np.minimum(np.arange(side), side - 1 - np.arange(side))] * 2))
    opacity = np.clip((edge + 1) / 12, 0, 1)[..., None]
    top, left = random.integers(SIDE - side + 1, size=2)
    result = plot.astype(np.float32)
    part = result[top:top + side, left:left + side]
    result[top:top + side, left:left + side] = opacity * pixels + (1 - opacity) * part
    return as_bytes(result)


def split_scenes(data):
    """Other scenes to train on than to plant."""
    halves = ({}, {})
    for kind in sorted({kind for kinds, _ in GROUND.values() for kind in kinds}):
        files = sorted((data / "scenes/ucmerced" / kind).iterdir())
        halves[0][kind], halves[1][kind] = files[::2], files[1::2]
    return halves


def write_scene(path, pixels, profile):
    settings = dict(profile, count=3, height=pixels.shape[0], width=pixels.shape[1], dtype="uint8", compress="deflate",
                    tiled=True)
    settings.pop("photometric", None)
    with rasterio.open(path, "w", **settings) as file:
        file.write(pixels.transpose(2, 0, 1))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--side", type=int, default=24, help="plots in a row and in a column")
    parser.add_argument("--share", type=float, default=0.03, help="of the plots that are planted")
    parser.add_argument("--small", action="store_true", help="developments of half to three quarters of the plot's side")
    parser.add_argument("--mixed", action="store_true", help="other ground than forest too, the same at both dates")
    options = parser.parse_args()
    random = np.random.default_rng(options.seed)
    dates, codes, profile = read(options.data)
    to_train, to_plant = split_scenes(options.data)

    for number, (before, _, name) in enumerate(plots(random, dates, codes, 320)):
        if name and name != "Developed":
            save_image(options.out / "train" / name / f"{number:04d}.png", before)
    for number in range(160):
        pixels = development(random, to_train, dates[0], SIDE)
        save_image(options.out / "train/Developed" / f"{1000 + number:04d}.png", pixels)

    for name, (kinds, _) in GROUND.items() if options.mixed else ():
        for number in range(0 if name == "Developed" else 120):
            canvas = side_by_side(random, to_train[random.choice(kinds)], SIDE)
            save_image(options.out / "train" / name / f"{2000 + number:04d}.png", half_way(canvas, dates[0]))

    cells = list(plots(random, dates, codes, options.side ** 2))
    if options.mixed:
        cells = list(with_other_ground(random, cells, to_plant, dates))
    free = [index for index, cell in enumerate(cells) if cell[2] != "Developed"]
    changed = sorted(int(index) for index in random.choice(free, round(options.share * len(cells)), replace=False))
    columns = options.side
    before = np.zeros((columns * SIDE, columns * SIDE, 3), np.uint8)
    after = before.copy()
    for index, (first, second, _) in enumerate(cells):
        row, column = divmod(index, columns)
        window = np.s_[row * SIDE:(row + 1) * SIDE, column * SIDE:(column + 1) * SIDE]
        before[window] = first
        after[window] = planted(random, to_plant, dates[1], second, options.small) if index in changed else second
    write_scene(options.out / "before.tif", before, profile)
    write_scene(options.out / "after.tif", after, profile)
    names = [f"r{index // columns:04d}_c{index % columns:04d}" for index in range(len(cells))]
    truth = {"changed": [names[index] for index in changed], "labels": dict(zip(names, [cell[2] for cell in cells]))}
    (options.out / "truth.json").write_text(json.dumps(truth))


def save_image(path, pixels):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)).save(path)


if __name__ == "__main__":
    main()
