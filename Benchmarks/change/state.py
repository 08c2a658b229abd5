"""A large place out of a small one, for state.sh.

usage: state.py vrt COUNTY.tif TIMES OUT.vrt        the county, TIMES times beside and below itself
       state.py ledger COUNTY.ledger TIMES TILES OUT.ledger
           what a run saw of the county's tiles (TILES a row), for each repetition, under the plan that OUT.ledger begins with
"""

import os
import struct
import sys

import rasterio

MAGIC = b"AERIAL-LEDGER-1\n"
# Of EfficientNet-lite0, in 16 bits after a step of 32.
FEATURES = 1280


def vrt(county, times, out):
    with rasterio.open(county) as source:
        width, height, bands = source.width, source.height, source.count
        reference, transform = source.crs.to_wkt(), source.transform.to_gdal()
    name = os.path.relpath(os.path.abspath(county), os.path.dirname(os.path.abspath(out)))
    colors = ["Red", "Green", "Blue", "Undefined"]
    with open(out, "w") as file:
        file.write(f'<VRTDataset rasterXSize="{width * times}" rasterYSize="{height * times}">\n')
        file.write(f"<SRS>{reference.replace('<', '&lt;')}</SRS>\n")
        file.write(f"<GeoTransform>{', '.join(map(str, transform))}</GeoTransform>\n")
        for band in range(1, bands + 1):
            file.write(f'<VRTRasterBand dataType="Byte" band="{band}"><ColorInterp>{colors[band - 1]}</ColorInterp>\n')
            for row in range(times):
                for column in range(times):
                    file.write(
                        f'<SimpleSource><SourceFilename relativeToVRT="1">{name}</SourceFilename>'
                        f"<SourceBand>{band}</SourceBand>"
                        f'<SourceProperties RasterXSize="{width}" RasterYSize="{height}" DataType="Byte"/>'
                        f'<SrcRect xOff="0" yOff="0" xSize="{width}" ySize="{height}"/>'
                        f'<DstRect xOff="{column * width}" yOff="{row * height}" xSize="{width}" ySize="{height}"/>'
                        "</SimpleSource>\n"
                    )
            file.write("</VRTRasterBand>\n")
        file.write("</VRTDataset>\n")


def checksum(data):
    """FNV-1a, 64 bits."""
    value = 0xCBF29CE484222325
    for byte in data:
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return value


def frames(data):
    assert data.startswith(MAGIC), "no ledger"
    position = len(MAGIC)
    while position + 12 <= len(data):
        (length,) = struct.unpack_from("<I", data, position)
        yield data[position : position + 12 + length]
        position += 12 + length


def outcomes(payload):
    position = 0
    while position < len(payload):
        kind, count = struct.unpack_from("<BI", payload, position)
        length = 5 + (4 * (count - FEATURES + 1) + 2 * FEATURES if kind == 0 else count)
        yield payload[position : position + length]
        position += length


def ledger(county, times, tiles, out):
    seen = [o for frame in list(frames(open(county, "rb").read()))[1:] for o in outcomes(frame[12:])]
    plan = next(frames(open(out, "rb").read()))
    rows = [b"".join(seen[start : start + tiles]) * times for start in range(0, len(seen), tiles)]
    rows = [struct.pack("<IQ", len(row), checksum(row)) + row for row in rows]
    with open(out, "wb") as file:
        file.write(MAGIC + plan)
        for _ in range(times):
            file.writelines(rows)


if __name__ == "__main__":
    if sys.argv[1] == "vrt":
        vrt(sys.argv[2], int(sys.argv[3]), sys.argv[4])
    else:
        ledger(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), sys.argv[5])
