"""timm's and torchvision's side of bench/imports.ts and bench/preprocessing.ts.

    timm_encoders.py make ARCHITECTURE FOLDER SIZE      a network with random, lively weights in the Hub's layout, an input
                                                        and timm's answer
    timm_encoders.py resize JOBS                        for each job of the JSON lines file: torchvision's centre crop and
                                                        antialiased bilinear resize of raw pixels, as float and as uint8
"""

import json
import sys

import numpy as np
import torch


def make(architecture, folder, size):
    import timm

    torch.manual_seed(1)
    model = timm.create_model(architecture, num_classes=0).eval()
    images = torch.rand(2, 3, size, size)
    with torch.no_grad():
        for name, tensor in model.state_dict().items():
            if tensor.ndim == 1 and name.endswith("weight"):
                tensor.uniform_(0.5, 1.5)
            elif name.endswith("gamma"):
                tensor.uniform_(0.1, 0.5)
            elif name.endswith(("bias", "table")):
                tensor.normal_(0, 0.1)
        # Statistics that fit the weights, as training leaves them: others let activations grow from block to block, until
        # the network's own answer in float32 has little to do with that in float64.
        for module in model.modules():
            if isinstance(module, torch.nn.BatchNorm2d):
                module.momentum = None
        model.train()(images)
        embedding = model.eval()(images)
        save(model, folder)
        images.numpy().tofile(f"{folder}/input.f32")
        embedding.numpy().tofile(f"{folder}/embedding.f32")
        exact = model.double()(images[:1].double())
    parameters = sum(p.numel() for p in model.parameters())
    rounding = ((embedding[:1] - exact).abs().max() / exact.abs().max()).item()
    print(json.dumps({"parameters": parameters, "version": timm.__version__, "rounding": rounding}))


def save(model, folder):
    from timm.models import save_for_hf

    save_for_hf(model, folder, model_config=dict(num_classes=0), safe_serialization=True)


def resize(jobs):
    import torchvision
    from torchvision.transforms import v2

    for line in open(jobs):
        job = json.loads(line)
        side, crop, size = job["side"], job["crop"], job["size"]
        pixels = torch.from_numpy(np.fromfile(job["pixels"], dtype="<f4").reshape(-1, side, side))
        # The window that the card's zoom keeps: torchvision would round the other way where the margin is odd.
        start = (side - crop) // 2
        window = pixels[:, start : start + crop, start : start + crop]
        shrink = v2.Compose(
            [v2.Resize(size, interpolation=v2.InterpolationMode.BILINEAR, antialias=True), v2.CenterCrop(size)]
        )
        shrink(window).numpy().astype("<f4").tofile(job["float"])
        eight = (window * 255).round().to(torch.uint8)
        (shrink(eight).float() / 255).numpy().astype("<f4").tofile(job["uint8"])
    print(json.dumps({"version": torchvision.__version__}))


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(sys.argv[2], sys.argv[3], int(sys.argv[4]))
    else:
        resize(sys.argv[2])
