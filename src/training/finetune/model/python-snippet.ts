import type { FinetunedCard } from './model-card';

/**
 * `predict.py`: runs a model in Python's onnxruntime, its preprocessing written out in numpy and Pillow. It reads the card
 * beside it for everything that differs from model to model.
 */
export function pythonSnippet({ head: { task } }: FinetunedCard): string {
  const output = task.kind === 'number' ? 'value' : task.kind === 'votes' ? 'fractions' : 'probabilities';
  return `"""Predictions of the model in this folder: python predict.py galaxy.fits other.jpg ...

Needs numpy, onnxruntime, Pillow, and astropy for FITS files.
"""
import json
import sys
from pathlib import Path

import numpy as np
import onnxruntime
from PIL import Image

FOLDER = Path(__file__).parent
CARD = json.loads((FOLDER / "card.json").read_text(encoding="utf-8"))
FILTERS = {"box": Image.Resampling.BOX, "triangle": Image.Resampling.BILINEAR, "hamming": Image.Resampling.HAMMING,
           "bicubic": Image.Resampling.BICUBIC, "lanczos3": Image.Resampling.LANCZOS}


def read(path):
    """Bands x height x width, and whether they are linear fluxes."""
    if any(suffix in (".fits", ".fit", ".fts") for suffix in Path(path).suffixes):
        from astropy.io import fits
        with fits.open(path) as hdus:
            data = next(hdu.data for hdu in hdus if hdu.is_image and hdu.data is not None and hdu.data.ndim >= 2)
        return np.atleast_3d(data.T).T.reshape(-1, *data.shape[-2:])[:3].astype(np.float32), True
    with Image.open(path) as image:
        pixels = np.asarray(image.convert("L" if image.mode == "L" else "RGB"), dtype=np.float32)
    return pixels[None] if pixels.ndim == 2 else pixels.transpose(2, 0, 1), False


def crop(x, size):
    size = min(size, x.shape[-1])
    start = (x.shape[-1] - size) // 2
    return x[:, start:start + size, start:start + size]


def central(x, fraction):
    size = x.shape[-1]
    inset = min(int(size * (1 - fraction) / 2), (size - 1) // 2)
    return x[inset:size - inset, inset:size - inset]


def asinh_flux(x, step):
    sky = np.nanmedian(x, axis=(1, 2), keepdims=True)
    mad = np.nanmedian(np.abs(x - sky), axis=(1, 2), keepdims=True)
    x = np.nan_to_num(np.maximum(x - sky - step["sigmas"] * 1.4826 * mad, 0), posinf=0)
    light = x.mean(axis=0)
    white = np.percentile(central(light, step["region"]), step["whitePercentile"])
    with np.errstate(divide="ignore", invalid="ignore"):
        scaled = np.minimum(light / white, step["ceiling"]) * step["softening"]
        gain = np.where(light > 0, np.arcsinh(scaled) / np.arcsinh(step["softening"]) / light, 0)
    return x * gain


def prepare(path):
    """One input of the network, as the card says."""
    x, is_flux = read(path)
    side = min(x.shape[1:])
    top, left = (x.shape[1] - side) // 2, (x.shape[2] - side) // 2
    x = x[:, top:top + side, left:left + side]
    channels = CARD["input"]["channels"]
    if is_flux and CARD["preprocessing"][0]["step"] != "asinh-flux":
        x = np.where(np.isfinite(x), x, np.nanmedian(np.where(np.isfinite(x), x, np.nan), axis=(1, 2), keepdims=True))
    for step in CARD["preprocessing"]:
        kind = step["step"]
        if kind == "asinh-flux" and is_flux:
            x = asinh_flux(x, step)
        elif kind == "unit-range" and not is_flux:
            x = x / 255
        elif kind == "zoom":
            x = crop(x, max(1, round(x.shape[-1] / step["factor"])))
        elif kind == "resize":
            size = (step["size"], step["size"])
            x = np.stack([np.asarray(Image.fromarray(band.astype(np.float32)).resize(size, FILTERS[step["filter"]]))
                          for band in x])
        elif kind == "subtract-border-median":
            n = x.shape[-1]
            width = min(max(2, int(n * step["width"])), n // 2)
            border = np.ones((n, n), bool)
            border[width:n - width, width:n - width] = False
            x = x - np.median(x[:, border], axis=1)[:, None, None]
        elif kind == "scale-to-percentile":
            white = np.percentile(central(x.mean(axis=0), step["region"]), step["percentile"])
            x = x / max(white, 1e-6)
        elif kind == "clip":
            x = np.clip(x, step["min"], step["max"])
        elif kind == "crop":
            x = crop(x, step["size"])
        elif kind == "standardise":
            x = as_channels(x, channels)
            x = (x - np.array(step["mean"])[:, None, None]) / np.array(step["std"])[:, None, None]
    return as_channels(x, channels).astype(np.float32)


def as_channels(x, channels):
    return x.mean(axis=0, keepdims=True) if channels == 1 else x[np.arange(channels) % len(x)]


if __name__ == "__main__":
    session = onnxruntime.InferenceSession(FOLDER / CARD["model"])
    for path in sys.argv[1:]:
        (answer,) = session.run(["${output}"], {CARD["input"]["name"]: prepare(path)[None]})
        print(path, *(${nameList(task.kind)}))
`;
}

/** How an answer's numbers are printed. */
function nameList(kind: FinetunedCard['head']['task']['kind']): string {
  switch (kind) {
    case 'number':
      return 'f"{value:.6g}" for value in answer[0]';
    case 'votes':
      return (
        'f"{q[\'question\']}_{a}={p:.4f}" for (q, a), p in zip(((q, a) for q in CARD["head"]["task"]["questions"] ' +
        'for a in q["answers"]), answer[0])'
      );
    default:
      return 'f"{name}={p:.4f}" for name, p in zip(CARD["head"]["task"]["classes"], answer[0])';
  }
}
