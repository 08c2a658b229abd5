"""Writes predictions of a square of tiles whose classes are drawn by lot: a map of their many small patches is large.

usage: patches.py TILES_A_SIDE
"""

import random
import sys

side = int(sys.argv[1])
random.seed(side)
classes = ["Developed", "Cultivated", "Forest", "Shrub", "Barren", "Herbaceous"]
print(
    "id,source,row,column,min_x,min_y,max_x,max_y,crs,min_lon,min_lat,max_lon,max_lat,filepath,label,pred_label,confidence,"
    + ",".join(f"p_{name}" for name in classes)
    + ",status,reason"
)
for row in range(side):
    for column in range(side):
        west, north = 300_000 + 224 * column, 4_700_000 - 224 * row
        name = random.choice(classes)
        shares = ",".join("1" if each == name else "0" for each in classes)
        print(
            f"r{row:04}_c{column:04},scene.tif,{row},{column},{west},{north - 224},{west + 224},{north},EPSG:26919,"
            f"-71.4,42.5,-71.3,42.6,,,{name},1,{shares},scored,"
        )
