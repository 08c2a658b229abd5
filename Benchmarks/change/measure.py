"""Compares what `aerial change` wrote with what is known to have changed.

    measure.py CHANGE_FOLDER TRUTH [--name NAME]

TRUTH is truth.json of plant.py, or changes.geojson of `aerial synth`. Two JSON lines of counts, which pool.py adds up: one
of the candidates, one of the plain comparison of the two label maps (not the target before, the target after). Flips are
unchanged tiles with another class at the second date; right are those tiles whose class is the label of truth.json.
Needs rasterio.
"""
import argparse
import csv
import json
import pathlib

import rasterio


def truth(path):
    content = json.loads(path.read_text())
    if "features" in content:
        return {tile for feature in content["features"] for tile in feature["properties"]["tiles"]}, {}
    return set(content["changed"]), content["labels"]


def maps(path):
    """For each tile its class before, after, and after by the labels alone."""
    with rasterio.open(path) as file:
        bands = file.read([2, 3, 4])
        names = dict(part.split(" ", 1) for part in file.tags()["AERIAL_CLASSES"].split("; "))
    return {f"r{row:04d}_c{column:04d}": [names[str(value)] for value in bands[:, row, column]]
            for row in range(bands.shape[1]) for column in range(bands.shape[2]) if bands[0, row, column] != 255}


def counts(method, found, tiles, after, changed, labels):
    same = [tile for tile in tiles if tile not in changed]
    known = [tile for tile in same if labels.get(tile)]
    return {"method": method, "changed": len(changed), "found": len(found),
            "right": len(found & changed), "unchanged": len(same),
            "flips": sum(tiles[tile][0] != tiles[tile][after] for tile in same), "labelled": len(known),
            "rightBefore": sum(tiles[tile][0] == labels[tile] for tile in known),
            "rightAfter": sum(tiles[tile][after] == labels[tile] for tile in known)}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("truth", type=pathlib.Path)
    parser.add_argument("--name", default="")
    parser.add_argument("--method", default="aerial change")
    parser.add_argument("--target", default="Developed")
    options = parser.parse_args()
    changed, labels = truth(options.truth)
    tiles = maps(options.folder / "change.tif")
    with open(options.folder / "candidates.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    ours = counts(options.method, {row["id"] for row in rows}, tiles, 1, changed, labels)
    ours["expectedFalse"] = sum(1 - float(row["probability"]) for row in rows)
    new = {tile for tile, (before, _, after) in tiles.items() if before != options.target and after == options.target}
    for result in (ours, counts(f"labels alone, {options.method}", new, tiles, 2, changed, labels)):
        print(json.dumps({"name": options.name, **result}))


if __name__ == "__main__":
    main()
