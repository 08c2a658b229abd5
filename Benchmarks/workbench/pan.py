"""A map of many tiles while two people move over it: python pan.py FOLDER [--seconds 60] [--aerial aerial]

FOLDER holds one large table of predictions. Tells how long each kind of answer takes while the map is moved and zoomed, and the
server's memory.
"""

import argparse
import asyncio
import math
import os
import random
import time

from server import Client, Server, milliseconds

arguments = argparse.ArgumentParser()
arguments.add_argument("folder")
arguments.add_argument("--seconds", type=float, default=60)
arguments.add_argument("--aerial", default=os.environ.get("AERIAL", "aerial"))
options = arguments.parse_args()


def tile(longitude, latitude, zoom):
    """Column and row of the Web Mercator tile that holds a point."""
    count = 2**zoom
    radians = math.radians(latitude)
    north = (1 - math.log(math.tan(radians) + 1 / math.cos(radians)) / math.pi) / 2
    return int((longitude + 180) / 360 * count), int(north * count)


async def move(server, table, bounds, seed, took):
    west, south, east, north = bounds
    chance = random.Random(seed)
    client = Client(server.port)

    async def ask(kind, path):
        start = time.monotonic()
        status, _ = await client.request(path)
        assert status == 200, (status, path)
        took.setdefault(kind, []).append(time.monotonic() - start)

    longitude, latitude, zoom = (west + east) / 2, (south + north) / 2, 11
    end = time.monotonic() + options.seconds
    while time.monotonic() < end:
        zoom = max(7, min(15, zoom + chance.choice([-1, 0, 0, 0, 1])))
        span = 360 / 2**zoom
        longitude = min(east, max(west, longitude + chance.uniform(-2, 2) * span))
        latitude = min(north, max(south, latitude + chance.uniform(-1, 1) * span))
        column, row = tile(longitude, latitude, zoom)
        layer = chance.choice(["classes", "confidence"])
        for x in range(column - 2, column + 3):
            for y in range(row - 1, row + 2):
                await ask("picture", f"/tiles/{table}.{layer}/{zoom}/{x}/{y}.png")
        box = f"{longitude - 2 * span:.6f},{max(-85, latitude - span):.6f},{longitude + 2 * span:.6f},{min(85, latitude + span):.6f}"
        await ask("legend's counts", f"/api/predictions/{table}/counts?box={box}")
        await ask("tile at a point", f"/api/predictions/{table}/at?lon={longitude:.6f}&lat={latitude:.6f}")
        await ask("features", f"/api/predictions/{table}/features?limit=500&box={box}")


async def main():
    server = Server(options.aerial, options.folder, len(os.sched_getaffinity(0)))
    try:
        client = Client(server.port)
        items = (await client.json("/api/project"))["items"]
        table = next(item["id"] for item in items if item["kind"] == "predictions")
        start = time.monotonic()
        described = await client.json(f"/api/predictions/{table}")
        print(f"{described['tiles']:,} tiles, read in {time.monotonic() - start:.0f} s; {server.mebibytes():.0f} MiB", flush=True)
        took = {}
        await asyncio.gather(*[move(server, table, described["bounds"], seed, took) for seed in range(2)])
        for kind, seconds in took.items():
            print(f"{kind:>16}: {len(seconds)} answers, {milliseconds(seconds)}")
        print(f"{server.mebibytes():.0f} MiB, {server.mebibytes('VmHWM'):.0f} at the peak")
    finally:
        server.stop()


asyncio.run(main())
