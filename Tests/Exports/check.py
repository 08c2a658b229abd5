#!/usr/bin/env python3
"""Runs exported models in ONNX Runtime and holds them against what scoring gives.

Usage: check.py FOLDER

FOLDER has a folder for each model: model.onnx, model.stac.json, expected.json (side, probabilities) and pixels.bin (bytes, rows of
interleaved bands), as the test `exportsForOtherPrograms` writes them. Needs numpy, onnx, onnxruntime, stac-model.
"""

import json
import pathlib
import sys

import numpy as np
import onnx
import onnxruntime
import pystac
from stac_model.schema import MLModelExtension, MLModelProperties

LIMIT = 1e-4


def probabilities(folder: pathlib.Path, pixels: np.ndarray) -> np.ndarray:
    session = onnxruntime.InferenceSession(folder / "model.onnx", providers=["CPUExecutionProvider"])
    return session.run(["probabilities"], {"pixels": pixels})[0]


def check_description(path: pathlib.Path, classes: int) -> None:
    item = pystac.Item.from_dict(json.loads(path.read_text()))
    MLModelExtension.ext(item)
    properties = MLModelProperties(**{k: v for k, v in item.properties.items() if k.startswith("mlm:")})
    assert properties.input[0].input.data_type == "uint8"
    assert len(properties.output[0].classes) == classes
    assert any("mlm:model" in asset.roles for asset in item.assets.values())


def check(folder: pathlib.Path) -> float:
    expected = json.loads((folder / "expected.json").read_text())
    rows, side = np.array(expected["probabilities"]), expected["side"]
    pixels = np.fromfile(folder / "pixels.bin", np.uint8).reshape(len(rows), side, side, -1).transpose(0, 3, 1, 2)
    onnx.checker.check_model(str(folder / "model.onnx"), full_check=True)
    given = probabilities(folder, np.ascontiguousarray(pixels))
    alone = np.concatenate([probabilities(folder, np.ascontiguousarray(pixels[i : i + 1])) for i in range(len(rows))])
    assert np.allclose(given, alone, atol=1e-5), "a batch gives other numbers than its images alone"
    assert len({tuple(np.round(row, 4)) for row in rows}) > 1, "all images have the same probabilities"
    check_description(folder / "model.stac.json", rows.shape[1])
    return float(np.abs(given - rows).max())


def main() -> int:
    worst = 0.0
    for folder in sorted(pathlib.Path(sys.argv[1]).iterdir()):
        difference = check(folder)
        worst = max(worst, difference)
        print(f"{folder.name:20} largest difference of a probability {difference:.1e}")
    return 0 if worst < LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
