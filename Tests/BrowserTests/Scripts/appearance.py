"""Opens every page in light and dark, narrow and wide, and measures what can be measured of its looks.

Arguments: the view's address, the folder of the runs.
"""

import sys
from pathlib import Path
from urllib.parse import urlencode

from appearance_rules import CONTRAST, OVERFLOW, OVERLAPS
from checks import check, none
from chromium import Window, chromium
from run_files import Run

WIDTHS = (375, 768, 1600)


def pages(runs):
    """The address of each kind of page, by name."""
    everyday, tiny = Run(Path(runs) / "everyday"), Run(Path(runs) / "tiny")

    def of_outcome(outcome):
        return everyday.where(lambda sample: sample.outcome == outcome)[0]

    listing = "/runs/everyday/transcripts"
    return {
        "overview": "/",
        "run": "/runs/everyday",
        "trained run": "/runs/tiny",
        "transcripts": listing,
        "filtered transcripts": f"{listing}?condition=triggered&verdict=behavior%3Atrue&q=crane",
        "transcripts that no filter leaves": f"{listing}?q=nowhere+to+be+found",
        **{f"{outcome} transcript": f"{listing}?{urlencode({'id': of_outcome(outcome)})}"
           for outcome in ("truncated", "malformed", "empty", "failed", "refused")},
        "tokens": f"/runs/tiny/tokens?{urlencode({'id': tiny.ids[0]})}",
        "rows": "/runs/tiny/rows",
        "comparison": "/compare?a=everyday&b=tiny",
        "report": "/runs/everyday/report",
        "missing page": "/runs/none-of-this-name",
    }


def main(origin, runs):
    addresses = pages(runs)
    for scheme in ("light", "dark"):
        window = Window(browser, origin, expects_errors=True, color_scheme=scheme)
        for name, path in addresses.items():
            for width in WIDTHS:
                window.page.set_viewport_size({"width": width, "height": 800})
                if width == WIDTHS[0]:
                    window.goto(path)
                if scheme == "light":
                    with check(f"the {name} page fits into {width} px"):
                        none(window.page.evaluate(OVERFLOW))
                    with check(f"nothing overlaps on the {name} page, {width} px wide"):
                        none(window.page.evaluate(OVERLAPS))
            with check(f"every text of the {name} page has contrast, {scheme}"):
                none(window.page.evaluate(CONTRAST))
        with check(f"no page makes the console complain, {scheme}"):
            none(window.incidents)
        window.close()


with chromium() as browser:
    main(*sys.argv[1:])
