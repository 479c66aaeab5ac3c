"""Makes the networks of this folder and PyTorch's gradients of them.

    python3 make.py [NAME ...]     (PyTorch 1.13; writes NAME.onnx, NAME.bin and NAME.steps.bin beside this file)

NAME.bin: the length of a JSON header (uint32), the header, and float32 numbers: the input, the output, and the
gradient of the mean cross-entropy by each parameter, in the header's order. Exporters rename and transpose some
weights, so the header gives the sum and the sum of squares of each parameter's values to find it by.

NAME.steps.bin, of networks with batch normalisation: five steps of AdamW by the batch's own statistics. Numbers: the
images, of which step s takes those from s on, the first SAMPLE values of the first step's gradient by each parameter,
the running statistics behind the last step, and the output for the first batch with these.
"""

import json
import pathlib
import struct
import sys

import torch
from torch import nn
from torch.nn import functional as F

HERE = pathlib.Path(__file__).parent
CLASSES = 5
STEPS = 5
SAMPLE = 48


class LayerNorm2d(nn.LayerNorm):
    def forward(self, x):
        return super().forward(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)


class ConvNeXtBlock(nn.Module):
    def __init__(self, width, conv_mlp):
        super().__init__()
        self.depthwise = nn.Conv2d(width, width, 7, padding=3, groups=width)
        self.conv_mlp = conv_mlp
        self.norm = LayerNorm2d(width) if conv_mlp else nn.LayerNorm(width)
        self.up = nn.Conv2d(width, 4 * width, 1) if conv_mlp else nn.Linear(width, 4 * width)
        self.down = nn.Conv2d(4 * width, width, 1) if conv_mlp else nn.Linear(4 * width, width)
        self.scale = nn.Parameter(torch.ones(width))

    def forward(self, x):
        y = self.depthwise(x)
        if self.conv_mlp:
            y = self.down(F.gelu(self.up(self.norm(y)))) * self.scale.view(1, -1, 1, 1)
        else:
            y = self.down(F.gelu(self.up(self.norm(y.permute(0, 2, 3, 1))))) * self.scale
            y = y.permute(0, 3, 1, 2)
        return x + y


class ConvNeXt(nn.Module):
    def __init__(self, conv_mlp, widths=(8, 12)):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, widths[0], 4, 4), LayerNorm2d(widths[0]))
        self.first = ConvNeXtBlock(widths[0], conv_mlp)
        self.between = nn.Sequential(LayerNorm2d(widths[0]), nn.Conv2d(widths[0], widths[1], 2, 2))
        self.second = ConvNeXtBlock(widths[1], conv_mlp)
        self.norm = nn.LayerNorm(widths[1])
        self.head = nn.Linear(widths[1], CLASSES)

    def forward(self, x):
        x = self.second(self.between(self.first(self.stem(x))))
        return self.head(self.norm(x.mean((-2, -1))))


class Basic(nn.Module):
    def __init__(self, inner, outer, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inner, outer, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outer)
        self.conv2 = nn.Conv2d(outer, outer, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outer)
        same = inner == outer and stride == 1
        self.shortcut = (
            nn.Identity()
            if same
            else nn.Sequential(nn.Conv2d(inner, outer, 1, stride, bias=False), nn.BatchNorm2d(outer))
        )

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(y + self.shortcut(x))


class Bottleneck(nn.Module):
    def __init__(self, inner, outer, stride, groups=1):
        super().__init__()
        middle = outer // 2
        self.body = nn.Sequential(
            nn.Conv2d(inner, middle, 1, bias=False),
            nn.BatchNorm2d(middle),
            nn.ReLU(),
            nn.Conv2d(middle, middle, 3, stride, 1, groups=groups, bias=False),
            nn.BatchNorm2d(middle),
            nn.ReLU(),
            nn.Conv2d(middle, outer, 1, bias=False),
            nn.BatchNorm2d(outer),
        )
        self.shortcut = nn.Sequential(
            nn.AvgPool2d(stride, stride, ceil_mode=False, count_include_pad=False) if stride > 1 else nn.Identity(),
            nn.Conv2d(inner, outer, 1, bias=False),
            nn.BatchNorm2d(outer),
        )

    def forward(self, x):
        return F.relu(self.body(x) + self.shortcut(x))


class ResNet(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 16, 7, 2, 3, bias=False), nn.BatchNorm2d(16), nn.ReLU())
        self.pool = nn.MaxPool2d(3, 2, 1)
        self.body = nn.Sequential(block(16, 16, 1), block(16, 24, 2))
        self.head = nn.Linear(24, CLASSES)

    def forward(self, x):
        x = self.body(self.pool(self.stem(x)))
        return self.head(torch.flatten(F.adaptive_avg_pool2d(x, 1), 1))


class SqueezeExcite(nn.Module):
    def __init__(self, width, reduced, hard):
        super().__init__()
        self.reduce = nn.Conv2d(width, reduced, 1)
        self.expand = nn.Conv2d(reduced, width, 1)
        self.hard = hard

    def forward(self, x):
        s = x.mean((2, 3), keepdim=True)
        s = self.expand(F.relu(self.reduce(s)) if self.hard else F.silu(self.reduce(s)))
        return x * (F.hardsigmoid(s) if self.hard else s.sigmoid())


class InvertedResidual(nn.Module):
    def __init__(self, inner, outer, kernel, stride, hard):
        super().__init__()
        middle = 3 * inner
        act = nn.Hardswish if hard else nn.SiLU
        self.body = nn.Sequential(
            nn.Conv2d(inner, middle, 1, bias=False),
            nn.BatchNorm2d(middle),
            act(),
            nn.Conv2d(middle, middle, kernel, stride, kernel // 2, groups=middle, bias=False),
            nn.BatchNorm2d(middle),
            act(),
            SqueezeExcite(middle, 4, hard),
            nn.Conv2d(middle, outer, 1, bias=False),
            nn.BatchNorm2d(outer),
        )
        self.residual = inner == outer and stride == 1

    def forward(self, x):
        return x + self.body(x) if self.residual else self.body(x)


class EfficientNet(nn.Module):
    def __init__(self, hard):
        super().__init__()
        act = nn.Hardswish if hard else nn.SiLU
        self.stem = nn.Sequential(nn.Conv2d(3, 8, 3, 2, 1, bias=False), nn.BatchNorm2d(8), act())
        self.body = nn.Sequential(
            InvertedResidual(8, 8, 3, 1, hard), InvertedResidual(8, 12, 5, 2, hard), InvertedResidual(12, 12, 3, 1, hard)
        )
        self.last = nn.Sequential(nn.Conv2d(12, 24, 1, bias=False), nn.BatchNorm2d(24), act())
        self.head = nn.Linear(24, CLASSES)

    def forward(self, x):
        x = self.last(self.body(self.stem(x)))
        return self.head(F.dropout(x.mean((2, 3)), 0.2, self.training))


class Attention(nn.Module):
    """Attention inside windows or over a grid, with a relative position bias."""

    def __init__(self, width, heads, window, grid):
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.table = nn.Parameter(torch.zeros((2 * window - 1) ** 2, heads))
        at = torch.stack(torch.meshgrid(torch.arange(window), torch.arange(window), indexing="ij")).flatten(1)
        relative = at[:, :, None] - at[:, None, :] + window - 1
        self.register_buffer("index", (relative[0] * (2 * window - 1) + relative[1]).flatten())
        self.norm2 = nn.LayerNorm(width)
        self.mlp = nn.Sequential(nn.Linear(width, 2 * width), nn.GELU(), nn.Linear(2 * width, width))
        self.heads, self.window, self.grid = heads, window, grid

    def forward(self, x):  # [N, H, W, C]
        _, height, width, channels = x.shape
        window = self.window
        rows, columns = height // window, width // window
        if self.grid:
            y = x.view(-1, window, rows, window, columns, channels).permute(0, 2, 4, 1, 3, 5)
        else:
            y = x.view(-1, rows, window, columns, window, channels).permute(0, 1, 3, 2, 4, 5)
        y = y.reshape(-1, window * window, channels)
        qkv = self.qkv(self.norm(y)).view(-1, window * window, self.heads, 3 * channels // self.heads).transpose(1, 2)
        q, k, v = qkv.chunk(3, dim=3)
        bias = self.table[self.index].view(window * window, window * window, -1).permute(2, 0, 1).unsqueeze(0)
        scores = q @ k.transpose(-2, -1) * (channels // self.heads) ** -0.5 + bias
        y = self.out((scores.softmax(-1) @ v).transpose(1, 2).reshape(-1, window * window, channels))
        y = y.view(-1, rows, columns, window, window, channels)
        y = y.permute(0, 3, 1, 4, 2, 5) if self.grid else y.permute(0, 1, 3, 2, 4, 5)
        x = x + y.reshape(-1, height, width, channels)
        return x + self.mlp(self.norm2(x))


class MaxViT(nn.Module):
    def __init__(self, width=16):
        super().__init__()
        self.stem = nn.Conv2d(3, width, 3, 2, 1)
        self.down = nn.AvgPool2d(3, 2, 1, ceil_mode=False, count_include_pad=False)
        self.conv = InvertedResidual(width, width, 3, 1, False)
        self.window = Attention(width, 2, 4, False)
        self.grid = Attention(width, 2, 4, True)
        self.head = nn.Linear(width, CLASSES)

    def forward(self, x):
        x = self.conv(self.down(F.gelu(self.stem(x)))).permute(0, 2, 3, 1)
        return self.head(self.grid(self.window(x)).mean((1, 2)))


def randomise(model):
    for name, tensor in list(model.named_parameters()) + list(model.named_buffers()):
        if not tensor.is_floating_point():
            continue
        with torch.no_grad():
            if name.endswith("running_var"):
                tensor.uniform_(0.5, 2)
            elif tensor.dim() > 1:
                tensor.normal_(0, (2 / tensor[0].numel()) ** 0.5)
            elif name.endswith("weight") or name.endswith("scale"):
                tensor.uniform_(0.5, 1.5)
            else:
                tensor.normal_(0, 0.2)


def make(name, model, opset, size, batch=3, keep=True, train=False):
    if sys.argv[1:] and name not in sys.argv[1:]:
        return
    torch.manual_seed(len(name))
    randomise(model)
    model.eval()
    x = torch.randn(batch, 3, size, size)
    y = model(x)
    F.cross_entropy(y, torch.arange(batch) % CLASSES).backward()
    torch.onnx.export(
        model,
        x,
        str(HERE / f"{name}.onnx"),
        opset_version=opset,
        input_names=["x"],
        output_names=["y"],
        dynamic_axes={"x": {0: "N"}, "y": {0: "N"}},
        # PRESERVE keeps normalisations apart from convolutions; EVAL folds them, as exported models mostly are.
        training=torch.onnx.TrainingMode.PRESERVE if keep else torch.onnx.TrainingMode.EVAL,
        do_constant_folding=not keep,
    )
    parameters = list(model.named_parameters())
    header = {
        "input": list(x.shape),
        "output": list(y.shape),
        "gradients": [
            {
                "name": key,
                "dims": list(p.shape),
                "sum": p.detach().double().sum().item(),
                "squares": p.detach().double().square().sum().item(),
            }
            for key, p in parameters
        ],
    }
    write(f"{name}.bin", header, [x, y.detach()] + [p.grad for _, p in parameters])
    if train:
        steps(name, model)


def steps(name, model, batch=6, size=16, rate=1e-2, decay=0.05, epsilon=1e-3):
    """A bias that a later normalisation takes away has no gradient but rounding, which `epsilon` keeps small."""
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):  # alone: no dropout
            module.train()
    parameters = dict(model.named_parameters())
    matrices = [p for p in parameters.values() if sum(length > 1 for length in p.shape) > 1]
    vectors = [p for p in parameters.values() if sum(length > 1 for length in p.shape) <= 1]
    groups = [{"params": matrices, "weight_decay": decay}, {"params": vectors, "weight_decay": 0}]
    optimiser = torch.optim.AdamW(groups, lr=rate, eps=epsilon)
    images = torch.randn(batch + STEPS - 1, 3, size, size)
    losses, gradients = [], []
    for step in range(STEPS):
        loss = F.cross_entropy(model(images[step : step + batch]), torch.arange(batch) % CLASSES)
        optimiser.zero_grad()
        loss.backward()
        losses.append(loss.item())
        if step == 0:
            gradients = [(key, p.grad.clone()) for key, p in parameters.items()]
        optimiser.step()
    statistics = [(key, b) for key, b in model.named_buffers() if key.endswith(("running_mean", "running_var"))]
    y = model.eval()(images[:batch]).detach()
    header = {
        "input": list(images.shape),
        "output": list(y.shape),
        "rate": rate,
        "decay": decay,
        "epsilon": epsilon,
        "losses": losses,
        "gradients": [
            {"name": key, "values": min(SAMPLE, g.numel()), "length": g.double().norm().item()} for key, g in gradients
        ],
        "statistics": [{"name": key, "values": b.numel()} for key, b in statistics],
    }
    write(
        f"{name}.steps.bin",
        header,
        [images] + [g.flatten()[:SAMPLE] for _, g in gradients] + [b for _, b in statistics] + [y],
    )


def write(file, header, tensors):
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 4)
    numbers = torch.cat([tensor.flatten() for tensor in tensors])
    data = struct.pack("<I", len(text)) + text + numbers.numpy().astype("<f4").tobytes()
    (HERE / file).write_bytes(data)


if __name__ == "__main__":
    make("convnext-linear-13", ConvNeXt(False), 13, 32, keep=False)
    make("convnext-linear-17", ConvNeXt(False), 17, 32, keep=False)
    make("convnext-conv-14", ConvNeXt(True), 14, 32)
    make("resnet-basic-13", ResNet(Basic), 13, 32, train=True)
    make("resnet-bottleneck-17", ResNet(Bottleneck), 17, 32, train=True)
    make("efficientnet-silu-14", EfficientNet(False), 14, 32, train=True)
    make("efficientnet-hard-17", EfficientNet(True), 17, 32, train=True)
    make("maxvit-17", MaxViT(), 17, 32)
    make("maxvit-13", MaxViT(), 13, 32, keep=False)
