"""ONNX files in, features out: those of 'aerial' beside ONNX Runtime's on the same pictures.

usage: onnx_import.py FOLDER PICTURES [FILE.onnx...]
FOLDER gets all that is made. PICTURES is a folder of class folders, of which sixteen pictures are taken. Without files, networks of
torchvision and timm with random weights are exported by both of PyTorch's exporters. AERIAL names the program. Needs torch,
torchvision, timm, onnx, onnxruntime, pillow and safetensors.
"""

import json
import logging
import os
import pathlib
import subprocess
import sys
import warnings

import numpy
import onnx
import onnxruntime
from PIL import Image
from safetensors.numpy import load_file

AERIAL = os.environ.get("AERIAL", "aerial")
MEAN, SPREAD = numpy.array([0.485, 0.456, 0.406]), numpy.array([0.229, 0.224, 0.225])
LIMIT = 1e-4
SIDE = 224

NETWORKS = {
    "resnet18": lambda tv, timm: tv.resnet18(),
    "resnet50d": lambda tv, timm: timm.create_model("resnet50d"),
    "mobilenetv3": lambda tv, timm: tv.mobilenet_v3_large(),
    "mobilenetv3-timm": lambda tv, timm: timm.create_model("mobilenetv3_large_100"),
    "efficientnet-b0": lambda tv, timm: tv.efficientnet_b0(),
    "efficientnet-b0-timm": lambda tv, timm: timm.create_model("efficientnet_b0"),
    "efficientnet-lite0-timm": lambda tv, timm: timm.create_model("tf_efficientnet_lite0"),
    "regnety": lambda tv, timm: timm.create_model("regnety_004"),
    "densenet121": lambda tv, timm: tv.densenet121(),
    "squeezenet": lambda tv, timm: tv.squeezenet1_1(),
    "alexnet": lambda tv, timm: tv.alexnet(),
    "convnext-tiny": lambda tv, timm: tv.convnext_tiny(),
    "vit-small": lambda tv, timm: timm.create_model("vit_small_patch16_224"),
    "swin-tiny": lambda tv, timm: tv.swin_t(),
}


def exported(folder):
    import timm
    import torch
    import torchvision

    warnings.filterwarnings("ignore")
    logging.disable(logging.CRITICAL)
    torch.manual_seed(1)
    for name, make in NETWORKS.items():
        network = make(torchvision.models, timm).eval()
        for layer in network.modules():
            if isinstance(layer, torch.nn.BatchNorm2d):
                layer.running_mean.normal_(0, 0.2)
                layer.running_var.uniform_(0.5, 1.5)
        image = torch.randn(2, 3, SIDE, SIDE)
        for kind in ("script", "dynamo"):
            path = folder / f"{name}-{kind}.onnx"
            if kind == "script":
                torch.onnx.export(
                    network, image, path, input_names=["image"], opset_version=17, dynamo=False,
                    dynamic_axes={"image": {0: "batch"}})
            else:
                torch.onnx.export(
                    network, (image,), path, dynamo=True, external_data=False, verbose=False,
                    dynamic_shapes=({0: torch.export.Dim("batch")},))
            yield path


def dataset(folder, pictures):
    classes = sorted(path for path in pictures.iterdir() if path.is_dir())[:2]
    images = []
    for label in classes:
        (folder / label.name).mkdir(parents=True, exist_ok=True)
        for path in sorted(label.iterdir())[:8]:
            image = Image.open(path).convert("RGB").resize((SIDE, SIDE))
            image.save(folder / label.name / (path.stem + ".png"))
            images.append(numpy.array(image))
    return numpy.stack(images)


def reference(path, features, images):
    """ONNX Runtime's features of normalised images; of an export of 'aerial', which takes bytes, of the bytes."""
    model = onnx.load(path)
    del model.graph.output[:]
    model.graph.output.append(onnx.helper.make_empty_tensor_value_info(features))
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    source = session.get_inputs()[0]
    pixels = images.transpose(0, 3, 1, 2)
    if source.type != "tensor(uint8)":
        pixels = (((images / 255) - MEAN) / SPREAD).astype("float32").transpose(0, 3, 1, 2)
    rows = [session.run([features], {source.name: numpy.ascontiguousarray(pixels[i : i + 1])})[0] for i in range(len(pixels))]
    return numpy.concatenate(rows).reshape(len(pixels), -1)


def aerial(*words):
    done = subprocess.run([AERIAL, *words, "--json", "--quiet"], capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr.strip())
    return json.loads(done.stdout)


def check(path, folder, images):
    bytes_in = onnx.load(path).graph.input[0].type.tensor_type.elem_type == onnx.TensorProto.UINT8
    normalization = [] if bytes_in else ["--mean", ",".join(map(str, MEAN)), "--std", ",".join(map(str, SPREAD))]
    imported = aerial("weights", "import", str(path), "--name", "trial", *normalization)
    aerial(
        "transfer", str(folder / "data"), "--backbone", "trial", "--out", str(folder / "model"), "--overwrite", "--runs",
        "none", "--turns", "1", "--penalty", "1", "--test-fraction", "0", "--save-features", str(folder / "features.safetensors"))
    own = load_file(folder / "features.safetensors")["train.features"]
    other = reference(path, imported["features"], images)
    # The program orders images by itself: each row is held against the nearest.
    scale = numpy.abs(other).max()
    worst = max(numpy.abs(other - row).max(axis=1).min() for row in own) / scale
    return worst, imported["unknownLayers"]


def main():
    folder, pictures = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    images = dataset(folder / "data", pictures)
    os.environ["AERIAL_HOME"] = str(folder / "home")
    files = [pathlib.Path(name) for name in sys.argv[3:]] or exported(folder)
    failed = 0
    for path in files:
        try:
            worst, unknown = check(path, folder, images)
            kept = f"as a file: {', '.join(unknown[:5])}" if unknown else "layer by layer"
            print(f"{path.stem:<34} {worst:.1e} from ONNX Runtime, {kept}", flush=True)
            failed += worst > LIMIT
        except RuntimeError as error:
            print(f"{path.stem:<34} {error}", flush=True)
            failed += 1
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
