"""Compares what `aerial change --json` wrote with what was planted.

    measure.py CHANGE_FOLDER TRUTH

TRUTH is truth.json of plant.py, or changes.geojson of `aerial synth`. One JSON line: precision, recall and realised false
share of the candidates, the share of unchanged tiles with another class at the second date, and the same for the plain
comparison of the two label maps where predictions are given with --before and --after (CSV of `aerial score`).
"""
import argparse
import csv
import json
import pathlib

import rasterio


def changed_tiles(path):
    content = json.loads(path.read_text())
    if "features" in content:
        return {tile for feature in content["features"] for tile in feature["properties"]["tiles"]}
    return set(content["changed"])


def figures(found, changed):
    right = len(found & changed)
    return {"found": len(found), "precision": right / len(found) if found else None, "recall": right / len(changed)}


def labels(path):
    with open(path, newline="") as file:
        return {row["id"]: row["pred_label"] for row in csv.DictReader(file) if row["status"] == "scored"}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("truth", type=pathlib.Path)
    parser.add_argument("--before", type=pathlib.Path)
    parser.add_argument("--after", type=pathlib.Path)
    parser.add_argument("--target", default="Developed")
    options = parser.parse_args()
    changed = changed_tiles(options.truth)
    with open(options.folder / "candidates.csv", newline="") as file:
        result = figures({row["id"] for row in csv.DictReader(file)}, changed)
    with rasterio.open(options.folder / "change.tif") as file:
        _, start, end = file.read()
    flips = [start[row, column] != end[row, column] for row in range(start.shape[0]) for column in range(start.shape[1])
             if start[row, column] != 255 and f"r{row:04d}_c{column:04d}" not in changed]
    result["flips"] = sum(map(int, flips)) / len(flips)
    if options.before and options.after:
        first, second = labels(options.before), labels(options.after)
        new = {tile for tile in first if first[tile] != options.target and second.get(tile) == options.target}
        result["labels alone"] = figures(new, changed)
        same = [tile for tile in first if tile not in changed and tile in second]
        result["labels alone"]["flips"] = sum(first[tile] != second[tile] for tile in same) / len(same)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
