"""Takes pictures of the view's pages. Arguments: the view's address, the run's folder, the folder of the pictures."""

import sys
from pathlib import Path
from urllib.parse import urlencode

from chromium import Window, chromium
from run_files import Run

WIDTHS = {375: 812, 1600: 1000}


def main(origin, folder, pictures):
    run = Run(folder)
    fired = run.where(lambda sample: sample.verdicts.get("behavior") is True)
    seen = (fired or run.ids)[0]
    for scheme in ("light", "dark"):
        for width, height in WIDTHS.items():
            window = Window(browser, origin, color_scheme=scheme, viewport={"width": width, "height": height})
            page = window.page

            def take(name, path=None, whole=False):
                if path:
                    window.goto(path)
                page.screenshot(path=Path(pictures) / f"{name}-{scheme}-{width}.png", full_page=whole)

            take("overview", "/")
            start = page.locator("li.run h2 a").first.get_attribute("href")
            listing = f"{start}/transcripts"
            take("run", start, whole=True)
            take("pair", f"{listing}?{urlencode({'id': seen})}")
            take("pair-whole", whole=True)
            take("filters", f"{listing}?condition=triggered&verdict=behavior%3Atrue&q=the")
            take("nothing", f"{listing}?q=nowhere+to+be+found")
            window.goto(f"{listing}?{urlencode({'id': seen})}")
            page.keyboard.press("l")
            take("labels", whole=True)
            window.goto(listing)
            page.keyboard.press("?")
            take("help")
            window.goto(f"{start}/tokens?{urlencode({'id': seen})}")
            if page.locator(".token").count() > 4:
                page.locator(".token").nth(4).hover()
            take("tokens")
            take("rows", f"{start}/rows")
            name = start.removeprefix("/runs/")
            take("compare", f"/compare?{urlencode({'a': name, 'b': name})}")
            take("report", f"{start}/report", whole=True)
            take("error", "/runs/none-of-this-name")
            window.close()


with chromium() as browser:
    main(*sys.argv[1:])
