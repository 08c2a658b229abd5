"""What a user would otherwise run: the same network, augmentation and optimiser in PyTorch with a DataLoader.

usage: pytorch.py NETWORK IMAGES SECONDS [fp32|bf16] [plain|tuned]      prints images per second as JSON

plain is what tutorials show; tuned adds channels_last."""

import contextlib
import json
import pathlib
import random
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "networks"))
from networks import NETWORKS, normalization  # noqa: E402

SIDE, BATCH, WORKERS = 224, 32, 2


class Pictures(torch.utils.data.Dataset):
    def __init__(self, folder, name):
        kinds = {".tif", ".png", ".jpg"}
        self.files = sorted(p for p in pathlib.Path(folder).rglob("*") if p.suffix.lower() in kinds)
        self.classes = sorted({p.parent.name for p in self.files})
        self.mean, self.deviation = (torch.tensor(v).view(3, 1, 1) for v in normalization(name))

    def __len__(self):
        return len(self.files)

    def __getitem__(self, index):
        path = self.files[index]
        image = Image.open(path).convert("RGB")
        crop = random.uniform(0.85, 1) * image.width
        left, top = random.uniform(0, image.width - crop), random.uniform(0, image.height - crop)
        image = image.resize((SIDE, SIDE), Image.BILINEAR, (left, top, left + crop, top + crop))
        x = torch.from_numpy(np.array(image)).permute(2, 0, 1).float()
        if random.random() < 0.5:
            x = x.transpose(1, 2)
        for axis in (1, 2):
            if random.random() < 0.5:
                x = x.flip(axis)
        x = x * random.uniform(0.8, 1.2)
        contrast, saturation = random.uniform(0.8, 1.2), random.uniform(0.8, 1.2)
        x = x * contrast + (1 - contrast) * x.mean()
        x = (x * saturation + (1 - saturation) * x.mean(0, keepdim=True)).clamp(0, 255)
        return (x - self.mean) / self.deviation, self.classes.index(path.parent.name)


def main(name, folder, seconds, precision="fp32", style="plain"):
    torch.set_num_threads(2)
    pictures = Pictures(folder, name)
    network = NETWORKS[name](len(pictures.classes), 0.2).train()
    layout = torch.channels_last if style == "tuned" else torch.contiguous_format
    network = network.to(memory_format=layout)
    mixed = torch.autocast("cpu", torch.bfloat16) if precision == "bf16" else contextlib.nullcontext()
    optimizer = torch.optim.AdamW(network.parameters(), 5e-4, weight_decay=0.02)
    loader = torch.utils.data.DataLoader(pictures, BATCH, shuffle=True, num_workers=WORKERS, drop_last=True)
    start, images = None, 0
    for x, labels in loader:
        with mixed:
            logits = network(x.contiguous(memory_format=layout))
        loss = F.cross_entropy(logits.float(), labels, label_smoothing=0.1)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 5)
        optimizer.step()
        if start is None:  # the first step warms up
            start = time.time()
            continue
        images += BATCH
        if time.time() - start > seconds:
            break
    wall = time.time() - start
    print(json.dumps({"images_per_second": images / wall, "steps": images // BATCH}))


main(sys.argv[1], sys.argv[2], float(sys.argv[3]), *sys.argv[4:])
