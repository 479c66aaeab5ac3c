"""Measures the stamps of bench/shapes/dump.ts with statmorph, for the unit tests to compare with.

usage: python statmorph_shapes.py FOLDER OUT.json   (statmorph 0.7.2, photutils 3.0.0)
"""
import json
import os
import sys
import warnings

import numpy as np
import statmorph
from statmorph import statmorph as module

warnings.filterwarnings("ignore")
# The Sersic fits take nearly all the time, and nothing here is compared with them.
module._quantity_names[:] = [name for name in module._quantity_names if not name.startswith("sersic")]

NAMES = {
    "petrosianRadius": "rpetro_circ", "r20": "r20", "r50": "r50", "r80": "r80", "concentration": "concentration",
    "asymmetry": "asymmetry", "smoothness": "smoothness", "gini": "gini", "m20": "m20",
    "ellipticity": "ellipticity_centroid",
}

folder, out = sys.argv[1:]
answers = {}
with open(os.path.join(folder, "cases.json")) as file:
    cases = json.load(file)
for i, case in enumerate(cases):
    shape = (case["height"], case["width"])
    n = shape[0] * shape[1]
    with open(os.path.join(folder, f"{i}.bin"), "rb") as file:
        data = file.read()
    image = np.frombuffer(data, "<f8", n).reshape(shape)
    segment = np.frombuffer(data, "u1", n, 8 * n).reshape(shape).astype(int)
    mask = np.frombuffer(data, "u1", n, 9 * n).reshape(shape) > 0

    class SameSky(statmorph.SourceMorphology):
        """The sky as it was given, where statmorph looks for a box of its own."""

        _sky_asymmetry = case["skyAsymmetry"]
        _sky_smoothness = case["skySmoothness"]

    try:
        source = SameSky(image, segment, 1, mask=mask, gain=1.0, n_sigma_outlier=0, cutout_extent=100)
    except Exception as error:
        print(case["name"], repr(error))
        continue
    answers[case["name"]] = {
        "flag": int(source.flag),
        **{ours: float(round(source[theirs], 6)) for ours, theirs in NAMES.items()},
        "positionAngle": float(round(np.degrees(source.orientation_centroid), 6)),
    }
with open(out, "w") as file:
    json.dump(answers, file, indent=1)
    file.write("\n")
