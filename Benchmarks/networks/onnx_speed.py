"""What a tile costs in an imported network: 'aerial score' beside ONNX Runtime, both in fp32, in turns.

usage: onnx_speed.py FOLDER PICTURES [FILE.onnx...]
FOLDER gets all that is made. PICTURES is a folder of class folders, of which some hundred pictures are taken. Without files, the networks
of onnx_import.py named in NETWORKS are exported. AERIAL names the program. Needs what onnx_import.py needs.

CPU time and time on the clock, two threads: of ONNX Runtime its own alone, the pixels ready and in batches of 16; of 'aerial score'
all that a further picture costs, reading and decoding it included (two lengths of folder, so that what comes once drops out). Medians
of ROUNDS. On a machine that does other work beside, whose load is told, the CPU time is what holds.
"""

import os
import pathlib
import resource
import statistics
import subprocess
import sys
import time

import numpy
import onnxruntime
from PIL import Image

import onnx_import
from onnx_import import AERIAL, MEAN, SIDE, SPREAD

NETWORKS = ("resnet18", "mobilenetv3", "convnext-tiny", "vit-small", "swin-tiny")
FEW, MANY, BATCH, ROUNDS = 16, int(os.environ.get("PICTURES", "144")), 16, int(os.environ.get("ROUNDS", "5"))


def folders(folder, pictures):
    paths = sorted(path for label in sorted(pictures.iterdir()) if label.is_dir() for path in sorted(label.iterdir())[:8])[:MANY]
    images = []
    for name, count in (("few", FEW), ("many", MANY)):
        (folder / name).mkdir(parents=True, exist_ok=True)
        for path in paths[:count]:
            image = Image.open(path).convert("RGB").resize((SIDE, SIDE))
            image.save(folder / name / (path.stem + ".png"))
            if name == "many":
                images.append(numpy.array(image))
    return numpy.stack(images)


def own(folder, name):
    """Seconds of scoring a folder: CPU time, and on the clock."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(
        [AERIAL, "score", str(folder / "model"), str(folder / name), "--out", str(folder / "p.csv"), "--overwrite", "--precision", "fp32",
         "--threads", "2", "--runs", "none", "--quiet"], check=True, capture_output=True)
    after, end = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    return numpy.array([after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, end - start])


def others(session, pixels):
    source = session.get_inputs()[0].name
    before = numpy.array([time.process_time(), time.perf_counter()])
    for start in range(0, len(pixels), BATCH):
        session.run(None, {source: pixels[start : start + BATCH]})
    return (numpy.array([time.process_time(), time.perf_counter()]) - before) / len(pixels)


def measure(path, folder, pixels):
    normalization = ["--mean", ",".join(map(str, MEAN)), "--std", ",".join(map(str, SPREAD))]
    imported = onnx_import.aerial("weights", "import", str(path), "--name", "trial", *normalization)
    onnx_import.aerial(
        "transfer", str(folder / "data"), "--backbone", "trial", "--out", str(folder / "model"), "--overwrite", "--runs", "none",
        "--turns", "1", "--penalty", "1", "--test-fraction", "0")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 2
    # Threads that wait must not look as if they worked.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    others(session, pixels[:BATCH])
    rounds = [((own(folder, "many") - own(folder, "few")) / (MANY - FEW), others(session, pixels)) for _ in range(ROUNDS)]
    kept = "as a file" if imported["unknownLayers"] else "layer by layer"
    load = f"load {os.getloadavg()[0]:.1f}"
    for kind, name in enumerate(("CPU time", "clock")):
        mine, other = (statistics.median(times[kind] for times in side) for side in zip(*rounds))
        ratio = statistics.median(other[kind] / mine[kind] for mine, other in rounds)
        print(
            f"{path.stem:<24} {name:<8} aerial {1e3 * mine:6.1f} ms, ONNX Runtime {1e3 * other:6.1f} ms a tile ({1 / mine:5.1f} and "
            f"{1 / other:5.1f} tiles/s): {ratio:.2f} times as fast, {kept}, {load}", flush=True)


def main():
    folder, pictures = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    images = folders(folder, pictures)
    onnx_import.dataset(folder / "data", pictures)
    os.environ["AERIAL_HOME"] = str(folder / "home")
    pixels = numpy.ascontiguousarray((((images / 255) - MEAN) / SPREAD).astype("float32").transpose(0, 3, 1, 2))
    onnx_import.NETWORKS = {name: onnx_import.NETWORKS[name] for name in NETWORKS}
    for path in [pathlib.Path(name) for name in sys.argv[3:]] or onnx_import.exported(folder):
        if path.stem.endswith("-dynamo"):
            continue
        measure(path, folder, pixels)


if __name__ == "__main__":
    main()
