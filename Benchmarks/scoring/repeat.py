"""Writes a VRT that shows a scene again and again: COLUMNS x ROWS tiles of 224 pixels, as large as wanted, a few kilobytes.
The copies share no decoded blocks, so that each costs what a scene of its own would.

usage: repeat.py SCENE OUT.vrt COLUMNS ROWS
"""
import os
import sys

import rasterio

TILE = 224


def sources(path, band, size, block, width, height):
    for top in range(0, height, size[1]):
        for left in range(0, width, size[0]):
            part = f'xSize="{min(size[0], width - left)}" ySize="{min(size[1], height - top)}"'
            yield (f'<SimpleSource><SourceFilename shared="0">{path}</SourceFilename><SourceBand>{band}</SourceBand>'
                   f'<SourceProperties RasterXSize="{size[0]}" RasterYSize="{size[1]}" DataType="Byte" '
                   f'BlockXSize="{block[1]}" BlockYSize="{block[0]}"/><SrcRect xOff="0" yOff="0" {part}/>'
                   f'<DstRect xOff="{left}" yOff="{top}" {part}/></SimpleSource>')


def main():
    scene, out, columns, rows = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    width, height = columns * TILE, rows * TILE
    with rasterio.open(scene) as raster:
        size, block = (raster.width, raster.height), raster.block_shapes[0]
    bands = "".join(
        f'<VRTRasterBand dataType="Byte" band="{band}"><ColorInterp>{color}</ColorInterp>'
        + "".join(sources(os.path.abspath(scene), band, size, block, width, height)) + "</VRTRasterBand>"
        for band, color in enumerate(["Red", "Green", "Blue"], 1))
    with open(out, "w") as file:
        file.write(f'<VRTDataset rasterXSize="{width}" rasterYSize="{height}"><SRS>EPSG:26917</SRS>'
                   f"<GeoTransform>500000,1,0,4400000,0,-1</GeoTransform>{bands}</VRTDataset>")


if __name__ == "__main__":
    main()
