"""The backbones in plain PyTorch, with the parameter names of torchvision's and timm's files. They are written from
the papers' tables, apart from Aerial's own layer graphs, so that the two can be held against each other."""

import math

import torch
import torch.nn.functional as F
from torch import nn


class SameConv(nn.Conv2d):
    """TensorFlow's SAME padding: the odd pixel lies at the right and at the bottom."""

    def forward(self, x):
        stride, size, side = self.stride[0], self.kernel_size[0], x.shape[2]
        total = max((math.ceil(side / stride) - 1) * stride + size - side, 0)
        x = F.pad(x, [total // 2, total - total // 2] * 2)
        return F.conv2d(x, self.weight, self.bias, self.stride, 0, 1, self.groups)


def lite_norm(channels):
    return nn.BatchNorm2d(channels, eps=1e-3, momentum=0.01)


class LiteBlock(nn.Module):
    def __init__(self, inputs, outputs, size, stride, expansion):
        super().__init__()
        inner = inputs * expansion
        self.expands = expansion != 1
        if self.expands:
            self._expand_conv = SameConv(inputs, inner, 1, bias=False)
            self._bn0 = lite_norm(inner)
        self._depthwise_conv = SameConv(inner, inner, size, stride, groups=inner, bias=False)
        self._bn1 = lite_norm(inner)
        self._project_conv = SameConv(inner, outputs, 1, bias=False)
        self._bn2 = lite_norm(outputs)
        self.has_shortcut = stride == 1 and inputs == outputs

    def forward(self, x):
        y = F.relu6(self._bn0(self._expand_conv(x))) if self.expands else x
        y = F.relu6(self._bn1(self._depthwise_conv(y)))
        y = self._bn2(self._project_conv(y))
        return x + y if self.has_shortcut else y


class EfficientNetLite(nn.Module):
    def __init__(self, classes, dropout, width, depth):
        super().__init__()

        def scaled(channels):
            if width == 1:
                return channels
            value = max(8, int(channels * width + 4) // 8 * 8)
            return value + 8 if value < 0.9 * channels * width else value

        self._conv_stem = SameConv(3, 32, 3, 2, bias=False)
        self._bn0 = lite_norm(32)
        blocks, inputs = [], 32
        stages = [
            (1, 3, 1, 1, 16), (2, 3, 2, 6, 24), (2, 5, 2, 6, 40), (3, 3, 2, 6, 80), (3, 5, 1, 6, 112),
            (4, 5, 2, 6, 192), (1, 3, 1, 6, 320),
        ]
        for number, (repeats, size, stride, expansion, outputs) in enumerate(stages):
            outputs = scaled(outputs)
            # The lite family repeats the first and the last stage once, whatever the depth.
            count = repeats if number in (0, len(stages) - 1) else math.ceil(repeats * depth)
            for position in range(count):
                blocks.append(LiteBlock(inputs, outputs, size, stride if position == 0 else 1, expansion))
                inputs = outputs
        self._blocks = nn.ModuleList(blocks)
        self._conv_head = SameConv(inputs, 1280, 1, bias=False)
        self._bn1 = lite_norm(1280)
        self._fc = nn.Linear(1280, classes)
        self.dropout = dropout

    def forward(self, x):
        x = F.relu6(self._bn0(self._conv_stem(x)))
        for block in self._blocks:
            x = block(x)
        x = F.relu6(self._bn1(self._conv_head(x))).mean([2, 3])
        return self._fc(F.dropout(x, self.dropout, self.training))


class BasicBlock(nn.Module):
    widening = 1

    def __init__(self, inputs, width, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, width, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.downsample = shortcut(inputs, width, stride)

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(y + (self.downsample(x) if self.downsample else x))


class Bottleneck(nn.Module):
    widening = 4

    def __init__(self, inputs, width, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, width, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.conv3 = nn.Conv2d(width, 4 * width, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(4 * width)
        self.downsample = shortcut(inputs, 4 * width, stride)

    def forward(self, x):
        y = F.relu(self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x))))))
        return F.relu(self.bn3(self.conv3(y)) + (self.downsample(x) if self.downsample else x))


def shortcut(inputs, outputs, stride):
    if stride == 1 and inputs == outputs:
        return None
    return nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))


class ResNet(nn.Module):
    def __init__(self, classes, _, block, counts):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        inputs = 64
        for stage, count in enumerate(counts):
            width, blocks = 64 << stage, []
            for position in range(count):
                blocks.append(block(inputs, width, 2 if stage and position == 0 else 1))
                inputs = width * block.widening
            setattr(self, f"layer{stage + 1}", nn.Sequential(*blocks))
        self.fc = nn.Linear(inputs, classes)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.bn1(self.conv1(x))), 3, 2, 1)
        for stage in range(4):
            x = getattr(self, f"layer{stage + 1}")(x)
        return self.fc(x.mean([2, 3]))


def conv_norm_relu6(inputs, outputs, size, stride, groups):
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, size, stride, size // 2, groups=groups, bias=False),
        nn.BatchNorm2d(outputs), nn.ReLU6())


class InvertedResidual(nn.Module):
    def __init__(self, inputs, outputs, stride, expansion):
        super().__init__()
        inner = inputs * expansion
        layers = [conv_norm_relu6(inputs, inner, 1, 1, 1)] if expansion != 1 else []
        layers += [
            conv_norm_relu6(inner, inner, 3, stride, inner), nn.Conv2d(inner, outputs, 1, bias=False),
            nn.BatchNorm2d(outputs),
        ]
        self.conv = nn.Sequential(*layers)
        self.has_shortcut = stride == 1 and inputs == outputs

    def forward(self, x):
        return x + self.conv(x) if self.has_shortcut else self.conv(x)


class MobileNetV2(nn.Module):
    def __init__(self, classes, dropout):
        super().__init__()
        layers, inputs = [conv_norm_relu6(3, 32, 3, 2, 1)], 32
        for expansion, outputs, repeats, stride in [
            (1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2),
            (6, 320, 1, 1),
        ]:
            for position in range(repeats):
                layers.append(InvertedResidual(inputs, outputs, stride if position == 0 else 1, expansion))
                inputs = outputs
        layers.append(conv_norm_relu6(320, 1280, 1, 1, 1))
        self.features = nn.Sequential(*layers)
        self.classifier = nn.Sequential(nn.Dropout(dropout), nn.Linear(1280, classes))

    def forward(self, x):
        return self.classifier(self.features(x).mean([2, 3]))


class AlexNet(nn.Module):
    def __init__(self, classes, dropout):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 64, 11, 4, 2), nn.ReLU(), nn.MaxPool2d(3, 2),
            nn.Conv2d(64, 192, 5, 1, 2), nn.ReLU(), nn.MaxPool2d(3, 2),
            nn.Conv2d(192, 384, 3, 1, 1), nn.ReLU(), nn.Conv2d(384, 256, 3, 1, 1), nn.ReLU(),
            nn.Conv2d(256, 256, 3, 1, 1), nn.ReLU(), nn.MaxPool2d(3, 2))
        self.classifier = nn.Sequential(
            nn.Dropout(dropout), nn.Linear(9216, 4096), nn.ReLU(),
            nn.Dropout(dropout), nn.Linear(4096, 4096), nn.ReLU(), nn.Linear(4096, classes))

    def forward(self, x):
        return self.classifier(F.adaptive_avg_pool2d(self.features(x), 6).flatten(1))


class VGG16(nn.Module):
    def __init__(self, classes, dropout):
        super().__init__()
        layers, inputs = [], 3
        for outputs in [64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512, 0]:
            if outputs == 0:
                layers.append(nn.MaxPool2d(2, 2))
            else:
                layers += [nn.Conv2d(inputs, outputs, 3, 1, 1), nn.ReLU()]
                inputs = outputs
        self.features = nn.Sequential(*layers)
        self.classifier = nn.Sequential(
            nn.Linear(25088, 4096), nn.ReLU(), nn.Dropout(dropout),
            nn.Linear(4096, 4096), nn.ReLU(), nn.Dropout(dropout), nn.Linear(4096, classes))

    def forward(self, x):
        return self.classifier(F.adaptive_avg_pool2d(self.features(x), 7).flatten(1))


class Fire(nn.Module):
    def __init__(self, inputs, squeezed, expanded):
        super().__init__()
        self.squeeze = nn.Conv2d(inputs, squeezed, 1)
        self.expand1x1 = nn.Conv2d(squeezed, expanded, 1)
        self.expand3x3 = nn.Conv2d(squeezed, expanded, 3, padding=1)

    def forward(self, x):
        x = F.relu(self.squeeze(x))
        return torch.cat([F.relu(self.expand1x1(x)), F.relu(self.expand3x3(x))], 1)


class SqueezeNet(nn.Module):
    def __init__(self, classes, dropout):
        super().__init__()

        def pool():
            return nn.MaxPool2d(3, 2, ceil_mode=True)

        self.features = nn.Sequential(
            nn.Conv2d(3, 64, 3, 2), nn.ReLU(), pool(), Fire(64, 16, 64), Fire(128, 16, 64), pool(),
            Fire(128, 32, 128), Fire(256, 32, 128), pool(), Fire(256, 48, 192), Fire(384, 48, 192),
            Fire(384, 64, 256), Fire(512, 64, 256))
        self.classifier = nn.Sequential(nn.Dropout(dropout), nn.Conv2d(512, classes, 1), nn.ReLU())

    def forward(self, x):
        return self.classifier(self.features(x)).mean([2, 3])


NETWORKS = {
    "alexnet": AlexNet,
    "vgg16": VGG16,
    "squeezenet1-1": SqueezeNet,
    "mobilenet-v2": MobileNetV2,
    "resnet18": lambda classes, dropout: ResNet(classes, dropout, BasicBlock, [2, 2, 2, 2]),
    "resnet34": lambda classes, dropout: ResNet(classes, dropout, BasicBlock, [3, 4, 6, 3]),
    "resnet50": lambda classes, dropout: ResNet(classes, dropout, Bottleneck, [3, 4, 6, 3]),
    "efficientnet-lite0": lambda classes, dropout: EfficientNetLite(classes, dropout, 1.0, 1.0),
    "efficientnet-lite1": lambda classes, dropout: EfficientNetLite(classes, dropout, 1.0, 1.1),
    "efficientnet-lite2": lambda classes, dropout: EfficientNetLite(classes, dropout, 1.1, 1.2),
}

IMAGENET = ([0.485 * 255, 0.456 * 255, 0.406 * 255], [0.229 * 255, 0.224 * 255, 0.225 * 255])


def normalization(name):
    """Mean and deviation of each channel, on the scale 0 to 255."""
    return ([127] * 3, [128] * 3) if name.startswith("efficientnet-lite") else IMAGENET
