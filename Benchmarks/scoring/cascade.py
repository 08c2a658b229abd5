"""Accuracy and cost of 'score FINE --first COARSE' beside the fine and the coarse model alone.

usage: cascade.py AERIAL WORK IMAGES "SEEDS" "COUNTIES" "PIXELS" ROUNDS     WORK: as cascade.sh makes it; the first of PIXELS is fine
"""
import csv
import json
import os
import subprocess
import sys

from coarser import speed

LOSSES = ["0.5", "1", "2"]


def judged(aerial, model, folders, out, options):
    """Right or wrong of each labelled tile, and how many tiles the finer model looked at; None where it is refused."""
    run = subprocess.run([aerial, "score", model, *folders, "--out", out, "--overwrite", "--quiet", "--json", *options],
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if run.returncode:
        return None, run.stderr.decode().strip()
    figures = json.loads(run.stdout)
    with open(out, newline="") as file:
        rights = [row["label"] == row["pred_label"] for row in csv.DictReader(file)]
    return rights, figures.get("passedTiles", 0) / figures["tiles"]


def held_out(model, images, folder):
    """Links to the images that a model kept from its training, by class."""
    with open(f"{model}/model.json") as file:
        names = json.load(file)["trainingData"]["heldOutTiles"]
    for name in names:
        link = f"{folder}/{name}"
        os.makedirs(os.path.dirname(link), exist_ok=True)
        if not os.path.lexists(link):
            os.symlink(os.path.abspath(f"{images}/{name}"), link)
    return folder


def cases(work, images, seeds, counties, fine):
    """Kind, model by its pixels, and folders to be judged on."""
    for seed in seeds:
        own = held_out(f"{work}/cascade-images-{fine}-{seed}", images, f"{work}/held-out-{seed}")
        yield "images", lambda side, seed=seed: f"{work}/cascade-images-{side}-{seed}", [own]
    for seed in counties:
        others = [f"{work}/county-{other}/dataset/{part}" for other in counties if other != seed for part in ("train", "test")]
        yield "county", lambda side, seed=seed: f"{work}/cascade-county-{side}-{seed}", others


def main():
    aerial, work, images = sys.argv[1:4]
    seeds, counties, pixels = (text.split() for text in sys.argv[4:7])
    rounds = int(sys.argv[7])
    fine = pixels[0]
    ways = [(fine, None, None)] + [(side, None, None) for side in pixels[1:]]
    ways += [(fine, side, loss) for side in pixels[1:] for loss in LOSSES]
    scene = f"{work}/place/imagery_before.tif"
    print("| model | images, right | needed the fine one | county, right | needed the fine one | county: tiles/s | CPU ms a tile |")
    print("|---" * 7 + "|", flush=True)
    for side, first, loss in ways:
        totals = {"images": ([], []), "county": ([], [])}
        refusals = set()
        for kind, model, folders in cases(work, images, seeds, counties, fine):
            options = ["--first", model(first), "--max-loss", loss] if first else []
            rights, passed = judged(aerial, model(side), folders, f"{work}/out.csv", options)
            if rights is None:
                refusals.add(kind)
                print(passed, file=sys.stderr)
                continue
            totals[kind][0].extend(rights)
            totals[kind][1].append(passed)
        name = f"{first}, then {side}, {loss} points" if first else side
        cells = [name]
        for kind, (rights, passed) in totals.items():
            if kind in refusals:
                cells += ["refused", ""]
            else:
                cells += [f"{100 * sum(rights) / len(rights):.2f} % of {len(rights)}",
                          f"{100 * sum(passed) / len(passed):.0f} %" if first else ""]
        if "county" in refusals:
            cells += ["", ""]
        else:
            model = f"{work}/cascade-county-{{}}-{counties[0]}"
            options = ["--first", model.format(first), "--max-loss", loss] if first else []
            rate, cost = speed(aerial, model.format(side), scene, f"{work}/out.csv", rounds, options)
            cells += [f"{rate:.0f}", f"{cost:.2f}"]
        print("| " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
