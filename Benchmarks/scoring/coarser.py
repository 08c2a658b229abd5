"""Accuracy on held-out tiles beside CPU milliseconds a tile, for models that see the same ground through fewer pixels.

usage: coarser.py AERIAL WORK "PIXELS" "SEEDS" "COUNTIES" ROUNDS      WORK: as coarser.sh makes it
"""
import csv
import json
import os
import resource
import statistics
import subprocess
import sys


def accuracy(folders):
    """Right of all judged tiles of all folders, in per cent, and how many there are."""
    rights = []
    for folder in folders:
        with open(f"{folder}/predictions.csv", newline="") as file:
            rights += [row["label"] == row["pred_label"] for row in csv.DictReader(file)]
    return 100 * sum(rights) / len(rights), len(rights)


def layouts(scene, work):
    """The place without overviews, and as COGs whose overviews average."""
    made = {"1 m DEFLATE": scene}
    for name, options in [("1 m DEFLATE COG", ["-co", "COMPRESS=DEFLATE", "-co", "PREDICTOR=YES"]),
                          ("0.6 m JPEG COG", ["-co", "COMPRESS=JPEG", "-b", "1", "-b", "2", "-b", "3", "-tr", "0.6", "0.6",
                                              "-r", "bilinear"])]:
        path = f"{work}/{name.replace(' ', '_')}.tif"
        if not os.path.exists(path):
            subprocess.run(["gdal_translate", "-q", "-of", "COG", "-co", "OVERVIEW_RESAMPLING=AVERAGE", *options, scene,
                            path + ".part.tif"], check=True)
            os.rename(path + ".part.tif", path)
        made[name] = path
    return made


def score(aerial, model, scene, out, *options):
    """Tiles, seconds, and the CPU seconds of the whole process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run = subprocess.run([aerial, "score", model, scene, "--out", out, "--overwrite", "--quiet", "--json", *options],
                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    figures = json.loads(run.stdout)
    return figures["tiles"], figures["seconds"], after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def speed(aerial, model, scene, out, rounds, options=()):
    """Tiles a second and CPU milliseconds a tile, without the start of the process: a run of a few tiles is taken off."""
    rates, costs = [], []
    for _ in range(rounds):
        few, _, start = score(aerial, model, scene, out, "--sample-fraction", "0.01", *options)
        tiles, seconds, total = score(aerial, model, scene, out, *options)
        rates.append(tiles / seconds)
        costs.append(1000 * (total - start) / (tiles - few))
    return statistics.median(rates), statistics.median(costs)


def main():
    aerial, work = sys.argv[1:3]
    pixels, seeds, counties = (text.split() for text in sys.argv[3:6])
    rounds = int(sys.argv[6])
    scenes = layouts(f"{work}/place/imagery_before.tif", work)
    heads = [f"{name}: tiles/s | CPU ms a tile" for name in scenes]
    print("| pixels | images, right | county, right | " + " | ".join(heads) + " |", flush=True)
    print("|---" * (3 + 2 * len(scenes)) + "|")
    for side in pixels:
        judged = [accuracy([f"{work}/judged-{kind}-{side}-{seed}" for seed in made])
                  for kind, made in [("images", seeds), ("county", counties)]]
        cells = [f"{share:.2f} % of {count}" for share, count in judged]
        for scene in scenes.values():
            rate, cost = speed(aerial, f"{work}/county-{side}-{counties[0]}", scene, f"{work}/out.csv", rounds)
            cells += [f"{rate:.0f}", f"{cost:.2f}"]
        print(f"| {side} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
