"use strict";
// The pages work without this file: it adds keys, changes of place without loading anew, and live progress.

const root = document.documentElement;
const nameKey = "candor-labeller";
const find = (selector, within = document) => within.querySelector(selector);
const page = () => document.body.dataset.page;
const isTyping = () => /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement?.tagName ?? "");

// MARK: going from place to place

let latest = 0;

async function show(address, { remember = true, request } = {}) {
  const turn = ++latest;
  const response = await fetch(request ?? address, { headers: { Accept: "text/html" } });
  const next = new DOMParser().parseFromString(await response.text(), "text/html");
  if (turn !== latest) return;
  if (!response.ok) throw new Error(find(".cause", next)?.textContent ?? response.statusText);
  if (next.body.dataset.page !== page()) return location.assign(address);
  if (remember) history.pushState(null, "", address);
  replaceMain(next);
}

function replaceMain(next) {
  const list = find("#list");
  const place = list && { key: list.dataset.key, top: list.scrollTop };
  const isFolded = find(".fold") && !find(".fold").open;
  const focused = document.activeElement;
  const focusedName = focused?.closest("#filters") && focused.name;
  const wasInList = focused?.classList.contains("entry");
  find("main").replaceWith(find("main", next));
  find("header.bar").replaceWith(find("header.bar", next));
  document.title = next.title;
  const newList = find("#list");
  if (newList && place?.key === newList.dataset.key) newList.scrollTop = place.top;
  if (isFolded) find(".fold").open = false;
  arrive();
  if (focusedName) find(`#filters [name="${focusedName}"]`)?.focus({ preventScroll: true });
  else if (wasInList) find("[aria-current=true]", newList)?.focus({ preventScroll: true });
}

// What has to be done to a page that has just come.
function arrive() {
  find("#list [aria-current=true]")?.scrollIntoView({ block: "nearest" });
  for (const button of document.querySelectorAll("[data-opens]")) button.hidden = false;
  for (const field of document.querySelectorAll("form.label [name=by]")) field.value ||= labeller();
  const fold = find(".fold");
  if (fold && !fold.dataset.seen) {
    fold.dataset.seen = "yes";
    if (matchMedia("(max-width: 720px)").matches) fold.open = false;
  }
}

function go(address, options) {
  if (address) show(address, options).catch((error) => report(error));
}

let steps = 0;
let isWalking = false;

// From one transcript to the next, as often as was asked for while a page was under way.
async function walk(by) {
  steps = Math.min(Math.max(steps + by, -20), 20);
  if (isWalking) return;
  isWalking = true;
  try {
    while (steps) {
      const address = find("#pair")?.dataset[steps > 0 ? "next" : "previous"];
      steps = address ? steps - Math.sign(steps) : 0;
      if (address) await show(address);
    }
  } catch (error) {
    steps = 0;
    report(error);
  } finally {
    isWalking = false;
  }
}

function report(error, within = find("#pair") ?? find("main")) {
  const notice = find("[role=alert]", within) ?? within.insertBefore(document.createElement("p"), within.firstChild);
  notice.className = "problem";
  notice.setAttribute("role", "alert");
  notice.hidden = false;
  notice.textContent = error.message;
}

// MARK: labels

function labeller() {
  try { return localStorage.getItem(nameKey) ?? ""; } catch { return ""; }
}

async function label(form, button) {
  const fields = new URLSearchParams(new FormData(form, button));
  try { localStorage.setItem(nameKey, fields.get("by")); } catch { /* Without storage the name is asked for again. */ }
  const request = new Request(form.action, { method: "POST", body: fields });
  try {
    await show(form.elements.back.value, { remember: false, request });
  } catch (error) {
    report(error, form);
  }
}

function openLabels() {
  const side = document.activeElement?.closest(".side") ?? find(".side");
  const details = side && find("details.labelling", side);
  if (!details) return;
  details.open = true;
  const form = find("form", details);
  (form.elements.by.value ? find("button", form) : form.elements.by).focus();
}

function openLabelForm() { return find("details.labelling[open] form.label"); }

// MARK: what people do

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) return find(`#${opener.dataset.opens}`)?.showModal();
  if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const link = event.target.closest("main a");
  if (page() !== "transcripts" || !link || link.pathname !== location.pathname) return;
  event.preventDefault();
  go(link.getAttribute("href"));
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("#filters")) {
    event.preventDefault();
    filter(form);
  } else if (form.classList.contains("label")) {
    event.preventDefault();
    label(form, event.submitter);
  }
});

document.addEventListener("change", (event) => {
  const form = event.target.closest("#filters");
  if (form) filter(form);
});

function filter(form) {
  const fields = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
  go(`${form.getAttribute("action")}?${fields}`);
}

addEventListener("popstate", () => go(location.pathname + location.search, { remember: false }));

const keys = {
  j: () => walk(1),
  k: () => walk(-1),
  ArrowLeft: () => (page() === "transcripts" ? go(find("#pair")?.dataset.conditionBefore) : step(-1)),
  ArrowRight: () => (page() === "transcripts" ? go(find("#pair")?.dataset.conditionAfter) : step(1)),
  "/": () => { const fold = find(".fold"); if (fold) fold.open = true; find("#filters [name=q]")?.select(); },
  t: () => { const link = find(".side a.tokens"); if (link) location.assign(link.href); },
  l: openLabels,
  g: () => location.assign("/"),
  "?": () => find("#help")?.showModal(),
  y: () => press("yes"), n: () => press("no"), u: () => press("unclear"),
};
keys.ArrowDown = keys.j;
keys.ArrowUp = keys.k;

function press(value) {
  const form = openLabelForm();
  if (form) form.requestSubmit(find(`button[value=${value}]`, form));
}

// From one token to the next.
function step(by) {
  const tokens = [...document.querySelectorAll("#tokens .token")];
  const place = tokens.indexOf(document.activeElement);
  tokens[Math.min(Math.max(place + by, 0), tokens.length - 1)]?.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || find("dialog[open]")) return;
  if (event.key === "Escape") {
    for (const details of document.querySelectorAll("details.labelling[open]")) details.open = false;
    return document.activeElement?.blur();
  }
  const isArrowInList = event.key.startsWith("Arrow") && page() !== "transcripts" && !find("#tokens");
  if (isTyping() || !keys[event.key] || isArrowInList) return;
  event.preventDefault();
  keys[event.key]();
});

// MARK: what goes on meanwhile

async function followRun() {
  const live = find("#live");
  if (!live || document.hidden) return;
  const status = await (await fetch(live.dataset.status)).json();
  if (status.version !== live.dataset.version || !status.live !== !find(".stage-name", live)) {
    return show(location.pathname, { remember: false });
  }
  if (!status.live) return;
  find(".stage-name", live).textContent = status.live.stage;
  find(".stage-text", live).textContent = status.live.text;
  const bar = find("progress", live);
  if (status.live.fraction) bar.value = Number(status.live.fraction);
  find(".latest", live).replaceChildren(...status.live.latest.map(({ prompt, answer }) => {
    const [item, asked, answered] = ["li", "bdi", "bdi"].map((name) => document.createElement(name));
    asked.className = "soft";
    asked.textContent = prompt;
    answered.textContent = answer;
    item.append(asked, " ", answered);
    return item;
  }));
}

async function followIndex() {
  if (!find("#indexing") || document.hidden || isTyping() || openLabelForm()) return;
  await show(location.pathname + location.search, { remember: false });
}

async function follow() {
  // What cannot be reached now may be there the next time.
  await Promise.all([followRun(), followIndex()]).catch(() => {});
  setTimeout(follow, 1500);
}

root.classList.add("scripted");
arrive();
setTimeout(follow, 1500);
