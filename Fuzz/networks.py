"""Small networks as the files that others write: ONNX, PyTorch's .pth, shards with their index. For seeds.py."""

import json
import os
import struct
import zipfile


def varint(number):
    number &= (1 << 64) - 1
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes(out + bytes([number]))


def field(number, value):
    """A field of a Protocol Buffers message: whole numbers, texts and messages."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    value = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(value)) + value


def values(name, shape, numbers):
    dimensions = b"".join(field(1, d) for d in shape)
    return field(5, dimensions + field(2, 1) + field(8, name) + field(9, struct.pack("<%df" % len(numbers), *numbers)))


def node(kind, inputs, outputs, **attributes):
    body = b"".join(field(1, i) for i in inputs) + b"".join(field(2, o) for o in outputs) + field(4, kind)
    for name, value in attributes.items():
        many = isinstance(value, list)
        numbers = b"".join(field(8, n) for n in value) + field(20, 7) if many else field(3, value) + field(20, 2)
        body += field(5, field(1, name) + numbers)
    return field(1, body)


def port(number, name, shape):
    dimensions = b"".join(field(1, field(1, d) if isinstance(d, int) else field(2, d)) for d in shape)
    return field(number, field(1, name) + field(2, field(1, field(1, 1) + field(2, dimensions))))


def onnx(activation):
    """A convolution, an activation, the mean over places and a dense layer. Relu is a layer of ours, other activations go to OpenVINO."""
    ramp = lambda count: [(i % 7 - 3) / 10 for i in range(count)]
    graph = (
        node("Conv", ["pixels", "kernel", "bias"], ["c"], kernel_shape=[3, 3], pads=[1, 1, 1, 1], strides=[2, 2])
        + node(activation, ["c"], ["r"]) + node("GlobalAveragePool", ["r"], ["g"]) + node("Flatten", ["g"], ["f"], axis=1)
        + node("Gemm", ["f", "w", "b"], ["classes"], transB=1) + field(2, "small")
        + values("kernel", [8, 3, 3, 3], ramp(216)) + values("bias", [8], ramp(8)) + values("w", [2, 8], ramp(16)) + values("b", [2], [0, 1])
        + port(11, "pixels", ["n", 3, 32, 32]) + port(12, "classes", ["n", 2]))
    return field(1, 8) + field(2, "seeds") + field(7, graph) + field(8, field(1, "") + field(2, 17))


def pth(path, tensors):
    """A state dictionary in PyTorch's zip form: the pickle is put together by hand, since no PyTorch is needed for it."""
    text = lambda s: b"X" + struct.pack("<I", len(s)) + s.encode()
    number = lambda n: b"J" + struct.pack("<i", n)
    body = b"\x80\x02}("
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for key, (name, shape, numbers) in enumerate(tensors):
            strides = [1] * len(shape)
            for axis in range(len(shape) - 2, -1, -1):
                strides[axis] = strides[axis + 1] * shape[axis + 1]
            dimensions = lambda ns: b"(" + b"".join(map(number, ns)) + b"t"
            body += text(name) + b"ctorch._utils\n_rebuild_tensor_v2\n" + b"((" + text("storage") + b"ctorch\nFloatStorage\n" + text(str(key)) \
                + text("cpu") + number(len(numbers)) + b"tQ" + number(0) + dimensions(shape) + dimensions(strides) \
                + b"\x89ccollections\nOrderedDict\n)RtR"
            archive.writestr("archive/data/%d" % key, struct.pack("<%df" % len(numbers), *numbers))
        archive.writestr("archive/data.pkl", body + b"u.")
        archive.writestr("archive/version", "3\n")


def safetensors(path, tensors):
    header, data = {}, b""
    for name, shape, numbers in tensors:
        blob = struct.pack("<%df" % len(numbers), *numbers)
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [len(data), len(data) + len(blob)]}
        data += blob
    text = json.dumps(header).encode()
    open(path, "wb").write(struct.pack("<Q", len(text)) + text + data)


def draw(folder, backbone):
    """All of them into a folder of files, and the shards into a folder of cases."""
    place = lambda *n: os.path.join(folder, *n)
    for name, activation in (("layers.onnx", "Relu"), ("foreign.onnx", "Softplus")):
        open(place("weights", name), "wb").write(onnx(activation))
    tensors = [("layer.weight", [4, 3, 2, 2], [0.5] * 48), ("layer.bias", [4], [1.0] * 4)]
    pth(place("weights", "small.pth"), tensors)
    safetensors(place("weights", "small.safetensors"), tensors)
    if backbone:
        with open(backbone, "rb") as whole, open(place("weights", "whole.pth"), "wb") as copy:
            copy.write(whole.read())
    shards = place("shards", "two")
    os.makedirs(shards)
    for number, tensor in enumerate(tensors):
        safetensors(os.path.join(shards, "part-%d.safetensors" % number), [tensor])
    index = {"metadata": {"total_size": 208}, "weight_map": {t[0]: "part-%d.safetensors" % n for n, t in enumerate(tensors)}}
    open(os.path.join(shards, "model.safetensors.index.json"), "w").write(json.dumps(index))
