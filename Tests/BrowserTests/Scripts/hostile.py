"""Opens a view whose runs are made of hostile texts, and sends it hostile addresses and labels.

Arguments: the view's address, the folder of the runs, the texts. Pages are opened as they are served, and with their content policy
switched off, so that what keeps a text from running is that it is escaped.
"""

import sys
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import quote, urlencode

from checks import check, equal, none
from chromium import Window, chromium
from hostile_texts import INTRUDERS, load, mismatches, shown
from run_files import Run

LIST = "/runs/hostile/transcripts"
TEXTS = "elements => elements.map(element => element.textContent.trim())"

# What a transcript's page shows of both sides, by condition; nothing where there is no such part.
SIDES = """
() => Object.fromEntries([...document.querySelectorAll("article.side")].map((side) => [side.dataset.condition,
    Object.fromEntries(["prompt", "reasoning", "answer"].map((part) =>
        [part, side.querySelector(`.${part}:not(.missing)`)?.textContent.trim() ?? ""]).concat(
        [["id", side.querySelector("form.label [name=transcript]").value]]))]))
"""

# Every place that takes a text from the address; {} is the text.
ADDRESSES = [
    *(f"{LIST}?{name}={{}}" for name in ("condition", "against", "outcome", "verdict", "disagree", "label", "q", "id", "from")),
    f"{LIST}?verdict=behavior:{{}}", f"{LIST}?q=%22{{}}%22", "/runs/hostile/tokens?id={}", "/runs/hostile/rows?id={}",
    "/compare?a={}&b=hostile", "/compare?a=hostile&b={}", "/compare?run={}", "/runs/{}", "/runs/{}/transcripts", "/runs/{}/report",
    "/runs/{}/status", "/runs/hostile/{}", "/{}", "/?token={}", "/assets/{}",
]


class HostileView:
    def __init__(self, origin, runs, texts, policy, **options):
        self.origin, self.texts, self.policy = origin, texts, policy
        self.run = Run(Path(runs) / "hostile")
        self.window = Window(browser, origin, expects_errors=True, **options)
        self.page = self.window.page

    def visit(self, path):
        """Opens a page; gives what is on it that must not be."""
        self.window.goto(path)
        return self.intruders(path)

    def intruders(self, path):
        return [f"{path[:100]}: {found}" for found in self.page.evaluate(INTRUDERS)]

    def harmless(self, where, intruders):
        with check(f"nothing runs {where}, {self.policy}"):
            none(intruders + self.window.incidents)
        for record in (self.window.executions, self.window.violations, self.window.errors, self.window.foreign):
            record.clear()

    def names(self, every):
        """The overview, and the pages of the runs that have hostile names."""
        self.harmless("in an overview of runs with hostile names", self.visit("/"))
        with check(f"each hostile experiment's name can be read in the overview, {self.policy}"):
            found = self.page.eval_on_selector_all("li.run .soft bdi", TEXTS)
            found = {text.rsplit(" · seed ", 1)[0].strip() for text in found}
            none(repr(text) for text in {shown(text).strip() for text in self.texts} - found)
        self.paths = self.page.eval_on_selector_all("li.run h2 a", "links => links.map(link => link.getAttribute('href'))")
        with check(f"every run with a hostile name has a page, {self.policy}"):
            assert len(self.paths) >= len(self.texts), f"{len(self.paths)} pages for {len(self.texts)} runs"
        intruders = [found for path in self.paths[::every] for found in self.visit(path) + self.visit(f"{path}/transcripts")]
        self.harmless("on the pages of runs with hostile names", intruders)

    def reports(self):
        """The reports of runs that are hostile HTML, which the view serves as they are; their policy speaks up, as it should."""
        for path in self.paths:
            self.window.goto(f"{path}/report")
        self.page.wait_for_timeout(500)
        self.window.violations.clear()
        self.window.errors[:] = [error for error in self.window.errors if error.startswith("page error")]
        self.harmless("in reports that are hostile HTML", [])

    def transcripts(self, step):
        """Each transcript of the run whose prompts and answers are hostile."""
        intruders, wrong = [], []
        for id in self.run.where(lambda sample: sample.condition == "clean"):
            step(id)
            intruders += self.intruders(id)
            sides = self.page.evaluate(SIDES)
            for condition in ("clean", "triggered"):
                sample = self.run.samples[condition + id.removeprefix("clean")]
                wrong += [f"the label's transcript {sample.id!r} is {sides.get(condition, {}).get('id')!r}"] if (
                    sides.get(condition, {}).get("id") != sample.id and "\0" not in sample.id) else []
                for part in ("prompt", "reasoning", "answer"):
                    text = shown(getattr(sample, part) or "").strip()
                    found = sides.get(condition, {}).get(part)
                    wrong += [f"{condition} {part} {text[:60]!r} is {str(found)[:60]!r}"] if found != text else []
        self.harmless("on the pages of hostile transcripts", intruders)
        with check(f"each hostile prompt, reasoning and answer can be read, {self.policy}"):
            none(wrong)

    def by_address(self, id):
        self.window.goto(f"{LIST}?{urlencode({'condition': 'clean', 'against': 'triggered', 'id': id})}")

    def by_key(self, id):
        """Goes on to the next in the list, which replaces a part of the page."""
        if not self.page.url.startswith(f"{self.origin}{LIST}?condition=clean"):
            return self.window.goto(f"{LIST}?condition=clean&against=triggered")
        self.page.keyboard.press("j")
        self.page.wait_for_function("id => document.querySelector('#pair article')?.dataset.id === id", arg=id)

    def labels(self):
        """Labels whose notes and labellers are hostile, all on one transcript."""
        id = self.run.ids[0]
        expected = []
        for number, text in enumerate(self.texts):
            name, note = f"{number} {text}".strip(), text[:2000]
            if len(name) <= 100:
                self.send(id, name, note)
                expected.append((name, note.strip()))
        with check(f"each hostile label is kept as it was given, {self.policy}"):
            found = [(line["by"], line.get("note", "")) for line in self.run.labels]
            none(mismatches([repr(label) for label in found], [repr(label) for label in expected]))
        self.harmless("on the page of a transcript with hostile labels", self.visit(f"{LIST}?{urlencode({'id': id})}"))
        with check(f"each hostile labeller and note can be read, {self.policy}"):
            given = self.page.locator("#pair article[data-side=left] .given")
            texts = given.evaluate_all("lines => lines.map(line => [...line.querySelectorAll('bdi')].map(part => part.textContent))")
            none(mismatches([text[0] for text in texts], [shown(name) for name, _ in expected]))
            none(mismatches([text[1] if len(text) > 1 else "" for text in texts], [shown(note) for _, note in expected]))

    def send(self, transcript, name, note):
        fields = {"transcript": transcript, "question": "behavior", "value": "yes", "by": name, "note": note, "back": LIST}
        request = urllib.request.Request(
            f"{self.origin}/runs/hostile/labels", urlencode(fields).encode(), {"Origin": self.origin}, method="POST")
        urllib.request.build_opener(Unredirected).open(request)

    def searches(self, every):
        """Addresses in which everything is hostile."""
        intruders, wrong = [], []
        texts = self.texts[::every]
        for number, text in enumerate(texts):
            others = texts[number:] + texts[:number]
            fields = zip(("q", "condition", "against", "outcome", "label", "from", "verdict"), others)
            intruders += self.visit(f"{LIST}?{urlencode(dict(fields))}")
            found = self.page.locator("#filters [name=q]").input_value()
            # A field of one line holds no line breaks, and HTML cannot write NUL.
            wanted = text.replace("\r", "").replace("\n", "")
            wrong += [f"{wanted[:60]!r} is {found[:60]!r}"] if found != wanted and "\0" not in wanted else []
        self.harmless("on the pages of hostile addresses", intruders)
        with check(f"each hostile search stays in its field, {self.policy}"):
            none(wrong)


class Unredirected(urllib.request.HTTPRedirectHandler):
    def http_error_303(self, request, response, code, message, headers):
        return response


def addresses(origin, texts):
    """Every text in every place of an address, as the server answers it."""
    failures, unescaped = [], []
    for text in texts:
        for pattern in ADDRESSES:
            path = pattern.replace("{}", quote(text[:1500], safe=""))
            try:
                with urllib.request.urlopen(origin + path) as response:
                    status, body = response.status, response.read().decode()
            except urllib.error.HTTPError as error:
                status, body = error.code, error.read().decode()
            failures += [f"{path[:100]} is answered with {status}"] if status >= 500 else []
            if len(text) > 6 and set(text) & set("<>\"") and text in body:
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
        <iframe src="{origin}/"></iframe><script>document.forms[0].submit()</script>"""
    context.route("http://attacker.example/**", lambda route: route.fulfill(content_type="text/html", body=form))
    page = context.new_page()
    answers = []
    page.on("response", lambda response: answers.append((response.request.method, response.status)))
    page.goto("http://attacker.example/")
    page.wait_for_timeout(500)
    with check("a form on another site labels nothing"):
        none(line for line in Run(Path(runs) / "hostile").labels if line["by"] == "stranger")
        assert any(method == "POST" and status >= 400 for method, status in answers), f"the answers were {answers}"
    context.close()
    with check("a name of another site that leads here is turned away"):
        request = urllib.request.Request(origin + "/", headers={"Host": "attacker.example"})
        try:
            urllib.request.urlopen(request)
            raise AssertionError("the overview was shown")
        except urllib.error.HTTPError as error:
            assert 400 <= error.code < 500, f"status {error.code}"


def main(origin, runs, texts):
    texts = load(texts)
    addresses(origin, texts)
    strangers(origin, runs)
    bare = HostileView(origin, runs, texts, "without the content policy", bypass_csp=True)
    bare.names(every=1)
    bare.transcripts(bare.by_key)
    bare.labels()
    bare.searches(every=1)
    bare.window.close()
    served = HostileView(origin, runs, texts, "as it is served")
    served.names(every=7)
    served.reports()
    served.transcripts(served.by_address)
    served.searches(every=7)
    served.window.close()


with chromium() as browser:
    main(*sys.argv[1:])
