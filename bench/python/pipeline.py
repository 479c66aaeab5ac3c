"""Representations of a folder's cutouts by the field's usual parts: astropy, Pillow, numpy, onnxruntime.

usage: pipeline.py ENCODER_FOLDER DATA_FOLDER OUT.npy THREADS
Writes float32 representations, sorted by path, and prints {"cutouts": N, "seconds": S}: without the imports and the
loading of the encoder.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
import onnxruntime
from astropy.io import fits
from PIL import Image

VIEWS_PER_RUN = 64
FILTERS = {"hamming": Image.Resampling.HAMMING, "bicubic": Image.Resampling.BICUBIC}


def read(path):
    """Bands x height x width, and whether the pixels are linear flux."""
    if path.suffix == ".fits":
        data = fits.getdata(path).astype(np.float32)
        return (data[None] if data.ndim == 2 else data[::-1]), True
    return np.asarray(Image.open(path).convert("RGB"), np.float32).transpose(2, 0, 1), False


def central(frame, fraction):
    n = frame.shape[-1]
    inset = int(n * (1 - fraction) / 2)
    return frame[..., inset : n - inset, inset : n - inset]


def asinh_flux(x, step):
    sky = np.nanmedian(x, axis=(1, 2), keepdims=True)
    sigma = 1.4826 * np.nanmedian(np.abs(x - sky), axis=(1, 2), keepdims=True)
    x = np.maximum(np.nan_to_num(x - sky - step["sigmas"] * sigma), 0)
    light = x.mean(0)
    white = np.percentile(central(light, step["region"]), step["whitePercentile"])
    level = np.minimum(light / white, step["ceiling"])
    compressed = np.arcsinh(level * step["softening"]) / np.arcsinh(step["softening"])
    return x * np.divide(compressed, light, out=np.zeros_like(light), where=light > 0)


def border(x, width):
    n = x.shape[-1]
    strip = max(2, int(n * width))
    edge = np.ones((n, n), bool)
    edge[strip : n - strip, strip : n - strip] = False
    return np.median(x[:, edge], axis=1)[:, None, None]


def preprocess(x, linear, card):
    for step in card["preprocessing"]:
        name = step["step"]
        if name == "asinh-flux":
            x = asinh_flux(x, step) if linear else x
        elif name == "unit-range":
            x = x if linear else x / 255
        elif name == "resize":
            size = (step["size"], step["size"])
            x = np.stack([np.asarray(Image.fromarray(b).resize(size, FILTERS[step["filter"]])) for b in x.astype(np.float32)])
        elif name == "subtract-border-median":
            x = x - border(x, step["width"])
        elif name == "scale-to-percentile":
            x = x / max(np.percentile(central(x.mean(0), step["region"]), step["percentile"]), 1e-6)
        elif name == "clip":
            x = np.clip(x, step["min"], step["max"])
        elif name == "crop":
            start = (x.shape[-1] - step["size"]) // 2
            x = x[:, start : start + step["size"], start : start + step["size"]]
        else:
            raise SystemExit(f"this pipeline has no step {name}")
    return np.broadcast_to(x, (card["input"]["channels"], *x.shape[1:])).astype(np.float32)


def views(x):
    both = (x, x.transpose(0, 2, 1))
    return [v[:, ::a, ::b] for v in both for a in (1, -1) for b in (1, -1)]


def main(encoder, data, out, threads):
    card = json.loads((Path(encoder) / "card.json").read_text())
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = int(threads)
    session = onnxruntime.InferenceSession(
        str(Path(encoder) / card["model"]), options, providers=["CPUExecutionProvider"]
    )
    started = time.perf_counter()
    files = sorted(p for p in Path(data).rglob("*") if p.suffix in (".fits", ".jpg") and p.is_file())
    representations = []
    per_run = VIEWS_PER_RUN // 8
    for first in range(0, len(files), per_run):
        batch = [view for f in files[first : first + per_run] for view in views(preprocess(*read(f), card))]
        (answer,) = session.run([card["outputs"]["embedding"]], {card["input"]["name"]: np.stack(batch)})
        representations.append(answer.reshape(-1, 8, answer.shape[1]).mean(1) - np.float32(card["centre"]))
    np.save(out, np.concatenate(representations).astype(np.float32))
    print(json.dumps({"cutouts": len(files), "seconds": time.perf_counter() - started}))


main(*sys.argv[1:])
