"""Makes a dataset of land-use scenes at 1 m out of UC Merced's at 0.3 m, nine of a kind side by side.

    scenes.py DATA OUT [--count 120] [--seed 1]

DATA holds scenes/ucmerced. Writes OUT/<Class>/*.png. Needs numpy and pillow.
"""
import argparse
import pathlib

import numpy as np

from plant import DEVELOPED, SIDE, save_image, side_by_side

KINDS = {"Developed": DEVELOPED, "Cultivated": ["agricultural"], "Forest": ["forest"], "Shrub": ["chaparral"],
         "Barren": ["beach"], "Herbaceous": ["golfcourse"]}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--count", type=int, default=120, help="images a class")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    random = np.random.default_rng(options.seed)
    for name, kinds in KINDS.items():
        files = {kind: sorted((options.data / "scenes/ucmerced" / kind).iterdir()) for kind in kinds}
        for number in range(options.count):
            picture = side_by_side(random, files[random.choice(kinds)], SIDE)
            save_image(options.out / name / f"{number:04d}.png", picture)


if __name__ == "__main__":
    main()
