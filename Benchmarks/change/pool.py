"""Adds up what measure.py counted: a table with a row a name and method.

    pool.py RESULTS.jsonl...
"""
import json
import sys

COLUMNS = ["changed", "found", "right", "unchanged", "flips", "labelled", "rightBefore", "rightAfter"]


def share(part, whole):
    return f"{100 * part / whole:.1f} %" if whole else "-"


def main():
    sums = {}
    rows = [json.loads(line) for path in sys.argv[1:] for line in open(path)]
    if len({row["name"] for row in rows}) > 1:
        rows += [{**row, "name": "all"} for row in rows]
    for row in rows:
        total = sums.setdefault((row["name"], row["method"]), dict.fromkeys(COLUMNS + ["expectedFalse"], 0))
        for column in total:
            total[column] += row.get(column, 0)
    print("| pairs | method | changed | found | precision | recall | false: real | promised | flips | right before | "
          "right after |")
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    for (name, method), total in sums.items():
        found = total["found"]
        promised = share(total["expectedFalse"], found) if total["expectedFalse"] else "-"
        print(f"| {name} | {method} | {total['changed']} | {found} | {share(total['right'], found)} | "
              f"{share(total['right'], total['changed'])} | {share(found - total['right'], found)} | {promised} | "
              f"{share(total['flips'], total['unchanged'])} | {share(total['rightBefore'], total['labelled'])} | "
              f"{share(total['rightAfter'], total['labelled'])} |")


if __name__ == "__main__":
    main()
