"""Repeats the predictions of a county over a larger place: python many_rows.py COUNTY.csv SIDE OUT.csv

SIDE is the number of tiles along a side of the place, so OUT.csv has SIDE x SIDE rows on one grid.
"""

import csv
import sys

source, side, out = sys.argv[1], int(sys.argv[2]), sys.argv[3]
with open(source, newline="") as file:
    table = csv.reader(file)
    header = next(table)
    rows = list(table)
at = {name: header.index(name) for name in header}
first = rows[0]
west, north = float(first[at["min_x"]]), float(first[at["max_y"]])
tile = float(first[at["max_x"]]) - west
county = {(int(row[at["row"]]), int(row[at["column"]])): row for row in rows}
height, width = (1 + max(index[axis] for index in county) for axis in (0, 1))
rest = {index: row[at["filepath"]:] for index, row in county.items()}

with open(out, "w", newline="") as file:
    writer = csv.writer(file)
    writer.writerow(header)
    for row in range(side):
        top = north - tile * row
        for column in range(side):
            left = west + tile * column
            writer.writerow(
                [f"r{row:04d}_c{column:04d}", first[at["source"]], row, column, left, top - tile, left + tile, top,
                 first[at["crs"]], *first[at["min_lon"]:at["max_lat"] + 1], *rest[row % height, column % width]])
