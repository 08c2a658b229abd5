"""The service under load: python load.py FOLDER IMAGES [--minutes 10] [--aerial aerial]

FOLDER holds a model (a demo's folder, say), IMAGES pictures of tiles. Tells predictions per second beside `score` on the
same pictures, in turns; how long answers take at half of that; and whether the server answers, and in how much memory, while a
thousand connections stay half open, bodies are too large and ten thousand requests are malformed.
"""

import argparse
import asyncio
import glob
import os
import random
import re
import resource
import statistics
import subprocess
import tempfile
import time

from server import Client, Server, milliseconds

arguments = argparse.ArgumentParser()
arguments.add_argument("folder")
arguments.add_argument("images")
arguments.add_argument("--minutes", type=float, default=10)
arguments.add_argument("--rounds", type=int, default=5)
arguments.add_argument("--aerial", default=os.environ.get("AERIAL", "aerial"))
options = arguments.parse_args()
threads = len(os.sched_getaffinity(0))
paths = sorted(glob.glob(os.path.join(options.images, "**", "*.png"), recursive=True))
pictures = [open(path, "rb").read() for path in paths]
random.seed(1)


async def predict(client, model, picture):
    start = time.monotonic()
    status, _ = await client.request(f"/api/models/{model}/predict", picture, "image/png")
    return status, time.monotonic() - start


async def predictions(server, model, connections, work):
    """Sends the pictures over so many connections, as fast as they are answered."""
    waiting = iter(work)

    async def send():
        client = Client(server.port)
        return [(await predict(client, model, picture))[0] for picture in waiting]

    start, cpu = time.monotonic(), server.cpu_seconds()
    statuses = sum(await asyncio.gather(*[send() for _ in range(connections)]), [])
    assert set(statuses) == {200}, set(statuses)
    return len(statuses) / (time.monotonic() - start), 1000 * (server.cpu_seconds() - cpu) / len(statuses)


def score(model, folder):
    with tempfile.TemporaryDirectory() as scratch:
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        told = subprocess.run(
            [options.aerial, "score", model, folder, "--out", f"{scratch}/p.csv", "--runs", "none", "--json"],
            check=True, capture_output=True, text=True).stdout
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    scored = int(re.search(r'"scored" *: *(\d+)', told)[1])
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return scored / (time.monotonic() - start), 1000 * cpu / scored


async def at_rate(server, model, rate, seconds):
    """Requests at random moments, so many a second, whether or not the earlier ones are answered."""
    free, tasks, seconds_each = [], [], []

    async def one():
        client = free.pop() if free else Client(server.port)
        status, took = await predict(client, model, random.choice(pictures))
        assert status == 200, status
        seconds_each.append(took)
        free.append(client)

    end = time.monotonic() + seconds
    while time.monotonic() < end:
        tasks.append(asyncio.create_task(one()))
        await asyncio.sleep(random.expovariate(rate))
    await asyncio.gather(*tasks)
    return seconds_each


async def half_open(server, count):
    """Connections that send the beginning of a request and no more."""
    held = []
    for _ in range(count):
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(b"GET /api/project HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
        held.append(writer)
    return held


async def raw(server, text, patience=5):
    """The status of what a server answers to these bytes; None where it closes the connection or says nothing."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    try:
        writer.write(text)
        writer.write_eof()
        line = await asyncio.wait_for(reader.readline(), patience)
        return int(line.split()[1]) if line.startswith(b"HTTP/1.1 ") else None
    except (ConnectionError, TimeoutError, asyncio.TimeoutError):
        return None
    finally:
        writer.close()


def malformed(addresses):
    """A request in which something is wrong."""
    path = random.choice(addresses)
    host = b"Host: localhost\r\n"
    junk = random.randbytes(random.randrange(1, 400))
    query = b"?" + b"&".join(
        name + b"=" + random.choice([b"", b"-1", b"1e999", b"nan", b"9" * 30, b"%", b"%00", b"a,b,c,d", b"%ff%fe", b"../../etc/passwd"])
        for name in random.sample([b"box", b"limit", b"lon", b"lat", b"offset", b"after", b"class", b"path", b"run", b"metric"], 3))
    bodies = [b"{", b"[" * 5000, b"null", b'{"marks":[{}]}', b'{"id":1e400}', b'{"a":"\\ud800"}', junk, b""]
    body = random.choice(bodies)
    method = random.choice([b"GET", b"POST", b"PUT", b"DELETE", b"PATCH", b"HEAD", b"OPTIONS", b"BREW", junk[:5]])
    return random.choice([
        junk,
        method + b" " + path + query + b" HTTP/1.1\r\n" + host + b"\r\n",
        b"GET " + path + junk.replace(b"\n", b"") + b" HTTP/1.1\r\n" + host + b"\r\n",
        b"GET " + path + b" HTTP/9.9\r\n" + host + b"\r\n",
        b"GET " + path + b" HTTP/1.1\r\n\r\n",
        b"GET " + path + b" HTTP/1.1\r\nHost: elsewhere.example\r\n\r\n",
        b"GET " + path + b" HTTP/1.1\r\n" + host + b"X: " + b"y" * 40000 + b"\r\n\r\n",
        method + b" " + path + b" HTTP/1.1\r\n" + host + b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body,
        method + b" " + path + b" HTTP/1.1\r\n" + host + b"Content-Length: -5\r\n\r\n" + body,
        b"POST " + path + b" HTTP/1.1\r\n" + host + b"Content-Length: 100\r\n\r\n" + body[:50],
        b"POST " + path + b" HTTP/1.1\r\n" + host + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n" + junk,
        b"POST " + path + b" HTTP/1.1\r\n" + host + b"Content-Type: image/png\r\nContent-Length: %d\r\n\r\n" % len(junk) + junk,
    ])


async def too_large(server, model):
    """Statuses for bodies over the limits: one that says so, one that does not, and JSON."""
    head = f" HTTP/1.1\r\nHost: localhost\r\n".encode()
    picture = b"POST /api/models/" + model.encode() + b"/predict" + head + b"Content-Type: image/png\r\n"
    chunk = b"100000\r\n" + bytes(1 << 20) + b"\r\n"
    return [
        await raw(server, picture + b"Content-Length: 99999999999\r\n\r\n" + bytes(1 << 16)),
        await raw(server, picture + b"Transfer-Encoding: chunked\r\n\r\n" + chunk * 40 + b"0\r\n\r\n"),
        await raw(server, b"POST /api/jobs" + head + b"Content-Type: application/json\r\nContent-Length: 1000000\r\n\r\n" + b" " * 1000000),
    ]


async def main():
    server = Server(options.aerial, options.folder, threads)
    try:
        await measure(server)
    finally:
        print("ended by SIGTERM with", server.stop())


async def measure(server):
    client = Client(server.port)
    items = (await client.json("/api/project"))["items"]
    model = next(item for item in items if item["kind"] == "model")
    model_path = os.path.join(os.path.dirname(os.path.abspath(options.folder)), model["name"])
    described = (await client.json("/api/openapi.json"))["paths"]
    addresses = [re.sub(r"\{[^}]*\}", model["id"], path).encode() for path in described]

    work = (pictures * (1 + 1000 // len(pictures)))[:1000]
    with tempfile.TemporaryDirectory() as folder:
        for number, picture in enumerate(work):
            with open(f"{folder}/{number}.png", "wb") as file:
                file.write(picture)
        await predictions(server, model["id"], 64, work[:100])
        rounds = [(await predictions(server, model["id"], 64, work), score(model_path, folder)) for _ in range(options.rounds)]
    (rate, served_cpu), (scored, scored_cpu) = [
        [statistics.median(figure) for figure in zip(*column)] for column in zip(*rounds)]
    print(f"predictions: {rate:.0f}/s, {served_cpu:.1f} CPU-ms each; score: {scored:.0f}/s, {scored_cpu:.1f} CPU-ms each, start included")
    print(f"share of score's speed: {rate / scored:.2f} by the clock, {scored_cpu / served_cpu:.2f} by CPU time (medians of {options.rounds} in turns)")
    print("at half of that:", milliseconds(await at_rate(server, model["id"], rate / 2, 30)), flush=True)

    held = await half_open(server, 1000)
    took = []
    for _ in range(200):
        start = time.monotonic()
        status, _ = await client.request("/api/project")
        assert status == 200, status
        took.append(time.monotonic() - start)
    print(f"beside {len(held)} connections that are half open: {milliseconds(took)}; {server.mebibytes():.0f} MiB", flush=True)
    for writer in held:
        writer.close()

    print("bodies over the limit:", await too_large(server, model["id"]), f"{server.mebibytes():.0f} MiB")
    statuses = {}
    for _ in range(10_000 // 50):
        for status in await asyncio.gather(*[raw(server, malformed(addresses)) for _ in range(50)]):
            statuses[status] = statuses.get(status, 0) + 1
    assert server.is_alive and (await Client(server.port).request("/api/project"))[0] == 200
    print("10,000 malformed requests:", dict(sorted(statuses.items(), key=str)), f"{server.mebibytes():.0f} MiB", flush=True)

    samples = []

    async def watch():
        while True:
            samples.append(server.mebibytes())
            await asyncio.sleep(1)

    watcher = asyncio.create_task(watch())
    took = await at_rate(server, model["id"], rate / 2, 60 * options.minutes)
    watcher.cancel()
    tenth = max(1, len(samples) // 10)
    tenths = [f"{statistics.median(samples[at:at + tenth]):.0f}" for at in range(0, tenth * 10, tenth)]
    print(f"{len(took)} predictions in {options.minutes:g} minutes: {milliseconds(took)}; MiB by tenths: {', '.join(tenths)}")


asyncio.run(main())
