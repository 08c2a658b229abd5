"""Adds up what measure.py counted: one table, a row a name, the plain comparison of the labels beside.

    pool.py RESULTS.jsonl...
"""
import json
import sys

SUMS = ["tiles", "changed", "found", "right", "unchanged", "flips", "expectedFalse", "expected", "rightAtPlain"]


def share(part, whole):
    return f"{100 * part / whole:.1f} %" if whole else "-"


def pooled(rows):
    total = {column: sum(row.get(column, 0) for row in rows) for column in SUMS}
    precisions = [row["averagePrecision"] for row in rows if row.get("averagePrecision") is not None]
    total["averagePrecision"] = sum(precisions) / len(precisions) if precisions else None
    total["pairs"] = len(rows)
    return total


def line(name, ours, plain):
    found, right, changed = ours["found"], ours["right"], ours["changed"]
    ranking = "-" if ours["averagePrecision"] is None else f"{ours['averagePrecision']:.3f}"
    return [name, ours["pairs"], ours["tiles"], changed, f"{ours['expected']:.1f}", found, share(right, found),
            share(right, changed), ranking, share(found - right, found), share(ours["expectedFalse"], found),
            plain["found"], plain["right"], f"{ours['rightAtPlain']:.0f}", share(ours["flips"], ours["unchanged"]),
            share(plain["flips"], plain["unchanged"])]


def main():
    rows = [json.loads(text) for path in sys.argv[1:] for text in open(path)]
    print("| world | pairs | tiles | changed | expected | listed | precision | recall | average precision | false: real | "
          "false: promised | plain: listed | plain: right | ours at that length | flips | plain: flips |")
    print("|---" * 16 + "|")
    for name in dict.fromkeys(row["name"] for row in rows):
        own = [row for row in rows if row["name"] == name]
        ours = pooled([row for row in own if not row["method"].startswith("labels alone")])
        plain = pooled([row for row in own if row["method"].startswith("labels alone")])
        print("| " + " | ".join(str(value) for value in line(name, ours, plain)) + " |")


if __name__ == "__main__":
    main()
