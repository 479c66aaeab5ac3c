"""Writes scikit-learn.json: what scikit-learn's Gaussian process says of points that tests make in the same way.

usage: pip install scikit-learn==1.9.1; python scikit-learn.py > scikit-learn.json
"""

import json
import sys

import numpy as np
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RationalQuadratic, WhiteKernel

RATED, OTHERS, DIMENSIONS = 120, 30, 40


def points(first, count):
    i, j = np.meshgrid(np.arange(first, first + count), np.arange(DIMENSIONS), indexing="ij")
    return np.sin(0.37 * i * (j + 1) + 0.11 * i * i) + 0.5 * np.cos(1.7 * i + 0.3 * j * j)


def ratings(x):
    return np.round(np.clip(2 + 1.5 * x[:, 0] + x[:, 1] * x[:, 2], 0, 5))


train, others = points(0, RATED), points(RATED, OTHERS)
y = ratings(train)
found = {}
for name, (length, alpha, noise) in {"short": (4, 0.7, 0.05), "long": (9, 3, 0.4)}.items():
    kernel = RationalQuadratic(length, alpha) + WhiteKernel(noise)
    process = GaussianProcessRegressor(kernel, optimizer=None, normalize_y=True).fit(train, y)
    mean, deviation = process.predict(others, return_std=True)
    # The definition: each rating predicted by a process without it, with the normalisation of all.
    z = (y - y.mean()) / y.std()
    left_out = []
    for i in range(RATED):
        rest = np.arange(RATED) != i
        one = GaussianProcessRegressor(kernel, optimizer=None).fit(train[rest], z[rest])
        left_out.append(one.predict(train[i : i + 1])[0] * y.std() + y.mean())
    found[name] = {
        "kernel": {"lengthScale": length, "alpha": alpha, "noise": noise},
        "mean": mean.tolist(),
        "deviation": deviation.tolist(),
        "leftOut": left_out,
        "likelihood": process.log_marginal_likelihood_value_,
    }
json.dump({"version": __import__("sklearn").__version__, "ratings": y.tolist(), "found": found}, sys.stdout, indent=1)
