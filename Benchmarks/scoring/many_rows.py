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
# Degrees by a tile's breadth and height in the county's corner: near enough for where a tile is shown.
corner = {name: float(first[at[name]]) for name in ("min_lon", "min_lat", "max_lon", "max_lat")}
wide, high = corner["max_lon"] - corner["min_lon"], corner["max_lat"] - corner["min_lat"]
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
                 first[at["crs"]], f"{corner['min_lon'] + wide * column:.7f}", f"{corner['min_lat'] - high * row:.7f}",
                 f"{corner['max_lon'] + wide * column:.7f}", f"{corner['max_lat'] - high * row:.7f}",
                 *rest[row % height, column % width]])
