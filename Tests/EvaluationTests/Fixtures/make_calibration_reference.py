"""Writes calibration_reference.json: what others say of judges that give one of several labels, or a score.

Kappa over all labels, and sensitivity and specificity of each against the rest, by scikit-learn; the interval of kappa by
statsmodels; the mean absolute error by scikit-learn and the rank correlation by scipy.
Run with statsmodels 0.15, scikit-learn 1.9 and scipy 1.17: python make_calibration_reference.py
"""

import json
import pathlib

import numpy
from scipy import stats
from sklearn import metrics
from statsmodels.stats.inter_rater import cohens_kappa


def labels():
    random = numpy.random.default_rng(7)
    rows = []
    for categories, items, skill in [(2, 30, 0.7), (3, 64, 0.8), (5, 62, 0.5), (5, 80, 0.0), (4, 24, 0.9)]:
        names = [f"label-{index}" for index in range(categories)]
        truth = random.integers(0, categories, items)
        said = numpy.where(random.random(items) < skill, truth, random.integers(0, categories, items))
        table = metrics.confusion_matrix(truth, said, labels=range(categories))
        agreement = cohens_kappa(table)
        assert abs(agreement.kappa - metrics.cohen_kappa_score(truth, said)) < 1e-12
        rows.append({
            "labels": names, "truth": [names[index] for index in truth], "said": [names[index] for index in said],
            "table": table.tolist(), "kappa": float(agreement.kappa),
            "interval": [float(agreement.kappa_low), float(agreement.kappa_upp)],
            "sensitivities": [float(metrics.recall_score(truth == index, said == index)) for index in range(categories)],
            "specificities": [float(metrics.recall_score(truth != index, said != index)) for index in range(categories)],
        })
    return rows


def scores():
    random = numpy.random.default_rng(8)
    rows = []
    for items, noise, step in [(10, 5, 1), (64, 20, 5), (40, 200, 10), (2, 0, 1)]:
        truth = numpy.round(random.uniform(0, 100, items) / step) * step
        said = numpy.clip(numpy.round((truth + random.normal(0, noise, items)) / step) * step, 0, 100)
        rows.append({
            "truth": truth.tolist(), "said": said.tolist(),
            "meanAbsoluteError": float(metrics.mean_absolute_error(truth, said)),
            "rankCorrelation": float(stats.spearmanr(truth, said).statistic),
        })
    return rows


def main():
    path = pathlib.Path(__file__).with_name("calibration_reference.json")
    blocks = {"labels": labels(), "scores": scores()}
    parts = (f'"{key}": [\n' + ",\n".join(json.dumps(row) for row in rows) + "\n]" for key, rows in blocks.items())
    path.write_text("{\n" + ",\n".join(parts) + "\n}\n")


if __name__ == "__main__":
    main()
