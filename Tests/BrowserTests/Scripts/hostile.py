"""Opens a view whose runs are made of hostile texts, and sends it hostile addresses and labels.

Arguments: the view's address, the folder of the runs, the texts.

Every page is put into a window whose content policy is switched off, one after another, so that what keeps a text from running is that
it is escaped. A part of them is then opened as a person does, policy and all.
"""

import http.client
import itertools
import json
import sys
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

from checks import check, equal, none
from chromium import Window, chromium
from hostile_texts import INTRUDERS, load, mismatches, shown
from run_files import Run

BLANKS = " \t\n\r\v\f\x85\xa0\u180e\u2000\u2009\u200b\u2028\u2029\u3000\ufeff"
LIST = "/runs/hostile/transcripts"

# Every place that takes a text from an address; {} is the text.
FILTERS = "&".join(f"{name}={{}}" for name in ("condition", "against", "outcome", "verdict", "disagree", "label", "q", "from"))
ADDRESSES = [
    f"{LIST}?{FILTERS}", f"{LIST}?verdict=behavior:{{}}&q=%22{{}}%22", f"{LIST}?id={{}}", "/runs/hostile/tokens?id={}",
    "/runs/hostile/rows?id={}", "/compare?a={}&b={}", "/compare?a=hostile&b={}", "/runs/{}", "/runs/{}/transcripts?id={}",
    "/runs/hostile/{}", "/{}", "/?token={}", "/assets/{}",
]

# Puts the body of each page into the window, as if it had been opened, and gives what it is made of.
SWEEP = f"""
async (paths) => {{
    const intruders = {INTRUDERS};
    const text = (place, selector) => place.querySelector(selector)?.textContent.trim() ?? "";
    const sides = (page) => Object.fromEntries([...page.querySelectorAll("article.side[data-condition]")].map((side) =>
        [side.dataset.condition, {{
            prompt: text(side, ".prompt"), reasoning: text(side, ".reasoning:not(.missing)"),
            answer: text(side, ".answer:not(.missing)"), id: side.querySelector("form.label [name=transcript]").value }}]));
    const found = [];
    for (const path of paths) {{
        const page = new DOMParser().parseFromString(await (await fetch(path)).text(), "text/html");
        found.push({{ path: path.slice(0, 100), intruders: intruders(page), sides: sides(page), text: page.body.textContent,
            search: page.querySelector("#filters [name=q]")?.value }});
        document.body = document.adoptNode(page.body);
    }}
    await new Promise((resume) => setTimeout(resume, 300));
    return found;
}}
"""


class HostileView:
    def __init__(self, origin, runs, texts):
        self.origin, self.texts = origin, texts
        self.run = Run(Path(runs) / "hostile")
        # What Swift's strings cannot hold makes a file unreadable, which the view is to say.
        self.readable = [text for text in texts if "\ufffd" not in text]
        self.bare = Window(browser, origin, expects_errors=True, bypass_csp=True)
        self.bare.goto("/")
        self.served = Window(browser, origin, expects_errors=True)

    def sweep(self, where, paths):
        """What the pages are made of; none of them may hold or do what it must not."""
        found = list(itertools.chain.from_iterable(
            self.bare.page.evaluate(SWEEP, paths[start:start + 100]) for start in range(0, len(paths), 100)))
        with check(f"nothing runs {where}, without the content policy"):
            none(f"{page['path']}: {intruder}" for page in found for intruder in page["intruders"])
            none(self.bare.incidents)
        return found

    def opening(self, where, paths):
        """Opens pages as they are served."""
        with check(f"nothing runs {where}, as they are served"):
            for path in paths:
                self.served.goto(path)
                none(self.served.page.evaluate(f"({INTRUDERS})(document)"))
            none(self.served.incidents)

    def names(self):
        window = self.served
        window.goto("/")
        names = window.page.eval_on_selector_all("li.run .soft bdi", "parts => parts.map(part => part.textContent)")
        paths = window.page.eval_on_selector_all("li.run h2 a", "links => links.map(link => link.getAttribute('href'))")
        with check("each hostile experiment's name can be read in the overview"):
            found = {name.rsplit(" · seed ", 1)[0].strip() for name in names}
            none(repr(text) for text in {shown(text).strip() for text in self.readable} - found)
        with check("every run with a hostile name is listed, and those that cannot be read say so"):
            equal(len(paths), len(self.texts) + 1, "the number of runs")
            equal(window.page.locator("li.run .problem").count(), len(self.texts) - len(self.readable), "what cannot be read")
        self.sweep("in the overview of runs with hostile names", ["/"])
        pages = self.sweep("on the pages of runs with hostile names", paths)
        with check("each hostile name of a model or condition can be read on the run's page"):
            everything = " ".join(" ".join(page["text"].split()) for page in pages)
            none(repr(text) for text in self.readable if " ".join(shown(text).split()) not in everything)
        self.sweep("among the transcripts of runs with hostile names", [f"{path}/transcripts" for path in paths[::12]])
        self.opening("on the pages of runs with hostile names", paths[::15])
        for path in paths[::7]:
            window.goto(f"{path}/report")
        window.page.wait_for_timeout(300)
        with check("nothing runs in reports that are hostile HTML"):
            none(window.executions + window.foreign + [error for error in window.errors if error.startswith("page error")])
        # Their policy speaks up, as it should.
        window.violations.clear()
        window.errors.clear()

    def transcripts(self):
        ids = self.run.where(lambda sample: sample.condition == "clean")
        # The search leaves nothing in the list, which is not what is looked at here.
        paths = [f"{LIST}?{urlencode({'against': 'triggered', 'q': 'nowhere to be found', 'id': id})}" for id in ids]
        wrong = []
        for id, page in zip(ids, self.sweep("on the pages of hostile transcripts", paths)):
            for condition in ("clean", "triggered"):
                sample = self.run.samples[condition + id.removeprefix("clean")]
                found = page["sides"].get(condition, {})
                expected = {part: shown(getattr(sample, part) or "").strip() for part in ("prompt", "reasoning", "answer")}
                expected["id"] = sample.id
                wrong += [f"{part} {text[:60]!r} is {str(found.get(part))[:60]!r}" for part, text in expected.items()
                          if found.get(part) != text]
        with check("each hostile prompt, reasoning, answer and id is shown as it is"):
            none(wrong)
        self.opening("on the pages of hostile transcripts", paths[::15])
        with check("nothing runs while keys go through hostile transcripts"):
            self.bare.goto(f"{LIST}?condition=clean&against=triggered")
            for _ in range(25):
                before = self.bare.page.url
                self.bare.page.keyboard.press("j")
                self.bare.page.wait_for_function("before => location.href !== before", arg=before)
            none(self.bare.page.evaluate(f"({INTRUDERS})(document)"))
            none(self.bare.incidents)

    def labels(self):
        """Labels whose notes and labellers are hostile, all on one transcript: some sent, the rest from elsewhere."""
        id = self.run.ids[0]
        labels = []
        for number, text in enumerate(text for text in self.texts if "\0" not in text):
            # What comes first or last and is white space, as Unicode once had it, is left out.
            name, note = f"{number} {text}".strip(BLANKS), text[:2000].strip(BLANKS)
            labels += [(name, note)] if len(name) <= 100 else []
        sent, written = labels[::9], [label for number, label in enumerate(labels) if number % 9]
        with open(self.run.folder / "labels.jsonl", "w") as file:
            for name, note in written:
                fields = {"transcript": id, "question": "behavior", "value": "yes", "by": name, "note": note}
                file.write(json.dumps(fields | {"at": "2026-11-21T12:00:00Z"}) + "\n")
        connection = Connection(self.origin)
        statuses = [connection.answer("/runs/hostile/labels", {
            "transcript": id, "question": "behavior", "value": "yes", "by": name, "note": note, "back": LIST})[0]
            for name, note in sent]
        expected = written + sent
        with check("each hostile label is kept as it was given"):
            equal(set(statuses), {303}, "the status")
            found = [(line["by"], line.get("note", "")) for line in self.run.labels]
            none(mismatches([repr(label) for label in found], [repr(label) for label in expected]))
        path = f"{LIST}?{urlencode({'id': id})}"
        self.sweep("on the page of a transcript with hostile labels", [path])
        self.opening("on the page of a transcript with hostile labels", [path])
        with check("each hostile labeller and note can be read"):
            given = self.served.page.locator("#pair article[data-side=left] .given")
            parts = given.evaluate_all("lines => lines.map(line => [...line.querySelectorAll('bdi')].map(part => part.textContent))")
            none(mismatches([part[0] for part in parts], [shown(name) for name, _ in expected]))
            none(mismatches(["".join(part[1:]) for part in parts], [shown(note) for _, note in expected]))

    def searches(self):
        paths = [f"{LIST}?{FILTERS.replace('{}', quote(text, safe=''))}" for text in self.texts]
        pages = self.sweep("on the pages of hostile addresses", paths)
        with check("each hostile search stays in its field"):
            # A field of one line holds no line breaks, and HTML cannot write NUL.
            wanted = [text.replace("\r", "").replace("\n", "") for text in self.texts]
            none(mismatches([page["search"] if "\0" not in text else text for page, text in zip(pages, wanted)], wanted))
        self.opening("on the pages of hostile addresses", paths[::15])


class Connection:
    """A connection to the view that is kept, and follows no redirections."""

    def __init__(self, origin):
        self.origin = origin
        self.connection = http.client.HTTPConnection(urlsplit(origin).netloc)

    def answer(self, path, form=None, **headers):
        if form is None:
            self.connection.request("GET", path, headers=headers)
        else:
            headers |= {"Origin": self.origin, "Content-Type": "application/x-www-form-urlencoded"}
            self.connection.request("POST", path, urlencode(form), headers)
        response = self.connection.getresponse()
        return response.status, response.read().decode()


def addresses(origin, texts):
    """Texts in every place of an address, as the server answers them; each text in one of them."""
    connection = Connection(origin)
    _, usual = connection.answer(LIST)
    failures, unescaped = [], []
    for number, text in enumerate(texts):
        for pattern in ADDRESSES[number % 13::13]:
            path = pattern.replace("{}", quote(text[:400], safe=""))
            status, body = connection.answer(path)
            failures += [f"{path[:100]} is answered with {status}"] if status >= 500 else []
            if len(text) > 6 and set(text) & set("<>\"") and text in body and text not in usual:
                unescaped.append(path[:100])
    with check("no hostile address makes the server fail"):
        none(failures)
    with check("no hostile address is repeated without escapes"):
        none(unescaped)


def strangers(origin, runs):
    """What a page of another origin may do with the view: nothing."""
    context = browser.new_context()
    form = f"""<form action="{origin}/runs/hostile/labels" method="post"><input name="transcript" value="x">
        <input name="value" value="yes"><input name="by" value="stranger"></form>
        <script>document.forms[0].submit()</script>"""
    context.route("http://attacker.example/**", lambda route: route.fulfill(content_type="text/html", body=form))
    page = context.new_page()
    with check("a form on another site labels nothing"):
        with page.expect_response(lambda response: response.request.method == "POST") as response:
            page.goto("http://attacker.example/", wait_until="commit")
        equal(response.value.status, 403, "the status")
        none(line for line in Run(Path(runs) / "hostile").labels if line["by"] == "stranger")
    context.close()
    with check("a name of another site that leads here is turned away"):
        status, body = Connection(origin).answer("/", Host="attacker.example")
        assert 400 <= status < 500 and "hostile" not in body, f"status {status}"


def main(origin, runs, texts):
    texts = load(texts)
    view = HostileView(origin, runs, texts)
    view.names()
    view.transcripts()
    view.labels()
    view.searches()
    strangers(origin, runs)
    addresses(origin, texts)


with chromium() as browser:
    main(*sys.argv[1:])
