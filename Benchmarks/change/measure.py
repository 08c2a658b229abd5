"""Compares what `aerial change` wrote with what is known to have changed.

    measure.py CHANGE_FOLDER TRUTH [--name NAME]

TRUTH is truth.json of plant.py, or changes.geojson of `aerial synth`. Two JSON lines of counts, which pool.py adds up: one
of the candidates, one of the plain comparison of the two label maps (not the target before, the target after). Flips are
unchanged tiles with another class at the second date; right are those tiles whose class is the label of truth.json.
Expected is the sum of all probabilities; at the plain comparison's own length so many of the likeliest tiles are right
(`rightAtPlain`); the average precision is that of the ranking by probability, in per cent as change.tif has it, equal
ones counted together. A changed tile without imagery by the program's words counts as missed. Needs rasterio.
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


def read(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def maps(path):
    """For each tile its class before, after, and after by the labels alone; and its probability in per cent."""
    with rasterio.open(path) as file:
        chances, bands = file.read(1), file.read([2, 3, 4])
        names = dict(part.split(" ", 1) for part in file.tags()["AERIAL_CLASSES"].split("; "))
    places = {f"r{row:04d}_c{column:04d}": (row, column)
              for row in range(bands.shape[1]) for column in range(bands.shape[2]) if bands[0, row, column] != 255}
    return ({tile: [names[str(value)] for value in bands[:, row, column]] for tile, (row, column) in places.items()},
            {tile: int(chances[place]) for tile, place in places.items()})


def average_precision(chances, changed):
    """The mean of the precision over the right tiles, equal chances counted together; None where nothing changed."""
    found, right, total = 0, 0, 0.0
    for chance in sorted(set(chances.values()), reverse=True):
        level = [tile for tile, value in chances.items() if value == chance]
        hits = len(changed.intersection(level))
        found, right = found + len(level), right + hits
        total += hits * right / found
    return total / len(changed) if changed else None


def right_among_likeliest(chances, changed, length):
    """How many of so many likeliest tiles changed; of equal ones as many as on average."""
    right = 0.0
    for chance in sorted(set(chances.values()), reverse=True):
        level = [tile for tile, value in chances.items() if value == chance]
        share = min(1, length / len(level)) if length > 0 else 0
        right += share * len(changed.intersection(level))
        length -= len(level)
    return right


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
    parser.add_argument("--tiles", type=int, default=0, help="for the table; 0 for those with imagery at both dates")
    parser.add_argument("--without", type=pathlib.Path, help="a table of marks: its tiles are left out")
    options = parser.parse_args()
    changed, labels = truth(options.truth)
    tiles, chances = maps(options.folder / "change.tif")
    rows = read(options.folder / "candidates.csv")
    if options.without:
        marked = {row["id"] for row in read(options.without)}
        changed = changed - marked
        tiles = {tile: value for tile, value in tiles.items() if tile not in marked}
        chances = {tile: value for tile, value in chances.items() if tile not in marked}
        rows = [row for row in rows if row["id"] not in marked]
    ours = counts(options.method, {row["id"] for row in rows}, tiles, 1, changed, labels)
    ours["expectedFalse"] = sum(1 - float(row["probability"]) for row in rows)
    ours["expected"] = sum(chances.values()) / 100
    ours["averagePrecision"] = average_precision(chances, changed)
    new = {tile for tile, (before, _, after) in tiles.items() if before != options.target and after == options.target}
    ours["rightAtPlain"] = right_among_likeliest(chances, changed, len(new))
    for result in (ours, counts(f"labels alone, {options.method}", new, tiles, 2, changed, labels)):
        print(json.dumps({"name": options.name, "tiles": options.tiles or len(tiles), **result}))


if __name__ == "__main__":
    main()
