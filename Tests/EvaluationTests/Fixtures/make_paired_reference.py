"""Writes paired_reference.json: what scipy and statsmodels say of the comparisons of conditions on the same prompts.

Run with statsmodels 0.15 and scipy 1.17: python make_paired_reference.py
"""

import itertools
import json
import pathlib

import numpy
from scipy import stats
from statsmodels.stats.multitest import multipletests

RANDOM = numpy.random.default_rng(20)


def prompts(n, rates, trials, spread=0.15):
    """Successes and samples under both conditions, of prompts that fire more or less readily."""
    shift = RANDOM.normal(0, spread, n)
    columns = []
    for rate in rates:
        sampled = RANDOM.choice(trials, n)
        columns += [RANDOM.binomial(sampled, numpy.clip(rate + shift, 0, 1)), sampled]
    return numpy.array(columns)


def heavy():
    """Prompts of which three have most of the samples, so that the resampled differences are biased and skewed."""
    columns = prompts(30, (0.4, 0.3), [3, 4, 5])
    columns[:, :3] = numpy.array([[70, 90, 5, 60], [50, 61, 6, 80], [47, 70, 10, 75]]).T
    return columns


def rows_of(columns):
    return [list(map(int, row)) for row in columns.T]


def bootstrap():
    """Resampling 100 000 times; `step` is how far the possible differences are apart, where that matters."""
    studies = [(prompts(100, (0.6, 0.4), [1], 0), 0.01), (prompts(60, (0.97, 0.55), [1], 0), 1 / 60),
               (prompts(24, (0.5, 0.3), [8]), 1 / 192), (prompts(60, (0.9, 0.1), [1, 2, 3, 4, 5]), 0),
               (prompts(40, (0.12, 0.04), [4]), 1 / 160), (prompts(200, (0.3, 0.32), [3, 4]), 0), (heavy(), 0)]

    def difference(s1, n1, s2, n2, axis=-1):
        # One division of whole numbers: scipy counts ties with the difference seen, which rounding would undo.
        s1, n1, s2, n2 = (values.sum(axis) for values in (s1, n1, s2, n2))
        return (s1 * n2 - s2 * n1) / (n1 * n2)

    rows = []
    for columns, step in studies:
        for level in [0.8, 0.95]:
            intervals = {method: stats.bootstrap(columns, difference, paired=True, method=method, n_resamples=100_000,
                                                 confidence_level=level, batch=2000, rng=RANDOM).confidence_interval
                         for method in ("percentile", "BCa")}
            rows.append({"prompts": rows_of(columns), "confidence": level, "step": step,
                         "percentile": list(map(float, intervals["percentile"])),
                         "accelerated": list(map(float, intervals["BCa"]))})
    return rows


def sign_flips():
    """All choices of signs for up to 14 prompts; 100 000 of them for more."""
    studies = [prompts(5, (0.9, 0.2), [4]), prompts(12, (0.5, 0.3), [8]), prompts(12, (0.5, 0.5), [1, 2, 3, 7]),
               prompts(14, (0.95, 0.4), [2, 3]), prompts(3, (1, 0), [2], 0), prompts(40, (0.55, 0.4), [8]),
               prompts(60, (0.5, 0.5), [2, 3, 4, 5])]
    rows = []
    for columns in studies:
        differences = columns[0] / columns[1] - columns[2] / columns[3]
        exact = len(differences) <= 14
        if exact:
            signs = numpy.array(list(itertools.product([1, -1], repeat=len(differences))))
            value = float(numpy.mean(abs(signs @ differences) >= abs(differences.sum()) - 1e-9))
        result = stats.permutation_test((differences,), numpy.sum, permutation_type="samples", vectorized=True,
                                        n_resamples=numpy.inf if exact else 100_000, rng=RANDOM)
        assert not exact or abs(result.pvalue - value) < 1e-9, (result.pvalue, value)
        rows.append({"prompts": rows_of(columns), "isExact": exact, "pValue": float(result.pvalue)})
    return rows


def holm():
    families = [[0.01, 0.04, 0.03, 0.005], [0.02, 0.02, 0.02], [0.5, 0.9, 1.0], [0.001], [0.04, 0.01, 0.01, 0.04, 0.2],
                [1e-12, 0.3, 1e-5, 0.049, 0.0251, 0.7]]
    return [{"pValues": family, "adjusted": list(map(float, multipletests(family, method="holm")[1]))}
            for family in families]


def means():
    rows = []
    for n, scale in [(2, 1), (3, 100), (12, 0.01), (40, 1), (100, 5000)]:
        differences = (RANDOM.standard_t(4, n) * scale + scale / 3).round(4)
        for level in [0.8, 0.95, 0.999]:
            result = stats.ttest_1samp(differences, 0)
            interval = result.confidence_interval(level)
            rows.append({"differences": list(map(float, differences)), "confidence": level,
                         "mean": float(differences.mean()), "standardDeviation": float(differences.std(ddof=1)),
                         "interval": list(map(float, interval))})
    return rows


def student():
    return [{"degreesOfFreedom": nu, "confidence": level, "quantile": float(stats.t.ppf((1 + level) / 2, nu))}
            for nu in [1, 2, 5, 30, 1000, 1e6] for level in [0.1, 0.8, 0.95, 0.999]]


def main():
    reference = {"bootstrap": bootstrap(), "signFlips": sign_flips(), "holm": holm(), "means": means(),
                 "student": student()}
    path = pathlib.Path(__file__).with_name("paired_reference.json")
    blocks = (f'"{key}": [\n' + ",\n".join(json.dumps(row) for row in rows) + "\n]" for key, rows in reference.items())
    path.write_text("{\n" + ",\n".join(blocks) + "\n}\n")


if __name__ == "__main__":
    main()
