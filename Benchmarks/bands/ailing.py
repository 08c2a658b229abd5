"""A county in which half of the forest ails: its leaves reflect less near infrared, and look the same in red, green and blue.

usage: ailing.py COUNTY OUT [--left 0.6] [--square 448] [--seed 1]
COUNTY is a folder of 'aerial synth'. OUT gets imagery.tif (the county's, near infrared changed), labels.tif (the county's
land cover, ailing forest as 49) and legend.yaml.
"""

import argparse
import pathlib

import numpy
import rasterio
from rasterio.warp import Resampling, reproject

FOREST = (41, 42, 43, 90)
AILING = 49

LEGEND = """\
classes:
  - {name: Developed, codes: [21, 22, 23, 24], color: "#FF0000"}
  - {name: Cultivated, codes: [81, 82], color: "#FFFFFF"}
  - {name: Healthy Forest, codes: [41, 42, 43, 90], color: "#1C5F2C"}
  - {name: Ailing Forest, codes: [49], color: "#B8860B"}
  - {name: Shrub, codes: [51, 52], color: "#CCB879"}
  - {name: Barren, codes: [31], color: "#B3AC9F"}
  - {name: Herbaceous, codes: [71, 72, 73, 74, 95], color: "#DFDFC2"}
"""


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("county", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--left", type=float, default=0.6, help="of the near infrared of ailing leaves")
    parser.add_argument("--square", type=int, default=448, help="metres; squares ail or do not")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)

    with rasterio.open(options.county / "imagery_before.tif") as file:
        imagery, profile, place = file.read(), file.profile, (file.transform, file.crs)
    with rasterio.open(options.county / "truth_before.tif") as file:
        truth = file.read(1)

    height, width = truth.shape
    generator = numpy.random.default_rng(options.seed)
    squares = generator.random((-(-height // options.square), -(-width // options.square))) < 0.5
    ails = squares.repeat(options.square, 0).repeat(options.square, 1)[:height, :width] & numpy.isin(truth, FOREST)
    imagery[3][ails] = numpy.round(imagery[3][ails] * options.left).astype("uint8")
    truth[ails] = AILING

    with rasterio.open(options.out / "imagery.tif", "w", **profile) as file:
        file.write(imagery)
    with rasterio.open(options.county / "landcover_before.tif") as file:
        labels, profile = numpy.zeros(file.shape, "uint8"), file.profile
        reproject(
            truth, labels, src_transform=place[0], src_crs=place[1], src_nodata=0, dst_transform=file.transform,
            dst_crs=file.crs, dst_nodata=0, resampling=Resampling.mode)
    with rasterio.open(options.out / "labels.tif", "w", **profile) as file:
        file.write(labels, 1)
    (options.out / "legend.yaml").write_text(LEGEND)


main()
