#!/usr/bin/env python3
"""Good files of every kind that a user hands to the program, small, for mutate.py to damage.

usage: seeds.py AERIAL SEEDS          needs rasterio and Pillow

Draws a folder for each kind of kinds.py: files, or for what is a folder with several files (a model, a dataset, a
shapefile) a folder each. Beside them lies what the commands need that is not damaged: SEEDS/whole.
"""

import json
import os
import shutil
import sqlite3
import struct
import subprocess
import sys
import time

import numpy
import rasterio
from PIL import Image
from rasterio.shutil import copy

import kinds
import networks


def main(aerial, seeds):
    aerial, seeds = os.path.abspath(aerial), os.path.abspath(seeds)
    shutil.rmtree(seeds, ignore_errors=True)
    for kind in [*kinds.FILES, *kinds.FOLDERS, "pictures", "whole"]:
        os.makedirs(os.path.join(seeds, kind))

    # The pretrained networks of this machine, in a home of its own that imports may change.
    home = os.path.join(os.environ.get("AERIAL_HOME", os.path.expanduser("~/.cache/aerial")), "weights")
    shutil.copytree(home, os.path.join(seeds, "home", "weights"))
    pretrained = [os.path.join(home, n) for n in sorted(os.listdir(home)) if n.endswith(".pth")]
    networks.draw(os.path.join(seeds, "weights"), pretrained[0])

    def run(*words):
        subprocess.run([aerial, *words], cwd=os.path.join(seeds, "whole"), check=True,
                       env=dict(os.environ, AERIAL_RUNS="none", AERIAL_HOME=os.path.join(seeds, "home")))

    run("synth", "county", "--size", "1792", "--seed", "5", "--quiet")
    before, after, covers = ("county/" + n for n in ("imagery_before.tif", "imagery_after.tif", "landcover_before.tif"))
    run("prepare", "--imagery", before, "--labels", covers, "--out", "dataset", "--split", "random", "--rule", "purity:0.7", "--quiet")
    run("transfer", "dataset", "--out", "model", "--turns", "1", "--quiet")
    run("weights", "import", "../weights/foreign.onnx", "--name", "small", "--mean", "0.5", "--std", "0.5", "--quiet")
    run("transfer", "dataset", "--out", "foreign", "--turns", "1", "--backbone", "small", "--tile-pixels", "32", "--quiet")
    for kind in ("csv", "gpkg", "geojson", "fgb"):
        run("score", "model", before, "--out", "p." + kind, "--quiet")
    run("map", "p.csv", "--out", "map.tif", "--quiet")
    run("change", "foreign", "--before", before, "--after", after, "--out", "change", "--top", "5", "--turns", "1", "--quiet")
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
    palette = numpy.asarray(Image.fromarray(numpy.moveaxis(pixels[:3], 0, 2)).convert("P"))
    with rasterio.open(place("scenes", "palette.tif"), "w", **dict(profile, count=1), driver="GTiff", compress="lzw") as file:
        file.write(palette, 1)
        file.write_colormap(1, {i: (i, 255 - i, i // 2, 255) for i in range(256)})
    with rasterio.open(place("scenes", "real.tif"), "w", **dict(profile, dtype="float32", nodata=-9999), driver="GTiff", compress="deflate", predictor=3) as file:
        file.write(pixels.astype("float32") / 255)
    copy(place("scenes", "deflate.tif"), place("scenes", "scene.img"), driver="HFA")
    for left in [n for n in os.listdir(place("scenes")) if n.endswith(".aux.xml")]:
        os.remove(place("scenes", left))
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
    picture.convert("P").save(place("pictures", "palette.tif"), compression="tiff_deflate")
    picture.convert("1").save(place("pictures", "bits.tif"), compression="group4")
    picture.convert("RGBA").save(place("pictures", "alpha.png"))
    picture.convert("L").convert("I;16").save(place("pictures", "deep.png"))
    picture.save(place("pictures", "tiled.tif"), compression="jpeg")
    picture.save(place("pictures", "g.gif"))
    picture.save(place("pictures", "h.jp2"))
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
    for name, text in settings(whole, before, after, covers).items():
        open(place("settings", name), "w").write(text)
    rarer(run, whole, place, (before, after, covers))


def rarer(run, whole, place, imagery):
    """What only some users hand over: other kinds of models, jobs, checkpoints, histories, catalogues, corrections."""
    before, after, covers = imagery
    copy_to = lambda name, *n: shutil.copytree(whole(name), place(*n))
    run("transfer", "dataset", "--out", "forest", "--turns", "1", "--classifier", "random-forest", "--trees", "5", "--quiet")
    run("transfer", "dataset", "--out", "fine", "--turns", "1", "--calibrate", "--quiet")
    run("transfer", "dataset", "--out", "coarse", "--turns", "1", "--calibrate", "--tile-pixels", "112", "--quiet")
    run("transfer", "dataset", "--out", "bytes", "--turns", "1", "--quiet")
    run("quantize", "bytes", "dataset", "--least-held-out", "1", "--max-drop", "100", "--max-flips", "100", "--quiet")
    for name in ("forest", "foreign", "fine", "coarse", "bytes"):
        copy_to(name, "models", name)
    copy_to("model", "models", "model")
    copy_to("dataset", "datasets", "dataset")
    os.makedirs(place("shards", "two"))
    shutil.copy(whole("model", "weights.safetensors"), place("weights", "whole.safetensors"))
    networks.shards(whole("model", "weights.safetensors"), place("shards", "two"))
    pictures = [os.path.join(f, n) for f, _, ns in os.walk(whole("dataset")) for n in sorted(ns) if n.endswith(".png")][:12]
    open(place("gathered", "labels.csv"), "w").write("path,class\n" + "".join("%s,%s\n" % (p, "AB"[n % 2]) for n, p in enumerate(pictures)))
    run("dataset", "gather", place("gathered", "labels.csv"), "--out", "tiny", "--quiet")
    run("transfer", "tiny", "--out", "cached", "--turns", "1", "--backbone", "small", "--tile-pixels", "32", "--feature-cache", place("caches", "cache"), "--quiet")

    # A job is shipped as an archive; a training that was killed leaves checkpoints.
    run("score", "model", before, "--spark-sql", "job.sql", "--spark-storage", whole("storage"), "--worker", "/opt/aerial-worker", "--quiet")
    archive = next(os.path.join(f, n) for f, _, ns in os.walk(whole("job.spark")) for n in ns if "job" in n or len(ns) == 1)
    shutil.unpack_archive(archive, place("jobs", "job"))
    training(whole, place("checkpoints", "training"))
    run("finetune", "tiny", "--out", "trained", "--tile-pixels", "32", "--epochs", "1", "--retrain", "last-only", "--batch-size", "8", "--quiet")
    shutil.copy(whole("trained", "training.yaml"), place("settings", "recipe.yaml"))

    run("score", "foreign", before, "--out", "h.csv", "--runs", "history.sqlite", "--quiet")
    run("evaluate", "foreign", "dataset", "--out", "evaluation", "--runs", "history.sqlite", "--quiet")
    for penalty in ("10", "100"):
        run("transfer", "dataset", "--out", "h", "--turns", "1", "--backbone", "small", "--tile-pixels", "32", "--penalty", penalty,
            "--runs", "history.sqlite", "--quiet")
    shutil.copy(whole("history.sqlite"), place("histories", "history.sqlite"))

    shutil.copy(whole("map.tif"), place("maps", "map.tif"))
    shutil.copy(whole("change", "change_map.tif"), place("maps", "change.tif"))
    shutil.copy(whole("sample", "sample.gpkg"), place("samples", "sample.gpkg"))
    with sqlite3.connect(place("samples", "sample.gpkg")) as sample:
        sample.create_function("ST_IsEmpty", 1, lambda shape: 0)
        for edge in ("MinX", "MaxX", "MinY", "MaxY"):
            sample.create_function("ST_" + edge, 1, lambda shape: 0.0)
        sample.execute("UPDATE sample SET reference = map")
    run("review", "model", "dataset", "--out", "review", "--top", "8", "--quiet")
    table = open(whole("review", "review.csv"), encoding="utf-8-sig").read().strip().split("\n")
    open(place("corrections", "corrections.csv"), "w").write("\n".join(
        line.strip() + ("," + ("mark" if n == 0 else ("accept", "keep", "drop", "Forest")[n % 4])) for n, line in enumerate(table)) + "\n")
    open(place("items", "items.json"), "w").write(items(whole(before), whole(after)))
    shapes(place)
    beside(whole, place, imagery)


def training(whole, out):
    """The checkpoints of a training that was killed after its first step."""
    os.makedirs(out)
    line = [os.path.abspath(sys.argv[1]), "finetune", "tiny", "--out", os.path.join(out, "f"), "--tile-pixels", "32", "--epochs", "2",
            "--retrain", "last-only", "--batch-size", "8", "--checkpoint-steps", "1", "--quiet"]
    run = subprocess.Popen(line, cwd=whole(), env=dict(os.environ, AERIAL_RUNS="none"))
    wanted = os.path.join(out, "f.checkpoints")
    while run.poll() is None and not (os.path.isdir(wanted) and any(n.startswith("step-") for n in os.listdir(wanted))):
        time.sleep(0.05)
    run.kill()
    run.wait()
    if not os.path.isdir(wanted):
        sys.exit("the training left no checkpoint")


def items(*scenes):
    """A collection of items whose assets lie on this machine."""
    feature = lambda n, path: {
        "type": "Feature", "stac_version": "1.0.0", "id": "item-%d" % n, "collection": "naip", "links": [],
        "geometry": {"type": "Polygon", "coordinates": [[[-84.1, 36.1], [-83.9, 36.1], [-83.9, 36.3], [-84.1, 36.3], [-84.1, 36.1]]]},
        "bbox": [-84.1, 36.1, -83.9, 36.3],
        "properties": {"datetime": "2016-07-1%dT00:00:00Z" % n, "gsd": 1, "eo:cloud_cover": 3.5, "proj:epsg": 26917, "proj:shape": [1792, 1792]},
        "assets": {"image": {"href": path, "type": "image/tiff; application=geotiff", "roles": ["data"], "file:size": os.path.getsize(path)}}}
    return json.dumps({"type": "FeatureCollection", "features": [feature(n, p) for n, p in enumerate(scenes)]}, indent=1)


def shapes(place):
    """Shapefiles: several files that belong together, each of which can be damaged."""
    for name, source in (("outline", place("areas", "outline.geojson")), ("fields", place("labels", "fields.geojson"))):
        os.makedirs(place("shapes", name))
        shapefile(json.load(open(source)), place("shapes", name, name))


def shapefile(collection, path):
    """A shapefile of polygons with a text `class`: rasterio writes none."""
    records, offsets, boxes = b"", [], []
    for number, feature in enumerate(collection["features"]):
        ring = feature["geometry"]["coordinates"][0]
        box = [f(p[i] for p in ring) for f in (min, max) for i in (0, 1)]
        body = struct.pack("<i4d3i", 5, *box, 1, len(ring), 0) + b"".join(struct.pack("<2d", *p) for p in ring)
        offsets.append((50 + len(records) // 2, len(body) // 2))
        records += struct.pack(">2i", number + 1, len(body) // 2) + body
        boxes.append(box)
    whole = [min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)]
    head = lambda length: struct.pack(">7i", 9994, 0, 0, 0, 0, 0, length) + struct.pack("<2i8d", 1000, 5, *whole, 0, 0, 0, 0)
    index = b"".join(struct.pack(">2i", *o) for o in offsets)
    open(path + ".shp", "wb").write(head(50 + len(records) // 2) + records)
    open(path + ".shx", "wb").write(head(50 + len(index) // 2) + index)
    names = [f["properties"]["class"].encode() for f in collection["features"]]
    fields = b"class".ljust(11, b"\0") + b"C" + bytes(4) + bytes([16, 0]) + bytes(14) + b"\r"
    open(path + ".dbf", "wb").write(struct.pack("<4BIHH20x", 3, 126, 1, 1, len(names), 32 + len(fields), 17) + fields
                                    + b"".join(b" " + n.ljust(16) for n in names) + b"\x1a")
    code = int(collection["crs"]["properties"]["name"].split(":")[-1])
    open(path + ".prj", "w").write(rasterio.crs.CRS.from_epsg(code).to_wkt("WKT1_ESRI"))


def beside(whole, place, imagery):
    """What lies beside a file and says more about it: each of both can be damaged."""
    before, after, covers = imagery
    for name, files in (("map", ["map.tif", "map.tif.aux.xml", "map.qml"]), ("table", ["p.csv", "p.csv.aerial.json"])):
        os.makedirs(place("beside", name))
        for file in files:
            shutil.copy(whole(file), place("beside", name, file))
    os.makedirs(place("beside", "cover"))
    with rasterio.open(whole(covers)) as cover:
        codes, profile = cover.read(1), dict(cover.profile, driver="GTiff", compress="lzw")
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=False), rasterio.open(place("beside", "cover", "cover.tif"), "w", **profile) as file:
        file.write(codes, 1)
        file.write_mask(numpy.where(codes > 20, 255, 0).astype("uint8"))
    with rasterio.open(place("beside", "cover", "cover.tif"), "r+") as file:
        file.build_overviews([2], rasterio.enums.Resampling.nearest)
    os.makedirs(place("beside", "scene"))
    copy(place("scenes", "deflate.tif"), place("beside", "scene", "scene.png"), driver="PNG", worldfile="yes")
    os.makedirs(place("beside", "fetched"))
    shutil.copy(place("scenes", "cog.tif"), place("beside", "fetched", "scene.tif"))
    open(place("beside", "fetched", "sources.json"), "w").write(json.dumps({"formatVersion": 1, "files": [{
        "file": "scene.tif", "bytes": os.path.getsize(place("scenes", "cog.tif")), "sha256": "0" * 64, "isWindow": True,
        "origin": {"item": "i", "collection": "naip", "catalogue": "https://example.org", "address": "https://example.org/a.tif", "licence": "CC0-1.0",
                   "licenceAddress": "https://example.org/l", "providers": ["USDA"], "date": "2016-07-12"}}]}))


def settings(whole, before, after, covers):
    return {
        "legend.yaml": "name: forestry\nclasses:\n  - name: Forest\n    codes: [41, 42, 43, 90]\n    color: \"#2F7D3B\"\n"
                       "  - name: Other\n    codes: [21, 22, 23, 24, 31, 52, 71, 81, 82, 95]\n    color: \"#B5D67A\"\n",
        "areas.yaml": "labels: %s\nareas:\n  - name: west\n    imagery: %s\n    date: 2016-07-12\n    rule: purity:0.7\n"
                      "    side: train\n  - name: east\n    imagery: [%s]\n    side: test\n" % (whole(covers), whole(before), whole(after)),
        "sweep.yaml": "name: s\ncommand: transfer\ndataset: %s\nmethod: grid\nparameters:\n  turns: [1]\n  penalty: [10]\noptions:\n"
                      "  test-fraction: 0.2\n  backbone: small\n  tile-pixels: 32\n" % whole("tiny"),
        "classes.yaml": "Forest: Shrub\nDeveloped: Barren\nHerbaceous: null\n",
    }


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
    open(path, "w").write("id,mark\n" + "".join("%s,%s\n" % (row[at], "accept" if n % 2 else "reject") for n, row in enumerate(rows[1:])))
    return path


if len(sys.argv) != 3:
    sys.exit(__doc__)
main(sys.argv[1], sys.argv[2])
