"""Writes what PyTorch computes: for each backbone random weights, the logits of four pictures, all gradients and
running statistics after one step's forward and backward pass, and by how much PyTorch's gradients in 32 bits differ from
its gradients in 64 bits: what rounding alone can do, by deciding which pixel wins a max pool.

Where Python has timm, NAME.timm.safetensors and NAME.timm.logits are the same of timm's network of that name.

usage: reference.py OUT [NETWORK...]"""

import copy
import pathlib
import sys

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import save_file

from networks import NETWORKS, normalization

CLASSES = 5
LABEL_SMOOTHING = 0.1


def pictures():
    """Smooth colours with noise: a flat picture would hide errors of place, pure noise those of scale."""
    random = np.random.default_rng(0)
    patches = random.integers(0, 256, (4, 14, 14, 3)).repeat(16, 1).repeat(16, 2)
    return (patches * 0.8 + random.integers(0, 51, patches.shape)).astype(np.uint8)


def counted(tensors):
    return {k: v.detach().contiguous() for k, v in tensors.items() if "num_batches" not in k}


TIMM = {
    "mobilenet-v2": "mobilenetv2_100",
    "efficientnet-lite0": "tf_efficientnet_lite0",
    "efficientnet-lite1": "tf_efficientnet_lite1",
    "efficientnet-lite2": "tf_efficientnet_lite2",
}


def random_network(name, make=lambda name: NETWORKS[name](CLASSES, 0.0)):
    """Norms that leave most activations on the straight part of a ReLU; without norms, activations that do not fade
    from layer to layer. With PyTorch's own start the deep networks' gradients are chaotic: PyTorch in 32 bits differs
    from PyTorch in 64 bits by 9 % for EfficientNet-lite0."""
    torch.manual_seed(2)
    network = make(name)
    norms = [module for module in network.modules() if isinstance(module, torch.nn.BatchNorm2d)]
    with torch.no_grad():
        for norm in norms:
            norm.weight.uniform_(0.2, 0.4)
            norm.bias.uniform_(1.0, 2.0)
            norm.running_mean.normal_(0, 0.1)
            norm.running_var.uniform_(0.5, 1.5)
        for module in network.modules():
            if not norms and isinstance(module, (torch.nn.Conv2d, torch.nn.Linear)):
                torch.nn.init.kaiming_normal_(module.weight)
                torch.nn.init.zeros_(module.bias)
    return network


def gradients(network, x, labels):
    network.zero_grad()
    F.cross_entropy(network.train()(x), labels, label_smoothing=LABEL_SMOOTHING).backward()
    return {k: p.grad.detach().clone() for k, p in network.named_parameters()}


def difference(found, expected):
    """As PyTorchReferenceTests measures it: the largest length of a difference over the length of what is expected, or
    over a thousandth of the longest where that is more."""
    longest = max(g.norm() for g in expected.values())
    return max(float((found[k] - g).norm() / max(g.norm(), longest / 1000)) for k, g in expected.items())


def write_timm(name, x, out):
    try:
        import timm
    except ImportError:
        return
    network = random_network(name, lambda name: timm.create_model(TIMM[name], num_classes=CLASSES))
    save_file(counted(network.state_dict()), out / f"{name}.timm.safetensors")
    with torch.no_grad():
        network.eval()(x).numpy().astype("<f4").tofile(out / f"{name}.timm.logits")


def write(name, pixels, labels, out):
    network = random_network(name)
    save_file(counted(network.state_dict()), out / f"{name}.safetensors")
    mean, deviation = (torch.tensor(v).view(1, 3, 1, 1) for v in normalization(name))
    x = (torch.from_numpy(pixels).float().permute(0, 3, 1, 2) - mean) / deviation
    if name in TIMM:
        write_timm(name, x, out)
    with torch.no_grad():
        network.eval()(x).numpy().astype("<f4").tofile(out / f"{name}.logits")
    exact = gradients(copy.deepcopy(network).double(), x.double(), labels)
    found = gradients(network, x, labels)
    save_file(counted(found | dict(network.named_buffers())), out / f"{name}.after.safetensors")
    rounding = difference({k: g.double() for k, g in found.items()}, exact)
    (out / f"{name}.rounding").write_text(f"{rounding:.9f}")
    print(name, rounding)


out = pathlib.Path(sys.argv[1])
out.mkdir(parents=True, exist_ok=True)
pixels = pictures()
pixels.tofile(out / "pictures.u8")
for name in sys.argv[2:] or NETWORKS:
    write(name, pixels, torch.tensor([0, 3, 1, 2]), out)
