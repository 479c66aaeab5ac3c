"""The reading of FITS files by astropy and by CFITSIO (through fitsio), on one core.

usage: read_fits.py make FOLDER       writes compressed images and a table
       read_fits.py read FOLDER       prints {name: {"astropy": seconds, "cfitsio": seconds}}: of every file of the folder,
                                      and under "cutouts" of all in FOLDER/cutouts
"""

import json
import sys
import time
from pathlib import Path

import fitsio
import numpy as np
from astropy.io import fits

SIDE = 3000
ROWS = 1_000_000
COLUMN = "mag"


def make(folder):
    random = np.random.default_rng(1)
    y, x = np.mgrid[:SIDE, :SIDE]
    sky = 1000 + random.normal(0, 12, (SIDE, SIDE))
    for _ in range(800):
        cx, cy = random.integers(0, SIDE, 2)
        size, flux = random.uniform(1.5, 6), 10 ** random.uniform(2, 4.3)
        box = slice(max(0, cy - 40), cy + 40), slice(max(0, cx - 40), cx + 40)
        distance = (x[box] - cx) ** 2 + (y[box] - cy) ** 2
        sky[box] += flux / (2 * np.pi * size**2) * np.exp(-distance / 2 / size**2)
    images = {"int16": np.clip(sky, 0, 32000).astype("i2"), "float32": (sky / 1000).astype("f4")}
    for kind, image in images.items():
        for tiles, shape in {"rows": None, "100x100": (100, 100)}.items():
            quantised = {"qlevel": 4, "qmethod": 1, "dither_seed": 1} if kind == "float32" else {}
            with fitsio.FITS(folder / f"{kind} {tiles}.fits.fz", "rw", clobber=True) as file:
                file.write(image, compress="RICE_1", tile_dims=shape, **quantised)
    table = np.zeros(ROWS, [("id", "i8"), ("ra", "f8"), ("dec", "f8"), (COLUMN, "f4"), ("name", "S20"), ("flux", "f4", 13)])
    table[COLUMN] = random.normal(20, 1, ROWS)
    fitsio.write(folder / "table.fits", table, clobber=True)


def read_astropy(path):
    with fits.open(path) as file:
        if path.name == "table.fits":
            return np.array(file[1].data[COLUMN], "f8")
        return np.array(file[-1].data, "f4")


def read_cfitsio(path):
    with fitsio.FITS(path) as file:
        if path.name == "table.fits":
            return file[1][COLUMN][:].astype("f8")
        return file[-1].read().astype("f4", copy=False)


def seconds(read, paths):
    start = time.perf_counter()
    for path in paths:
        read(path)
    return time.perf_counter() - start


def main():
    task, folder = sys.argv[1], Path(sys.argv[2])
    if task == "make":
        return make(folder)
    sets = {path.name: [path] for path in sorted(folder.glob("*.f*"))}
    sets["cutouts"] = sorted((folder / "cutouts").rglob("*.fits"))
    times = {}
    for name, paths in sets.items():
        # Once before it counts: the files are in the cache, the code is loaded.
        seconds(read_astropy, paths[:1]), seconds(read_cfitsio, paths[:1])
        times[name] = {"astropy": seconds(read_astropy, paths), "cfitsio": seconds(read_cfitsio, paths)}
    print(json.dumps(times))


main()
