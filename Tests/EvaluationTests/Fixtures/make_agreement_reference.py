"""Writes agreement_reference.json: what others say of the measures of agreement and accuracy in Evaluation.

Kappa and its standard error by statsmodels, alpha by the krippendorff package, accuracies by scikit-learn. Whether Lang &
Reiczigel's interval covers the truth can be told by scipy's binomial probabilities of every outcome of a small study; its
bounds, which no package on PyPI gives, are the equations of the paper, letter for letter (R's asht::prevSeSp is the same).
Run with statsmodels 0.15, scikit-learn 1.9, krippendorff 0.9 and scipy 1.17: python make_agreement_reference.py
"""

import json
import pathlib

import krippendorff
import numpy
from scipy import stats
from sklearn import metrics
from statsmodels.stats.inter_rater import cohens_kappa

TABLES = [
    [[20, 5], [10, 15]],
    [[45, 15], [25, 15]],
    [[88, 14, 18], [10, 40, 10], [2, 6, 12]],
    [[1, 0], [0, 1]],
    [[100, 1], [0, 0]],
    [[0, 7], [9, 0]],
    [[11, 3, 0, 0], [1, 9, 4, 1], [0, 2, 14, 2], [0, 0, 1, 8]],
]

# Krippendorff (2011), section C: four observers, twelve units, seven ratings missing.
FOUR_OBSERVERS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]


def kappas():
    rows = []
    for table in TABLES:
        result = cohens_kappa(table)
        rows.append({"table": table, "kappa": float(result.kappa), "standardError": float(result.std_kappa),
                     "interval": [float(result.kappa_low), float(result.kappa_upp)]})
    return rows


def alphas():
    random = numpy.random.default_rng(5)
    data = [FOUR_OBSERVERS]
    for raters, units, values in [(2, 10, 2), (3, 20, 2), (5, 30, 4), (4, 8, 6)]:
        truth = random.integers(0, values, units)
        ratings = numpy.where(random.random((raters, units)) < 0.7, truth, random.integers(0, values, (raters, units)))
        seen = random.random((raters, units)) < 0.8
        data.append([[int(value) if shown else None for value, shown in zip(*row)] for row in zip(ratings, seen)])
    rows = []
    for ratings in data:
        table = numpy.array([[numpy.nan if value is None else value for value in row] for row in ratings], float)
        rows.append({"raters": ratings,
                     "nominal": float(krippendorff.alpha(table, level_of_measurement="nominal")),
                     "interval": float(krippendorff.alpha(table, level_of_measurement="interval"))})
    return rows


def accuracies():
    rows = []
    for tp, fp, fn, tn in [(20, 5, 10, 15), (1, 0, 0, 1), (7, 93, 3, 897), (40, 40, 10, 10), (0, 5, 5, 10)]:
        truth = [1] * tp + [0] * fp + [1] * fn + [0] * tn
        flags = [1] * tp + [1] * fp + [0] * fn + [0] * tn
        rows.append({"counts": [tp, fp, fn, tn],
                     "sensitivity": float(metrics.recall_score(truth, flags)),
                     "specificity": float(metrics.recall_score(truth, flags, pos_label=0)),
                     "positivePredictiveValue": float(metrics.precision_score(truth, flags)),
                     "negativePredictiveValue": float(metrics.precision_score(truth, flags, pos_label=0)),
                     "balancedAccuracy": float(metrics.balanced_accuracy_score(truth, flags)),
                     "youdenIndex": float(metrics.balanced_accuracy_score(truth, flags, adjusted=True))})
    return rows


def studies():
    """The probabilities of every outcome of a study: flags among samples, true positives and true negatives."""
    rows = []
    for rate, sensitivity, specificity, n, m in [(0.3, 0.9, 0.85, 20, 14), (0.05, 0.95, 0.9, 25, 12),
                                                 (0.8, 0.8, 0.95, 15, 15)]:
        flagged = rate * sensitivity + (1 - rate) * (1 - specificity)
        rows.append({"rate": rate, "samples": n, "calibrated": m,
                     "flagged": stats.binom.pmf(range(n + 1), n, flagged).tolist(),
                     "truePositives": stats.binom.pmf(range(m + 1), m, sensitivity).tolist(),
                     "trueNegatives": stats.binom.pmf(range(m + 1), m, specificity).tolist()})
    return rows


def corrections():
    rows = []
    for x, n, kse, nse, ksp, nsp, confidence in [(23, 150, 96, 100, 89, 100, 0.95), (3, 263, 88, 89, 132, 134, 0.95),
                                                 (75, 150, 90, 100, 85, 100, 0.95), (60, 80, 40, 50, 27, 30, 0.9),
                                                 (0, 40, 12, 12, 15, 15, 0.99)]:
        z = stats.norm.ppf((1 + confidence) / 2)
        n1, nse1, nsp1 = n + z**2, nse + 2, nsp + 2
        ap, se, sp = (x + z**2 / 2) / n1, (kse + 1) / nse1, (ksp + 1) / nsp1
        p = (ap + sp - 1) / (se + sp - 1)
        dp = 2 * z**2 * (p * se * (1 - se) / nse1 - (1 - p) * sp * (1 - sp) / nsp1)
        variance = (ap * (1 - ap) / n1 + p**2 * se * (1 - se) / nse1
                    + (1 - p) ** 2 * sp * (1 - sp) / nsp1) / (se + sp - 1) ** 2
        bounds = [p + dp - z * variance**0.5, p + dp + z * variance**0.5]
        rows.append({"flagged": [x, n], "sensitivity": [kse, nse], "specificity": [ksp, nsp], "confidence": confidence,
                     "interval": [float(min(1, max(0, bound))) for bound in bounds]})
    return rows


def main():
    reference = {"kappas": kappas(), "alphas": alphas(), "accuracies": accuracies(), "studies": studies(),
                 "corrections": corrections()}
    path = pathlib.Path(__file__).with_name("agreement_reference.json")
    blocks = (f'"{key}": [\n' + ",\n".join(json.dumps(row) for row in rows) + "\n]" for key, rows in reference.items())
    path.write_text("{\n" + ",\n".join(blocks) + "\n}\n")


if __name__ == "__main__":
    main()
