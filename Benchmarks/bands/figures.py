"""What one journey came to: accuracy of held-out tiles, recall by class, what 'transfer' says of the bands, what was scored.

usage: figures.py NAME FOLDER BANDS
"""

import csv
import json
import pathlib
import sys

name, folder, bands = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3]
metrics = json.loads((folder / f"evaluation-{bands}" / "metrics.json").read_text())
transfer = json.loads((folder / f"transfer-{bands}.json").read_text())
print(f"{name}, {bands}: {100 * metrics['accuracy']:.1f} % of {metrics['counts']['evaluated']} held-out tiles")
for label, figures in metrics["classes"].items():
    if figures["support"]:
        print(f"    {label:<16} {figures['support']:>4} tiles, {100 * figures['recall']:5.1f} % found")
if transfer.get("bandGain") is not None:
    low, gain, high = (100 * transfer[key] for key in ("bandGainLow", "bandGain", "bandGainHigh"))
    verdict = "they help" if low > 0 else "they do harm" if high < 0 else "no difference is shown"
    print(f"    the other bands: {gain:+.1f} points (95 % interval {low:.1f} to {high:.1f}), {verdict}")
with open(folder / f"scored-{bands}.csv") as file:
    rows = list(csv.DictReader(file))
print(f"    scored: {sum(row['status'] == 'scored' for row in rows)} of {len(rows)} tiles")
