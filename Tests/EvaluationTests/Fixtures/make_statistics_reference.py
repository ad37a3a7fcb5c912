"""Writes statistics_reference.json: what statsmodels and scipy say of the statistics in Evaluation.

Run with statsmodels 0.15 and scipy 1.17: python make_statistics_reference.py
"""

import json
import math
import pathlib

import numpy
import statsmodels.api as statsmodels
from scipy import special, stats
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

COUNTS = [(0, 1), (1, 1), (0, 10), (1, 10), (5, 10), (10, 10), (0, 100), (2, 100), (50, 100), (99, 100), (100, 100),
          (7, 17), (123, 4567), (4999, 5000), (31_415, 100_000), (999_999, 1_000_000)]
LEVELS = [0.8, 0.95, 0.999]


def interval(method, s, n, level):
    lower, upper = proportion_confint(s, n, alpha=1 - level, method=method)
    # At the ends scipy's beta quantile is not a number; by definition the bound is 0 or 1.
    return [0.0 if s == 0 else float(lower), 1.0 if s == n else float(upper)]


def proportions():
    return [{"successes": s, "trials": n, "confidence": level,
             "wilson": interval("wilson", s, n, level),
             "clopperPearson": interval("beta", s, n, level)}
            for s, n in COUNTS for level in LEVELS]


def differences():
    pairs = [((99, 100), (2, 100)), ((100, 100), (0, 100)), ((0, 30), (0, 40)), ((56, 70), (48, 80)),
             ((9, 10), (3, 10)), ((5, 56), (0, 29)), ((41, 99), (38, 98)), ((1, 1), (0, 1))]
    rows = []
    for (s1, n1), (s2, n2) in pairs:
        for level in LEVELS:
            lower, upper = confint_proportions_2indep(s1, n1, s2, n2, compare="diff", method="newcomb",
                                                      alpha=1 - level)
            rows.append({"first": [s1, n1], "second": [s2, n2], "confidence": level,
                         "interval": [float(lower), float(upper)]})
    return rows


def paired():
    rows = []
    for b, c in [(0, 0), (1, 0), (0, 5), (5, 5), (6, 2), (2, 6), (40, 12), (97, 0), (300, 250)]:
        result = mcnemar([[3, b], [c, 4]], exact=True)
        rows.append({"onlyFirst": b, "onlySecond": c, "pValue": float(result.pvalue) if b + c else 1.0})
    return rows


def clustered():
    """Wilson's interval for the number of trials that has the cluster-robust variance of a regression on 1."""
    studies = [[(8, 8), (0, 8), (3, 8), (5, 8)], [(1, 1), (0, 2), (3, 3), (2, 5), (0, 9)], [(10, 10), (9, 10)],
               [(i % 4, 3 + i % 3) for i in range(24)]]
    rows = []
    for study in studies:
        outcomes = numpy.concatenate([[1.0] * s + [0.0] * (n - s) for s, n in study])
        groups = numpy.repeat(range(len(study)), [n for _, n in study])
        fit = statsmodels.OLS(outcomes, numpy.ones(len(outcomes))).fit(cov_type="cluster", cov_kwds={"groups": groups})
        rate, variance = outcomes.mean(), fit.cov_params()[0, 0]
        trials = min(len(outcomes), rate * (1 - rate) / variance)
        for level in LEVELS:
            lower, upper = proportion_confint(rate * trials, trials, alpha=1 - level, method="wilson")
            rows.append({"clusters": study, "confidence": level, "interval": [float(lower), float(upper)]})
    return rows


def beta():
    return [{"a": a, "b": b, "x": x, "cumulative": float(special.betainc(a, b, x))}
            for a, b in [(0.5, 0.5), (1, 1), (1, 100), (2, 3), (100, 1), (50.5, 50.5), (1e4, 2e4), (5e5, 5e5)]
            for x in [1e-6, 0.01, 0.3, 1 / 3, 0.5, 0.7, 0.999]]


def normal():
    return [{"probability": p, "quantile": float(stats.norm.ppf(p))}
            for p in [1e-12, 1e-4, 0.0005, 0.025, 0.1, 0.5, 0.8, 0.975, 0.9995]]


def main():
    reference = {"proportions": proportions(), "differences": differences(), "paired": paired(),
                 "clustered": clustered(), "beta": beta(), "normal": normal()}
    assert all(math.isfinite(v) for row in reference["proportions"] for k in ("wilson", "clopperPearson")
               for v in row[k])
    path = pathlib.Path(__file__).with_name("statistics_reference.json")
    blocks = (f'"{key}": [\n' + ",\n".join(json.dumps(row) for row in rows) + "\n]" for key, rows in reference.items())
    path.write_text("{\n" + ",\n".join(blocks) + "\n}\n")


if __name__ == "__main__":
    main()
