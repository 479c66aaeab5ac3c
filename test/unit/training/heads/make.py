"""Freezes what SciPy and scikit-learn say of heads into reference.json, so that tests need no Python.

Dirichlet-multinomial: -scipy.stats.dirichlet_multinomial.logpmf without the multinomial coefficient, and its derivative
by the logits, from scipy.special.digamma. Logistic and softmax regression and ridge: scikit-learn's at tight tolerances.

usage: python make.py   (numpy, scipy 1.11 or later, scikit-learn)
"""
import json
from pathlib import Path

import numpy as np
from scipy.special import digamma, gammaln, expit
from scipy.stats import beta, dirichlet_multinomial
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.preprocessing import StandardScaler

random = np.random.default_rng(7)
cases = []
for questions in ([3], [2, 4], [3, 2, 5]):
    for scale in (1, 10, 1000):
        z = random.normal(size=sum(questions)) * 2
        counts, loss, gradient, at = [], 0.0, [], 0
        for k in questions:
            n = int(random.integers(0, 40 * scale)) if scale < 1000 else int(random.integers(0, 40000))
            own = random.multinomial(n, random.dirichlet(np.ones(k)))
            s = expit(z[at:at + k])
            a = 1 + 99 * s
            if n > 0:
                coefficient = gammaln(n + 1) - gammaln(own + 1).sum()
                loss -= dirichlet_multinomial.logpmf(own, a, n) - coefficient
                slope = digamma(a.sum() + n) - digamma(a.sum()) - digamma(a + own) + digamma(a)
                gradient += list(99 * s * (1 - s) * slope)
            else:
                gradient += [0.0] * k
            counts += own.tolist()
            at += k
        cases.append({"questions": questions, "z": z.tolist(), "counts": counts, "loss": loss, "gradient": gradient})

x = random.normal(size=(40, 5)) * [1, 3, 0.2, 1, 1] + [0, 5, 0, -1, 0]
classes = (x[:, 0] + x[:, 1] / 3 + random.normal(size=40) > 5 / 3).astype(int) + (x[:, 3] > -0.5)
number = x @ [1, -0.5, 2, 0, 0.3] + random.normal(size=40) * 0.3
scaled = StandardScaler().fit_transform(x)


def head(weights, bias):
    scaler = StandardScaler().fit(x)
    w = np.atleast_2d(weights) / scaler.scale_
    return {"weights": w.tolist(), "bias": (np.atleast_1d(bias) - w @ scaler.mean_).tolist()}


penalty = 0.03
C = 1 / (penalty * len(x))
binary = LogisticRegression(C=C, tol=1e-12, max_iter=10000).fit(scaled, classes > 0)
softmax = LogisticRegression(C=C, tol=1e-12, max_iter=10000).fit(scaled, classes)
# The loss is the square without a half: scikit-learn's alpha is half the penalty times the number of rows.
ridge = Ridge(alpha=penalty * len(x)).fit(scaled, number)
betas = [{"share": s, "a": a, "b": b, "x": float(beta.ppf(s, a, b))}
         for s in (0.05, 0.5, 0.95) for a, b in ((1, 1), (1, 100), (40, 3), (100, 250), (1.5, 197))]
reference = {
    "votes": cases,
    "features": x.tolist(),
    "classes": classes.tolist(),
    "number": number.tolist(),
    "penalty": penalty,
    "binary": head(binary.coef_[0], binary.intercept_),
    "softmax": head(softmax.coef_, softmax.intercept_),
    "ridge": head(ridge.coef_, ridge.intercept_),
    "beta": betas,
}
Path(__file__).with_name("reference.json").write_text(json.dumps(reference) + "\n")
