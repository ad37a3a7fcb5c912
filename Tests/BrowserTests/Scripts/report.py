"""Opens a report made of hostile texts from its file. Arguments: the report, the texts."""

import sys
from pathlib import Path

from checks import check, none
from chromium import Window, chromium
from hostile_texts import INTRUDERS, load, mismatches, shown

TEXTS = "elements => elements.map(element => element.textContent)"


def main(report, texts):
    expected = [shown(text) for text in load(texts)]
    for without_policy in (False, True):
        name = "without its content policy" if without_policy else "as it is"
        window = Window(browser, Path(report).parent.as_uri(), bypass_csp=without_policy)
        window.goto("/" + Path(report).name)
        window.page.wait_for_timeout(300)
        page = window.page
        with check(f"nothing runs in a report of hostile texts, {name}"):
            none(window.incidents)
            none(page.evaluate(f"({INTRUDERS})(document)"))
        for place, selector in [
            ("condition", ".transcripts article header span:first-child"), ("transcript's id", ".transcripts .id"),
            ("prompt", ".transcripts h4:nth-of-type(1) + .text"), ("reasoning", ".transcripts h4:nth-of-type(2) + .text"),
            ("answer", ".transcripts h4:nth-of-type(3) + .text"), ("recipe", "section:nth-of-type(2) .facts dt"),
            ("reproduction", "section:last-of-type .facts dd"),
        ]:
            with check(f"each hostile {place} can be read in the report, {name}"):
                found = page.eval_on_selector_all(selector, TEXTS)
                if place == "condition":
                    found = [text.split(" ", 1)[1] for text in found]
                none(mismatches(found, expected))
        window.close()


with chromium() as browser:
    main(*sys.argv[1:])
