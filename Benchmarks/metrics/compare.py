"""Compares the figures of `aerial evaluate` with scikit-learn's on the same predictions.

usage: compare.py EVALUATION
Needs numpy, scipy and scikit-learn. Ends with 0 only if every figure agrees to 1e-9.
"""

import csv
import json
import sys

import numpy as np
from scipy.optimize import brentq
from scipy.special import log_softmax
from sklearn import metrics

TOLERANCE = 1e-9
BINS = 15  # of equal width, as in Guo et al. 2017

folder = sys.argv[1]
figures = json.load(open(f"{folder}/metrics.json"))
with open(f"{folder}/predictions.csv", newline="") as file:
    rows = [row for row in csv.DictReader(file) if row["status"] == "scored" and row["label"]]
names = figures["classNames"]
labels = list(range(len(names)))
reference = np.array([names.index(row["label"]) for row in rows])
predicted = np.array([names.index(row["pred_label"]) for row in rows])
# What is compared is arithmetic, not printing: probabilities are 32-bit numbers, written so that they read back.
probabilities = np.array([[float(row["p_" + name]) for name in names] for row in rows], np.float32).astype(float)
worst = 0.0


def compare(name, ours, theirs):
    global worst
    distance = abs(ours - theirs)
    worst = max(worst, distance)
    print(f"{name:28} {ours:.12f} {theirs:.12f} {distance:.1e}")


def calibration_error(confidence, right):
    error = 0.0
    for k in range(BINS):
        inside = (confidence > k / BINS) & (confidence <= (k + 1) / BINS)
        if inside.any():
            error += abs(right[inside].mean() - confidence[inside].mean()) * inside.mean()
    return error


print(f"{len(rows)} predictions, {len(names)} classes\n{'figure':28} {'aerial':14} {'scikit-learn':14} distance")
assert np.array_equal(figures["confusion"], metrics.confusion_matrix(reference, predicted, labels=labels))
compare("accuracy", figures["accuracy"], metrics.accuracy_score(reference, predicted))
compare("balanced accuracy", figures["balancedAccuracy"], metrics.balanced_accuracy_score(reference, predicted))
compare("kappa", figures["kappa"], metrics.cohen_kappa_score(reference, predicted))
compare("top-2 accuracy", figures["top2Accuracy"], metrics.top_k_accuracy_score(reference, probabilities, k=2, labels=labels))
by_class = metrics.precision_recall_fscore_support(reference, predicted, labels=labels, zero_division=np.nan)
for index, name in enumerate(names):
    ours = figures["classes"][name]
    for position, key in enumerate(["precision", "recall", "f1"]):
        theirs = by_class[position][index]
        # A figure that does not exist is null here and not a number there.
        if ours[key] is None:
            assert np.isnan(theirs) or key == "f1", (name, key, theirs)
        else:
            compare(f"{key} of {name}"[:28], ours[key], theirs)
    assert ours["support"] == by_class[3][index]
confidence, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == reference
compare("expected calibration error", figures["ece"], calibration_error(confidence, right))

if figures.get("calibration"):
    logits = np.log(np.maximum(probabilities, 1e-30))

    def slope(inverse):
        expected = (np.exp(log_softmax(logits * inverse, axis=1)) * logits).sum(axis=1)
        return (expected - logits[np.arange(len(rows)), reference]).mean()

    low, high = 1 / 20, 20
    if slope(low) < 0 < slope(high):
        compare("temperature", figures["calibration"]["temperature"], 1 / brentq(slope, low, high, xtol=1e-15))
    loss = -log_softmax(logits, axis=1)[np.arange(len(rows)), reference].mean()
    compare("log loss", figures["calibration"]["lossBefore"], loss)

print(f"largest distance {worst:.1e}, allowed {TOLERANCE:.0e}")
sys.exit(worst > TOLERANCE)
