"""Flips training labels of a folder dataset and measures what `aerial review` finds of them. See run.sh."""

import argparse
import csv
import json
import os
import random
import shutil
import struct
import subprocess

import numpy as np
from cleanlab.filter import find_label_issues
from cleanlab.rank import get_label_quality_scores
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

SHARE = 0.1


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("out")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--per-class", type=int, default=1000, help="at most so many pictures a class")
    parser.add_argument("--aerial", default="aerial")
    return parser.parse_args()


class Program:
    def __init__(self, path):
        self.path = path

    def run(self, *words):
        done = subprocess.run(
            [self.path, *words, "--quiet", "--json", "--runs", "none", "--overwrite"], capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"{' '.join(words)}: {done.stderr}")
        return json.loads(done.stdout)

    def train(self, dataset, model, *words):
        return self.run("transfer", dataset, "--out", model, "--turns", "1", *words)["accuracy"]


def listing(folder):
    """All pictures with their classes, sorted."""
    return [
        (name, os.path.join(folder, name, file))
        for name in sorted(os.listdir(folder)) if os.path.isdir(os.path.join(folder, name))
        for file in sorted(os.listdir(os.path.join(folder, name)))
    ]


def write(items, out):
    """A dataset of links: (side, class, file)."""
    shutil.rmtree(out, ignore_errors=True)
    for side, name, file in items:
        place = os.path.join(out, side, name)
        os.makedirs(place, exist_ok=True)
        os.symlink(os.path.abspath(file), os.path.join(place, os.path.basename(file)))


def tensors(path):
    with open(path, "rb") as file:
        size = struct.unpack("<Q", file.read(8))[0]
        header = json.loads(file.read(size))
        data = file.read()
    return {
        name: np.frombuffer(data[slice(*entry["data_offsets"])], "<f4").reshape(entry["shape"])
        for name, entry in header.items() if name != "__metadata__"
    }


def out_of_fold(features, labels, seed):
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.01, max_iter=300))
    folds = StratifiedKFold(5, shuffle=True, random_state=seed)
    return cross_val_predict(model, features, labels, cv=folds, method="predict_proba")


def found(ranking, flipped):
    """Precision and recall of as many as were flipped."""
    first = ranking[: len(flipped)]
    return sum(name in flipped for name in first) / len(flipped)


def shares(suspects, flipped):
    right = sum(name in flipped for name in suspects)
    return f"{len(suspects)} named, precision {right / max(1, len(suspects)):.3f}, recall {right / len(flipped):.3f}"


def corrections(path, rows, mark):
    with open(path, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["rank", "path", "label", "suggested", "probability", "mark"])
        for row in rows:
            writer.writerow([row["rank"], row["path"], row["label"], row["suggested"], row["probability"], mark(row)])
    return path


def main():
    args = arguments()
    rng = random.Random(args.seed)
    program = Program(args.aerial)
    os.makedirs(args.out, exist_ok=True)
    clean = os.path.join(args.out, "clean")
    items = []
    by_class = {}
    for name, file in listing(args.folder):
        by_class.setdefault(name, []).append(file)
    for name, files in by_class.items():
        files = rng.sample(files, min(len(files), args.per_class))
        held_out = set(rng.sample(files, len(files) // 5))
        items += [("test" if file in held_out else "train", name, file) for file in files]
    write(items, clean)
    names = sorted(by_class)

    features = os.path.join(args.out, "features.safetensors")
    model = os.path.join(args.out, "model")
    accuracy = program.train(clean, model, "--save-features", features, "--seed", str(args.seed))
    print(f"seed {args.seed}: held-out accuracy with all labels right {100 * accuracy:.2f} %")
    known = tensors(features)
    labels = known["train.labels"].astype(int)
    probabilities = out_of_fold(known["train.features"], labels, args.seed)
    confusable = {}
    for index, name in enumerate(names):
        mean = probabilities[labels == index].mean(axis=0)
        mean[index] = -1
        confusable[name] = names[int(mean.argmax())]

    for kind in ["random", "confusable"]:
        training = [position for position, item in enumerate(items) if item[0] == "train"]
        chosen = set(rng.sample(training, int(SHARE * len(training))))
        noisy, flipped, truth = [], set(), {}
        for position, (side, name, file) in enumerate(items):
            label = name
            if position in chosen:
                label = confusable[name] if kind == "confusable" else rng.choice([n for n in names if n != name])
            path = f"{side}/{label}/{os.path.basename(file)}"
            truth[path] = name
            if position in chosen:
                flipped.add(path)
            noisy.append((side, label, file))
        folder = os.path.join(args.out, kind)
        write(noisy, folder)
        cache = os.path.join(args.out, f"cache-{kind}")
        before = program.train(
            folder, model, "--save-features", features, "--feature-cache", cache, "--seed", str(args.seed))
        review = os.path.join(args.out, f"review-{kind}")
        summary = program.run("review", model, folder, "--out", review, "--top", "100000", "--feature-cache", cache, "--seed", str(args.seed))
        with open(os.path.join(review, "review.csv"), newline="") as file:
            rows = list(csv.DictReader(file))
        suspects = rows[: summary["suspects"]]
        print(f"\n{kind}: {len(flipped)} of {len(training)} training labels flipped")
        print(f"  first {len(flipped)} listed         precision = recall {found([r['path'] for r in rows], flipped):.3f}")
        program.run("review", model, folder, "--out", review, "--feature-cache", cache, "--seed", str(args.seed))
        with open(os.path.join(review, "review.csv"), newline="") as file:
            suspects = list(csv.DictReader(file))
        print(f"  named by review           {shares([r['path'] for r in suspects], flipped)}")

        # cleanlab, on the features that aerial wrote: one row a training image, by path.
        known = tensors(features)
        labels = known["train.labels"].astype(int)
        paths = sorted((path for path in truth if path.startswith("train/")), key=lambda path: path.split("/")[1:])
        probabilities = out_of_fold(known["train.features"], labels, args.seed)
        for method in ["normalized_margin", "self_confidence"]:
            scores = get_label_quality_scores(labels, probabilities, method=method)
            ranking = [paths[index] for index in np.argsort(scores, kind="stable")]
            print(f"  cleanlab, {method:<17} precision = recall {found(ranking, flipped):.3f}")
        issues = find_label_issues(labels, probabilities, return_indices_ranked_by="normalized_margin")
        print(f"  named by cleanlab         {shares([paths[index] for index in issues], flipped)}")

        marks = os.path.join(args.out, "corrections.csv")
        first = rows[: len(flipped)]
        cases = {
            "before": None,
            "suspects dropped": (suspects, lambda row: "drop"),
            "suspects relabelled": (suspects, lambda row: "accept"),
            f"first {len(flipped)} corrected by a person": (
                first, lambda row: "keep" if truth[row["path"]] == row["label"] else truth[row["path"]]),
        }
        for case, marked in cases.items():
            figure = before
            if marked:
                corrections(marks, *marked)
                figure = program.train(folder, model, "--corrections", marks, "--feature-cache", cache, "--seed", str(args.seed))
            print(f"  held-out accuracy, {case:<34} {100 * figure:.2f} %")


main()
