"""Networks as the files that others write: ONNX, PyTorch's .pth, shards with their index. For seeds.py."""

import json
import os
import shutil
import struct


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


def shards(source, folder):
    """A file of tensors as two, with their index."""
    with open(source, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = file.read()
    names, places = sorted(n for n in header if n != "__metadata__"), {}
    for number, part in enumerate((names[: len(names) // 2], names[len(names) // 2 :])):
        path, head, body = "part-%d.safetensors" % number, {}, b""
        for name in part:
            start, end = header[name]["data_offsets"]
            head[name] = dict(header[name], data_offsets=[len(body), len(body) + end - start])
            body, places[name] = body + data[start:end], path
        text = json.dumps(head).encode()
        with open(os.path.join(folder, path), "wb") as file:
            file.write(struct.pack("<Q", len(text)) + text + body)
    with open(os.path.join(folder, "model.safetensors.index.json"), "w") as file:
        json.dump({"metadata": {"total_size": len(data)}, "weight_map": places}, file)


def draw(folder, backbone):
    """Networks as ONNX files of their own, and the pretrained backbone as it came, into a folder."""
    place = lambda name: os.path.join(folder, name)
    for name, activation in (("layers.onnx", "Relu"), ("foreign.onnx", "Softplus")):
        open(place(name), "wb").write(onnx(activation))
    shutil.copy(backbone, place("whole.pth"))
