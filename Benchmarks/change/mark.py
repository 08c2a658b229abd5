"""Marks some tiles of a change analysis as a person would who knows the truth, for `aerial change --marks`.

    mark.py CHANGE_FOLDER TRUTH OUT.csv [--count 20] [--seed 1]

Half of the tiles are drawn from the likeliest third, half from all others. Needs rasterio.
"""
import argparse
import csv
import pathlib
import random

from measure import maps, truth


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("truth", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    changed, _ = truth(options.truth)
    _, chances = maps(options.folder / "change.tif")
    ranked = sorted(chances, key=lambda tile: -chances[tile])
    draw = random.Random(options.seed)
    likeliest, others = ranked[:len(ranked) // 3], ranked[len(ranked) // 3:]
    half = min(options.count // 2, len(likeliest))
    chosen = draw.sample(likeliest, half) + draw.sample(others, min(options.count - half, len(others)))
    with open(options.out, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "mark"])
        writer.writerows([tile, "accept" if tile in changed else "reject"] for tile in chosen)


if __name__ == "__main__":
    main()
