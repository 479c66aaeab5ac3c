"""PyTorch's side of bench/training.ts: the networks as ONNX files, and the time and memory of a training step.

    train_step.py export FOLDER
    train_step.py step NETWORK BATCH SIZE STEPS THREADS     prints {"seconds": [...], "peakMiB": ...}
"""

import json
import resource
import sys
import time
import warnings

import torch
from torch import nn
from torch.nn import functional as F

CLASSES = 10


class LayerNorm2d(nn.LayerNorm):
    def forward(self, x):
        return super().forward(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)


class ConvNeXtBlock(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.depthwise = nn.Conv2d(width, width, 7, padding=3, groups=width)
        self.norm = nn.LayerNorm(width)
        self.up = nn.Linear(width, 4 * width)
        self.down = nn.Linear(4 * width, width)
        self.scale = nn.Parameter(torch.full((width,), 0.1))

    def forward(self, x):
        y = self.norm(self.depthwise(x).permute(0, 2, 3, 1))
        return x + (self.down(F.gelu(self.up(y))) * self.scale).permute(0, 3, 1, 2)


def convnext():
    """ConvNeXt-atto: widths 40, 80, 160, 320, depths 2, 2, 6, 2."""
    widths, depths = (40, 80, 160, 320), (2, 2, 6, 2)
    layers = [nn.Conv2d(3, widths[0], 4, 4), LayerNorm2d(widths[0])]
    for i, (width, depth) in enumerate(zip(widths, depths)):
        if i:
            layers += [LayerNorm2d(widths[i - 1]), nn.Conv2d(widths[i - 1], width, 2, 2)]
        layers += [ConvNeXtBlock(width) for _ in range(depth)]
    return nn.Sequential(
        *layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.LayerNorm(widths[-1]), nn.Linear(widths[-1], CLASSES)
    )


class Basic(nn.Module):
    def __init__(self, inner, outer, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inner, outer, 3, stride, 1)
        self.conv2 = nn.Conv2d(outer, outer, 3, 1, 1)
        self.shortcut = nn.Identity() if inner == outer and stride == 1 else nn.Conv2d(inner, outer, 1, stride)

    def forward(self, x):
        return F.relu(self.conv2(F.relu(self.conv1(x))) * 0.5 + self.shortcut(x))


def resnet():
    """Two blocks each of widths 32, 64, 128, 256, on maps of 32, 16, 8, 4 pixels for images of 64; no normalisation."""
    layers = [nn.Conv2d(3, 32, 3, 2, 1), nn.ReLU()]
    inner = 32
    for width in (32, 64, 128, 256):
        layers += [Basic(inner, width, 1 if width == inner else 2), Basic(width, width, 1)]
        inner = width
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(inner, CLASSES))


def resnet18():
    """Widths, kernels and pooling of ResNet-18, without its normalisations, whose folding is the exporter's."""
    layers = [nn.Conv2d(3, 64, 7, 2, 3), nn.ReLU(), nn.MaxPool2d(3, 2, 1)]
    inner = 64
    for width in (64, 128, 256, 512):
        layers += [Basic(inner, width, 1 if width == inner else 2), Basic(width, width, 1)]
        inner = width
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(inner, CLASSES))


NETWORKS = {"convnext": convnext, "resnet": resnet, "resnet18": resnet18}
SIZES = {"convnext": 64, "resnet": 64, "resnet18": 224}


def export(folder):
    for name, make in NETWORKS.items():
        torch.manual_seed(0)
        options = dict(
            opset_version=17, input_names=["x"], output_names=["y"], dynamic_axes={"x": {0: "N"}, "y": {0: "N"}}
        )
        # Later versions export by another way unless they are told.
        if torch.__version__ >= "2":
            options["dynamo"] = False
        torch.onnx.export(make().eval(), torch.randn(2, 3, SIZES[name], SIZES[name]), f"{folder}/{name}.onnx", **options)


def step(name, batch, size, steps, threads):
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    model = NETWORKS[name]()
    optimiser = torch.optim.AdamW(model.parameters(), lr=1e-4, weight_decay=0.05)
    x = torch.randn(batch, 3, size, size)
    y = torch.arange(batch) % CLASSES
    seconds = []
    for _ in range(steps + 2):
        start = time.perf_counter()
        optimiser.zero_grad(set_to_none=True)
        F.cross_entropy(model(x), y).backward()
        optimiser.step()
        seconds.append(time.perf_counter() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds[2:], "peakMiB": peak}))


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    if sys.argv[1] == "export":
        export(sys.argv[2])
    else:
        step(sys.argv[2], *map(int, sys.argv[3:]))
