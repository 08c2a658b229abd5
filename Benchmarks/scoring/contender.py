"""One Python pipeline from files to a CSV of classes, as a user writes it. Prints as JSON how many tiles it did in how many
seconds and CPU seconds, without the time that it took to start.

usage: contender.py eager|tuned|onnx MODEL INPUT OUT --tiles N --threads N    (INPUT: a folder of PNGs or of scenes, or a scene)
"""
import argparse
import csv
import glob
import json
import os
import tempfile
import time

import numpy as np

TILE = 224


class PictureFolder:
    def __init__(self, folder, count):
        self.paths = sorted(glob.glob(os.path.join(folder, "*.png")))[:count]

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, index):
        from PIL import Image
        with Image.open(self.paths[index]) as picture:
            return self.paths[index], np.asarray(picture.convert("RGB")).transpose(2, 0, 1)


class SceneWindows:
    """Tiles of 224 m of one scene or of a folder of scenes, through 224 pixels, in the order of the scenes' rows."""

    def __init__(self, path, count):
        self.paths = sorted(glob.glob(os.path.join(path, "*.tif"))) if os.path.isdir(path) else [path]
        self.windows, self.scenes = [], {}
        for number in range(len(self.paths)):
            scene = self.scene(number)
            side = TILE / scene.transform.a
            rows, columns = int(scene.height // side), int(scene.width // side)
            self.windows += [(number, row, column, side) for row in range(rows) for column in range(columns)]
        self.windows, self.scenes = self.windows[:count], {}

    def scene(self, number):
        """The scene on a grid of metres: one in degrees is warped as it is read."""
        import rasterio
        from rasterio.enums import Resampling
        from rasterio.vrt import WarpedVRT
        if number not in self.scenes:
            scene = rasterio.open(self.paths[number])
            if scene.crs and scene.crs.is_geographic:
                zone = 32601 + int((scene.bounds.left + 180) // 6)
                scene = WarpedVRT(scene, crs=f"EPSG:{zone}", resampling=Resampling.bilinear)
            # One open scene: two hundred would hold two hundred blocks' memory.
            self.scenes = {number: scene}
        return self.scenes[number]

    def __len__(self):
        return len(self.windows)

    def __getitem__(self, index):
        from rasterio.enums import Resampling
        from rasterio.windows import Window
        number, row, column, side = self.windows[index]
        pixels = self.scene(number).read(
            [1, 2, 3], window=Window(column * side, row * side, side, side), out_shape=(3, TILE, TILE),
            resampling=Resampling.bilinear)
        return f"{number}_r{row}_c{column}", pixels if pixels.dtype == np.uint8 else (pixels >> 4).astype(np.uint8)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("kind", choices=["eager", "tuned", "onnx"])
    parser.add_argument("model")
    parser.add_argument("input")
    parser.add_argument("out")
    parser.add_argument("--tiles", type=int, required=True)
    parser.add_argument("--threads", type=int, required=True)
    arguments = parser.parse_args()
    import torch
    import networks

    torch.set_num_threads(arguments.threads)
    network, classes = networks.load(arguments.model)
    if glob.glob(os.path.join(arguments.input, "*.png")):
        data = PictureFolder(arguments.input, arguments.tiles)
    else:
        data = SceneWindows(arguments.input, arguments.tiles)
    loader = torch.utils.data.DataLoader(data, batch_size=32, num_workers=arguments.threads)
    mean = torch.tensor(network.mean).view(1, 3, 1, 1)
    deviation = torch.tensor(network.deviation).view(1, 3, 1, 1)

    if arguments.kind == "onnx":
        infer = onnx_session(network, arguments.threads)
    elif arguments.kind == "tuned":
        infer = tuned(network)
    else:
        infer = network
    start, cpu = time.monotonic(), cpu_seconds()
    with torch.inference_mode(), open(arguments.out, "w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["id", "pred_label", "confidence"])
        for names, pixels in loader:
            probabilities = infer((pixels.float() - mean) / deviation).float().softmax(1)
            confidence, best = probabilities.max(1)
            rows.writerows(zip(names, [classes[each] for each in best], confidence.tolist()))
    # The loader's processes have ended with its last batch.
    print(json.dumps({"tiles": len(data), "seconds": time.monotonic() - start, "cpuSeconds": cpu_seconds() - cpu}))


def cpu_seconds():
    """Of this process and of those that it started and that have ended."""
    return sum(os.times()[:4])


def tuned(network):
    """Channels last, in bfloat16 where the processor has it (as fast as frozen, faster than autocast), else frozen."""
    import torch
    flags = open("/proc/cpuinfo").read()
    network = network.to(memory_format=torch.channels_last)
    if "avx512_bf16" in flags or "amx_bf16" in flags:
        network = network.bfloat16()
        return lambda x: network(x.bfloat16().to(memory_format=torch.channels_last))
    with torch.no_grad():
        frozen = torch.jit.freeze(torch.jit.trace(network, torch.zeros(32, 3, TILE, TILE)))
    return lambda x: frozen(x.to(memory_format=torch.channels_last))


def onnx_session(network, threads):
    import onnxruntime
    import torch
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "network.onnx")
        torch.onnx.export(network, (torch.zeros(1, 3, TILE, TILE),), path, input_names=["pixels"],
                          dynamic_axes={"pixels": {0: "batch"}}, dynamo=False)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    return lambda x: torch.from_numpy(session.run(None, {"pixels": x.numpy()})[0])


if __name__ == "__main__":
    main()
