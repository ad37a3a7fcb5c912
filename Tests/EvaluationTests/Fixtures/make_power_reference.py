"""Writes power_reference.json: what statsmodels and scipy make of what the detectable effects in Evaluation rest on.

Run with statsmodels 0.15 and scipy 1.17: python make_power_reference.py
"""

import json
import pathlib

import numpy
from scipy import optimize, stats
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.power import NormalIndPower
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint, proportion_effectsize


def arcsine():
    rows = []
    for baseline in [0.0, 0.02, 0.5, 0.9]:
        for n, m in [(10, 10), (25, 100), (100, 100), (400, 100), (1000, 1000)]:
            for power, confidence in [(0.8, 0.95), (0.9, 0.99)]:
                # solve_power stops after a few digits.
                def lack(rate):
                    h = proportion_effectsize(rate, baseline)
                    return power - NormalIndPower().power(h, n, alpha=1 - confidence, ratio=m / n)

                rate = float(optimize.brentq(lack, baseline, 1, xtol=1e-15)) if lack(1) < 0 else None
                rows.append({"baseline": baseline, "samples": n, "baselineSamples": m, "power": power,
                             "confidence": confidence, "rate": rate})
    return rows


def independent():
    """Newcombe's interval by statsmodels for each outcome, the outcomes' probabilities by scipy."""
    rows = []
    for n, m, confidence in [(10, 10, 0.95), (12, 30, 0.9), (40, 25, 0.95), (30, 30, 0.99)]:
        shown = numpy.array([[confint_proportions_2indep(x, n, y, m, compare="diff", method="newcomb",
                                                         alpha=1 - confidence)[0] > 0
                              for y in range(m + 1)] for x in range(n + 1)])

        def power(rate, baseline):
            return stats.binom.pmf(range(n + 1), n, rate) @ shown @ stats.binom.pmf(range(m + 1), m, baseline)

        for baseline in [0.0, 0.02, 0.5, 0.9]:
            powers = [[rate, float(power(rate, baseline))] for rate in (0.05, 0.3, 0.7, 0.95)]
            least = (float(optimize.brentq(lambda rate: power(rate, baseline) - 0.8, baseline, 1, xtol=1e-15))
                     if power(1, baseline) >= 0.8 else None)
            rows.append({"baseline": baseline, "samples": n, "baselineSamples": m, "confidence": confidence,
                         "powers": powers, "rate": least})
    return rows


def paired():
    """The exact test by statsmodels for each split of discordant pairs, the splits' probabilities by scipy."""
    rows = []
    for n in [5, 12, 40, 60]:
        significant = [[x > d - x and mcnemar([[0, x], [d - x, 0]], exact=True).pvalue <= 0.05 for x in range(d + 1)]
                       for d in range(n + 1)]

        def power(difference, discordance):
            favoring = (discordance + difference) / (2 * discordance)
            given = [stats.binom.pmf(range(d + 1), d, favoring) @ numpy.array(significant[d], float)
                     for d in range(n + 1)]
            return stats.binom.pmf(range(n + 1), n, discordance) @ numpy.array(given)

        for discordance in [0.1, 0.3, 0.6, 1.0]:
            least = (float(optimize.brentq(lambda d: power(d, discordance) - 0.8, 0, discordance, xtol=1e-15))
                     if power(discordance, discordance) >= 0.8 else None)
            rows.append({"pairs": n, "discordance": discordance, "difference": least})
    return rows


def none_of():
    return [{"trials": n, "confidence": confidence,
             "upper": float(proportion_confint(0, n, alpha=2 * (1 - confidence), method="beta")[1])}
            for n in [1, 10, 100, 10_000] for confidence in (0.9, 0.95, 0.99)]


def main():
    reference = {"arcsine": arcsine(), "independent": independent(), "paired": paired(), "noneOf": none_of()}
    path = pathlib.Path(__file__).with_name("power_reference.json")
    blocks = (f'"{key}": [\n' + ",\n".join(json.dumps(row) for row in rows) + "\n]" for key, rows in reference.items())
    path.write_text("{\n" + ",\n".join(blocks) + "\n}\n")


if __name__ == "__main__":
    main()
