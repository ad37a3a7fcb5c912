"""The system's Chromium, and what happens in it that must not."""

import contextlib
import os
import shutil
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

# Runs before anything in a page does. What a text tries to run calls canary(), or opens a dialog.
CANARY = """
for (const name of ["canary", "alert", "confirm", "prompt", "print"]) {
    Object.defineProperty(window, name, { value: (...values) => { reportExecution(`${name}(${values})`); } });
}
document.addEventListener("securitypolicyviolation", (event) =>
    reportViolation(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""


@contextlib.contextmanager
def chromium():
    """The browser, which finds no host but this one; as root it has no sandbox."""
    arguments = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
    arguments += ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)
        try:
            yield browser
        finally:
            browser.close()


class Window:
    """A page in a context of its own, with a record of what must not happen in it.

    `expects_errors` leaves out the console's notes that a page was answered with status 4xx.
    """

    def __init__(self, browser, origin, expects_errors=False, **options):
        self.origin = origin
        self.executions, self.violations, self.errors, self.foreign = [], [], [], []
        self.context = browser.new_context(**options)
        self.context.set_default_timeout(30_000)
        self.context.expose_function("reportExecution", lambda what: self.executions.append(what))
        self.context.expose_function("reportViolation", lambda what: self.violations.append(what))
        self.context.add_init_script(CANARY)
        self.context.on("request", self._watch)
        self.context.on("requestfailed", self._excuse)
        self.page = self.context.new_page()
        self.page.on("dialog", self._dismiss)
        self.page.on("pageerror", lambda error: self.errors.append(f"page error: {error}"))
        self.page.on("popup", lambda popup: self.foreign.append(f"a window opened: {popup.url}"))
        self._expects_errors = expects_errors
        self.page.on("console", self._note)

    def goto(self, path, **options):
        return self.page.goto(self.origin + path, **options)

    def close(self):
        self.context.close()

    @property
    def incidents(self):
        """Everything that a text of a run must never bring about."""
        return self.executions + self.violations + self.errors + self.foreign

    def _is_own(self, url):
        return url.startswith(self.origin + "/") or urlsplit(url).scheme in ("about", "data", "blob")

    def _watch(self, request):
        if not self._is_own(request.url):
            self.foreign.append(f"request to {request.url[:200]}")

    def _excuse(self, request):
        """Strikes out a request that the content policy kept from being sent."""
        if request.failure == "csp" and not self._is_own(request.url):
            self.foreign.remove(f"request to {request.url[:200]}")

    def _dismiss(self, dialog):
        self.executions.append(f"dialog {dialog.type}: {dialog.message}")
        dialog.dismiss()

    def _note(self, message):
        if message.type != "error" or self._expects_errors and "the server responded with a status of 4" in message.text:
            return
        self.errors.append(f"console: {message.text[:300]}")
