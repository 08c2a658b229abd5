"""What 'aerial' does with networks of torchvision and timm that come as ONNX files: a row a network.

usage: onnx_layers.py FOLDER PICTURES [FILE.onnx...]
FOLDER gets all that is made. PICTURES is a folder of class folders, of which sixteen pictures are taken. Without files, the networks
below with random weights are exported by PyTorch's older exporter. AERIAL names the program. Needs what onnx_import.py needs.

Columns: how far the features are from ONNX Runtime's, as a share of the largest; whether 'score', 'finetune' (an epoch) and
'score --detail' take the network; and for which layers it is run as the file that it is.
"""

import os
import pathlib
import sys
import warnings

import onnx_import
from onnx_import import LIMIT, MEAN, SPREAD, aerial

NETWORKS = {
    "resnet18": "torchvision", "resnet50": "torchvision", "mobilenet_v3_small": "torchvision", "densenet121": "torchvision",
    "vgg11_bn": "torchvision", "squeezenet1_1": "torchvision", "shufflenet_v2_x1_0": "torchvision", "googlenet": "torchvision",
    "convnext_tiny": "torchvision", "mobilenetv2_100": "timm", "convnext_atto": "timm", "regnety_002": "timm", "efficientnet_b0": "timm",
    "ghostnet_100": "timm", "repvgg_a0": "timm", "mobileone_s0": "timm", "res2net50_26w_4s": "timm", "mixnet_s": "timm", "dpn68": "timm",
    "fastvit_t8": "timm", "hrnet_w18_small": "timm", "darknet53": "timm", "inception_v4": "timm", "vit_tiny_patch16_224": "timm",
}


def exported(folder):
    import timm
    import torch
    import torchvision

    warnings.filterwarnings("ignore")
    torch.manual_seed(1)
    for name, library in NETWORKS.items():
        path = folder / f"{name}.onnx"
        if not path.exists():
            more = {"aux_logits": False, "init_weights": True} if name == "googlenet" else {}
            make = timm.create_model if library == "timm" else torchvision.models.get_model
            network = make(name, **more).eval()
            for layer in network.modules():
                if isinstance(layer, torch.nn.BatchNorm2d):
                    layer.running_mean.normal_(0, 0.2)
                    layer.running_var.uniform_(0.5, 1.5)
            torch.onnx.export(
                network, torch.randn(2, 3, onnx_import.SIDE, onnx_import.SIDE), path, input_names=["image"], opset_version=17,
                dynamo=False, dynamic_axes={"image": {0: "batch"}})
        yield path


def tried(*words):
    try:
        aerial(*words, "--overwrite", "--runs", "none")
        return "yes"
    except RuntimeError as error:
        return f"no ({str(error).splitlines()[-1].removeprefix('Error: ')[:90]})"


def row(path, folder, images):
    worst, unknown = onnx_import.check(path, folder, images)
    data, model, own = (str(folder / name) for name in ("data", "model", "own"))
    scored = tried("score", model, data, "--out", str(folder / "p.csv"))
    tuned = tried("finetune", data, "--backbone", "trial", "--out", own, "--epochs", "1", "--batch-size", "4", "--test-fraction", "0.25")
    fits = "yes" if worst <= LIMIT else "NO"
    if tuned == "yes":
        scored += ", " + tried("score", own, data, "--out", str(folder / "p.csv"))
    detail = tried("score", model, str(folder / "scene.tif"), "--out", str(folder / "p.gpkg"), "--detail", str(folder / "d.tif"))
    return worst <= LIMIT, f"| {path.stem} | {fits}, {worst:.0e} | {scored} | {tuned} | {detail} | {', '.join(unknown[:4]) or '-'} |"


def scene(path):
    """Two tiles of noise, a metre a pixel."""
    import numpy
    import rasterio

    pixels = numpy.random.default_rng(1).integers(1, 256, (3, 224, 448), dtype="uint8")
    place = rasterio.transform.from_origin(500_000, 4_000_000, 1, 1)
    with rasterio.open(path, "w", driver="GTiff", width=448, height=224, count=3, dtype="uint8", crs="EPSG:26917", transform=place) as out:
        out.write(pixels)


def main():
    folder, pictures = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    images = onnx_import.dataset(folder / "data", pictures)
    scene(folder / "scene.tif")
    os.environ["AERIAL_HOME"] = str(folder / "home")
    print("| network | as ONNX Runtime | `score` | `finetune` | `--detail` | run as a file for |\n|---|---|---|---|---|---|")
    failed = 0
    for path in [pathlib.Path(name) for name in sys.argv[3:]] or exported(folder):
        try:
            agrees, line = row(path, folder, images)
            print(line, flush=True)
            failed += not agrees
        except RuntimeError as error:
            print(f"| {path.stem} | not imported: {error} |", flush=True)
            failed += 1
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
