#!/usr/bin/env python3
"""Good files of every kind that a user hands to the program, small, for mutate.py to damage.

usage: seeds.py AERIAL SEEDS          needs rasterio and Pillow

Draws SEEDS/pictures, scenes, areas, tables, settings, labels, samples, marks and models/model, and beside them what
the commands need that is not damaged: SEEDS/whole.
"""

import json
import os
import shutil
import subprocess
import sys

import numpy
import rasterio
from PIL import Image
from rasterio.shutil import copy


def main(aerial, seeds):
    aerial, seeds = os.path.abspath(aerial), os.path.abspath(seeds)
    shutil.rmtree(seeds, ignore_errors=True)
    for kind in ("pictures", "scenes", "areas", "tables", "settings", "labels", "samples", "marks", "whole"):
        os.makedirs(os.path.join(seeds, kind))

    def run(*words):
        subprocess.run([aerial, *words], cwd=os.path.join(seeds, "whole"), check=True, env=dict(os.environ, AERIAL_RUNS="none"))

    run("synth", "county", "--size", "1792", "--seed", "5", "--quiet")
    before, after, covers = ("county/" + n for n in ("imagery_before.tif", "imagery_after.tif", "landcover_before.tif"))
    run("prepare", "--imagery", before, "--labels", covers, "--out", "dataset", "--split", "random", "--rule", "purity:0.7", "--quiet")
    run("transfer", "dataset", "--out", "model", "--turns", "1", "--quiet")
    for kind in ("csv", "gpkg", "geojson", "fgb"):
        run("score", "model", before, "--out", "p." + kind, "--quiet")
    run("map", "p.csv", "--out", "map.tif", "--quiet")
    run("change", "model", "--before", before, "--after", after, "--out", "change", "--top", "5", "--turns", "1", "--quiet")
    run("area", "design", "map.tif", "--out", "sample", "--least", "5", "--quiet")
    whole, place = lambda *n: os.path.join(seeds, "whole", *n), lambda *n: os.path.join(seeds, *n)

    # Scenes of one tile and a bit, in the forms that imagery comes in.
    with rasterio.open(whole(before)) as scene:
        window = rasterio.windows.Window(0, 0, 500, 500)
        pixels, profile = scene.read(window=window), dict(scene.profile, width=500, height=500)
    forms = {
        "deflate.tif": dict(driver="GTiff", tiled=True, blockxsize=128, blockysize=128, compress="deflate", predictor=2),
        "lzw.tif": dict(driver="GTiff", tiled=False, compress="lzw"),
        "jpeg.tif": dict(driver="GTiff", tiled=True, blockxsize=256, blockysize=256, compress="jpeg", photometric="ycbcr"),
        "zstd.tif": dict(driver="GTiff", tiled=True, blockxsize=64, blockysize=64, compress="zstd", interleave="pixel"),
    }
    profile = {k: profile[k] for k in ("crs", "transform", "width", "height", "count", "dtype")}
    for name, form in forms.items():
        bands = pixels[:3] if name == "jpeg.tif" else pixels
        with rasterio.open(place("scenes", name), "w", **dict(profile, count=len(bands)), **form) as file:
            file.write(bands)
    with rasterio.open(place("scenes", "deep.tif"), "w", **dict(profile, dtype="uint16"), driver="GTiff", compress="deflate") as file:
        file.write(pixels.astype("uint16") * 40)
    copy(place("scenes", "deflate.tif"), place("scenes", "cog.tif"), driver="COG", compress="deflate", blocksize=128)
    copy(place("scenes", "deflate.tif"), place("scenes", "scene.jp2"), driver="JP2OpenJPEG")
    copy(place("scenes", "deflate.tif"), place("scenes", "mosaic.vrt"), driver="VRT")
    text = open(place("scenes", "mosaic.vrt")).read()
    open(place("scenes", "mosaic.vrt"), "w").write(text.replace('relativeToVRT="0">' + place("scenes") + "/", 'relativeToVRT="1">'))

    # Pictures without a place.
    picture = Image.fromarray(numpy.moveaxis(pixels[:3, :224, :224], 0, 2))
    for name, form in (("a.png", {}), ("b.jpg", {}), ("progressive.jpg", dict(progressive=True)), ("c.webp", {}),
                       ("d.tif", dict(compression="tiff_deflate")), ("e.tif", dict(compression="tiff_lzw")), ("f.bmp", {})):
        picture.save(place("pictures", name), **form)
    picture.convert("P").save(place("pictures", "palette.png"))
    picture.convert("CMYK").save(place("pictures", "cmyk.jpg"))
    picture.convert("L").save(place("pictures", "grey.png"))
    with rasterio.open(place("pictures", "deep.tif"), "w", driver="GTiff", width=224, height=224, count=3, dtype="uint16") as file:
        file.write(pixels[:3, :224, :224].astype("uint16") * 100)

    # Areas and labels: squares over the scene, with a class.
    left, top = profile["transform"].c, profile["transform"].f
    square = lambda x, y, s: [[[left + x, top - y], [left + x + s, top - y], [left + x + s, top - y - s], [left + x, top - y - s], [left + x, top - y]]]
    crs = "urn:ogc:def:crs:EPSG::%d" % profile["crs"].to_epsg()
    collection = lambda parts: json.dumps({
        "type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": crs}},
        "features": [{"type": "Feature", "properties": {"class": c, "n": n}, "geometry": {"type": "Polygon", "coordinates": square(x, y, s)}}
                     for n, (c, x, y, s) in enumerate(parts)]})
    open(place("areas", "outline.geojson"), "w").write(collection([("a", 10, 10, 470)]))
    open(place("labels", "fields.geojson"), "w").write(collection(
        [("Forest" if (x + y) % 2 else "Meadow", 224 * x, 224 * y, 224) for x in range(8) for y in range(8)]))
    shutil.copy(whole("p.gpkg"), place("areas", "outline.gpkg"))
    shutil.copy(whole("p.gpkg"), place("labels", "fields.gpkg"))
    shutil.copy(whole("p.fgb"), place("areas", "outline.fgb"))
    shutil.copy(whole(covers), place("labels", "cover.tif"))

    for name in ("p.csv", "p.gpkg", "p.geojson", "p.fgb", "map.tif"):
        shutil.copy(whole(name), place("tables", name))
    shutil.copy(whole("change", "marks.csv") if os.path.exists(whole("change", "marks.csv")) else marks(whole("change", "candidates.csv"), whole("marks.csv")),
                place("marks", "marks.csv"))
    label(whole("sample", "sample.csv"))
    for name in ("sample.csv", "strata.csv"):
        shutil.copy(whole("sample", name), place("samples", name))
    shutil.copytree(whole("model"), place("models", "model"))

    files = {
        "legend.yaml": "name: forestry\nclasses:\n  - name: Forest\n    codes: [41, 42, 43, 90]\n    color: \"#2F7D3B\"\n"
                       "  - name: Other\n    codes: [21, 22, 23, 24, 31, 52, 71, 81, 82, 95]\n    color: \"#B5D67A\"\n",
        "areas.yaml": "labels: %s\nareas:\n  - name: west\n    imagery: %s\n    date: 2016-07-12\n    rule: purity:0.7\n"
                      "    side: train\n  - name: east\n    imagery: [%s]\n    side: test\n" % (whole(covers), whole(before), whole(after)),
        "recipe.yaml": "epochs: 1\nbatch-size: 8\nlearning-rate: 0.001\nweight-decay: 0.0001\nretrain: last-only\n",
        "sweep.yaml": "name: s\ncommand: transfer\ndataset: %s\nmethod: grid\nparameters:\n  turns: [1]\n  penalty: [10]\noptions:\n"
                      "  test-fraction: 0.2\n" % whole("dataset"),
        "classes.yaml": "Forest: Green\nDeveloped: Built\nHerbaceous: null\n",
    }
    for name, text in files.items():
        open(place("settings", name), "w").write(text)


def label(path):
    """Every sampled tile gets the map's class, as if a person had agreed with each."""
    rows = [row.split(",") for row in open(path, encoding="utf-8-sig").read().split("\n")]
    mapped, reference = rows[0].index("map"), rows[0].index("reference")
    for row in rows[1:]:
        if len(row) > 1:
            row[reference] = row[mapped]
    open(path, "w").write("\n".join(",".join(row) for row in rows))


def marks(candidates, path):
    """Marks as the page saves them, for the candidates of a list."""
    rows = [row.split(",") for row in open(candidates, encoding="utf-8-sig").read().strip().split("\n")]
    at = rows[0].index("id")
    open(path, "w").write("id,mark\n" + "".join("%s,%s\n" % (row[at], "accepted" if n % 2 else "rejected") for n, row in enumerate(rows[1:])))
    return path


if len(sys.argv) != 3:
    sys.exit(__doc__)
main(sys.argv[1], sys.argv[2])
