"""Held-out accuracy against the number of labels: tiles that `aerial suggest` names beside tiles drawn at random.

usage: suggest.py FOLDER OUT [--seeds 5] [--first 105] [--step 105] [--rounds 3] [--aerial aerial]
FOLDER holds a folder of pictures a class (UC Merced). A fifth is held out. Both ways begin with the same labels.
"""

import argparse
import csv
import json
import math
import os
import random
import shutil
import statistics
import subprocess


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("out")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--first", type=int, default=105)
    parser.add_argument("--step", type=int, default=105)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--per-class", type=int, default=1000, help="at most so many pictures a class")
    parser.add_argument("--aerial", default="aerial")
    return parser.parse_args()


def run(aerial, *words):
    done = subprocess.run(
        [aerial, *words, "--quiet", "--json", "--runs", "none", "--overwrite"], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(words)}: {done.stderr}")
    return json.loads(done.stdout)


def links(items, out):
    """A dataset of links: (side, class, file)."""
    shutil.rmtree(out, ignore_errors=True)
    for side, name, file in items:
        os.makedirs(os.path.join(out, side, name), exist_ok=True)
        os.symlink(file, os.path.join(out, side, name, os.path.basename(file)))


def trained(args, place, labelled, held_out, seed):
    dataset = os.path.join(place, "dataset")
    links([("train", n, f) for n, f in labelled] + [("test", n, f) for n, f in held_out], dataset)
    model = os.path.join(place, "model")
    return model, run(args.aerial, "transfer", dataset, "--out", model, "--turns", "1", "--seed", str(seed))["accuracy"]


def suggested(args, place, model, pool, seed):
    folder = os.path.join(place, "pool")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    for _, file in pool:
        os.symlink(file, os.path.join(folder, os.path.basename(file)))
    out = os.path.join(place, "suggest")
    run(args.aerial, "suggest", model, folder, "--images", "--out", out, "--count", str(args.step), "--seed", str(seed))
    with open(os.path.join(out, "suggestions.csv"), newline="") as file:
        names = {os.path.basename(row["id"]) for row in csv.DictReader(file)}
    return [item for item in pool if os.path.basename(item[1]) in names]


def one(args, seed):
    rng = random.Random(seed)
    files = {}
    for name in sorted(os.listdir(args.folder)):
        folder = os.path.join(args.folder, name)
        if os.path.isdir(folder):
            files[name] = [os.path.abspath(os.path.join(folder, file)) for file in sorted(os.listdir(folder))]
    held_out, pool = [], []
    for name, paths in files.items():
        paths = rng.sample(paths, min(len(paths), args.per_class))
        chosen = set(rng.sample(paths, len(paths) // 5))
        held_out += [(name, path) for path in paths if path in chosen]
        pool += [(name, path) for path in paths if path not in chosen]
    first = []
    for name in files:
        first += rng.sample([item for item in pool if item[0] == name], args.first // len(files))
    curves = {}
    for way in ["random", "suggest"]:
        place = os.path.join(args.out, f"seed{seed}-{way}")
        os.makedirs(place, exist_ok=True)
        labelled, draw = list(first), random.Random(1000 + seed)
        model, accuracy = trained(args, place, labelled, held_out, seed)
        curve = [(len(labelled), accuracy)]
        for _ in range(args.rounds):
            known = set(labelled)
            rest = [item for item in pool if item not in known]
            labelled += draw.sample(rest, args.step) if way == "random" else suggested(args, place, model, rest, seed)
            model, accuracy = trained(args, place, labelled, held_out, seed)
            curve.append((len(labelled), accuracy))
        curves[way] = curve
        print(f"seed {seed}, {way}: " + ", ".join(f"{count}: {100 * share:.2f} %" for count, share in curve), flush=True)
    return curves


def interval(values):
    # Student's t, 95 %, of up to ten values.
    t = {2: 12.71, 3: 4.30, 4: 3.18, 5: 2.78, 6: 2.57, 7: 2.45, 8: 2.36, 9: 2.31, 10: 2.26}[len(values)]
    return f"{100 * statistics.mean(values):6.2f} +- {100 * t * statistics.stdev(values) / math.sqrt(len(values)):.2f}"


def main():
    args = arguments()
    runs = [one(args, seed) for seed in range(1, args.seeds + 1)]
    print("\nlabels   random           suggest          difference (95 % intervals)")
    for step in range(args.rounds + 1):
        columns = {way: [run[way][step][1] for run in runs] for way in ["random", "suggest"]}
        difference = [b - a for a, b in zip(columns["random"], columns["suggest"])]
        cells = [interval(values) for values in [columns["random"], columns["suggest"], difference]]
        print(f"{runs[0]['random'][step][0]:>6}   " + "   ".join(cells))


main()
