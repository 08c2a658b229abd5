"""Runs the contenders in turns on the same files and prints medians as Markdown.

usage: measure.py WORK --tiles N --slow-tiles N --rounds N --aerial PROGRAM [--backbones A,B] [--sources tiles,scene.tif]
                  [--precisions fp32,bf16,int8]
"""
import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import time

here = os.path.dirname(os.path.abspath(__file__))
PYTHON = {"eager": "PyTorch eager fp32", "tuned": "PyTorch channels_last, frozen (bf16 where native)",
          "onnx": "ONNX Runtime fp32"}
SOURCES = {"tiles": "PNG folder", "scene.tif": "GeoTIFF"}
# glibc would give PyTorch's large blocks back to the kernel after every operation.
KEPT_MEMORY = {"MALLOC_MMAP_THRESHOLD_": "1073741824", "MALLOC_TRIM_THRESHOLD_": "17179869184",
               "MALLOC_TOP_PAD_": "268435456"}


def timed(command, env):
    """Seconds of a command from start to end, and what it wrote to stdout."""
    start = time.monotonic()
    process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    output, errors = process.communicate()
    wall = time.monotonic() - start
    if process.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}:\n{errors[-2000:]}")
    return wall, output


class Contender:
    def __init__(self, name, tiles, command, probe=None, env=None):
        """`probe`, run beside and not timed here, tells the network's own speed of the same run."""
        self.name, self.tiles, self.command, self.probe, self.env = name, tiles, command, probe, env or {}
        self.seconds, self.shares, self.network = [], [], []

    def run(self, env):
        env = dict(env, **self.env)
        wall, output = timed(self.command, env)
        if not self.probe:
            summary = json.loads(output)
            assert summary["tiles"] == self.tiles, summary
            self.seconds.append(summary["seconds"])
        else:
            self.seconds.append(wall)
            summary = json.loads(timed(self.probe, env)[1])
            assert summary["tiles"] == summary["scored"] == self.tiles, summary
            self.network.append(summary["networkTilesPerSecond"])
            self.shares.append(summary["tilesPerSecond"] / summary["networkTilesPerSecond"])

    @property
    def rate(self):
        return self.tiles / statistics.median(self.seconds)


def product(arguments, backbone, precision, source, tiles):
    out = f"{arguments.work}/out.csv"
    command = [arguments.aerial, "score", f"{arguments.work}/{backbone}", source, "--out", out, "--precision", precision,
               "--threads", str(arguments.threads), "--json", "--quiet"]
    return Contender(f"Aerial {precision}", tiles, command, probe=command + ["--network-speed"])


def python(arguments, kind, backbone, source, tiles):
    command = [sys.executable, f"{here}/contender.py", kind, f"{arguments.work}/{backbone}", source,
               f"{arguments.work}/out-{kind}.csv", "--tiles", str(tiles), "--threads", str(arguments.threads)]
    return Contender(PYTHON[kind], tiles, command, env=KEPT_MEMORY if kind == "tuned" else None)


def table(title, contenders):
    eager = next((each.rate for each in contenders if each.name == PYTHON["eager"]), None)
    lines = [f"### {title}", "", "| pipeline | tiles | seconds | tiles/s | against eager | its network alone | share |",
             "|---|---|---|---|---|---|---|"]
    for each in contenders:
        network = f"{statistics.median(each.network):.0f}" if each.network else ""
        share = f"{100 * statistics.median(each.shares):.0f} %" if each.shares else ""
        ratio = f"{each.rate / eager:.1f} x" if eager else ""
        seconds = statistics.median(each.seconds)
        lines.append(f"| {each.name} | {each.tiles} | {seconds:.1f} | {each.rate:.1f} | {ratio} | {network} | {share} |")
    return "\n".join(lines) + "\n"


def processor():
    with open("/proc/cpuinfo") as file:
        text = file.read()
    name = next((line.split(":")[1].strip() for line in text.splitlines() if line.startswith("model name")), "")
    known = ["avx2", "avx512f", "avx512_vnni", "avx512_bf16", "amx_int8", "amx_bf16"]
    return f"{name}, {os.cpu_count()} cores, {' '.join(each for each in known if ' ' + each in text)}"


def has_bfloat16():
    return any(each in processor() for each in ("avx512_bf16", "amx_bf16"))


def versions():
    import onnxruntime
    import PIL
    import rasterio
    import torch
    return (f"Python {platform.python_version()}, torch {torch.__version__}, onnxruntime {onnxruntime.__version__}, "
            f"Pillow {PIL.__version__}, rasterio {rasterio.__version__}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("work")
    parser.add_argument("--tiles", type=int, required=True)
    parser.add_argument("--slow-tiles", type=int, required=True, help="for the Python pipelines")
    parser.add_argument("--rounds", type=int, required=True)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--aerial", required=True)
    parser.add_argument("--backbones", default="efficientnet-lite0,resnet18")
    parser.add_argument("--sources", default=",".join(SOURCES))
    parser.add_argument("--precisions", default="fp32,bf16,int8")
    arguments = parser.parse_args()
    precisions = [each for each in arguments.precisions.split(",") if each != "bf16" or has_bfloat16()]
    env = dict(os.environ, AERIAL_RUNS="none")
    print(f"Processor: {processor()}. {arguments.rounds} rounds in turns, medians. Start-up is part of "
          "Aerial's figures and not of the others'.")
    print(f"{subprocess.check_output([arguments.aerial, '--version'], text=True).strip()}; {versions()}\n", flush=True)
    for backbone in arguments.backbones.split(","):
        for source in arguments.sources.split(","):
            path = f"{arguments.work}/{source}"
            contenders = [python(arguments, each, backbone, path, arguments.slow_tiles) for each in PYTHON]
            contenders += [product(arguments, backbone, each, path, arguments.tiles) for each in precisions]
            for _ in range(arguments.rounds):
                for each in contenders:
                    each.run(env)
            print(table(f"{backbone}, {SOURCES[source]}", contenders), flush=True)


if __name__ == "__main__":
    main()
