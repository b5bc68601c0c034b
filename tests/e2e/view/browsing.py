"""A tab of a real browser, and everything that went wrong in it."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urldefrag

import pytest

from tests.view.web.walk import kind_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, BrowserType, Page

_NOT_YET = "responded with a status of 503"
_PENDING, _REFRESHED = "[data-pending]", "meta[http-equiv=refresh]"
# Reports go here, because a page's own console says nothing of which rule was broken.
_WATCH = """
window.complaints = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.complaints.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`);
});
"""


def chromium() -> str:
    """The system's Chromium; without it there is no browser to drive."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip("no chromium on PATH")
    return found


@contextmanager
def browser() -> Iterator[Browser]:
    """Have a Chromium running, without any window."""
    with _playwright().sync_playwright() as driver:
        running = launched(driver.chromium)
        yield running
        running.close()


def _playwright() -> Any:
    """Playwright, which only `make e2e` installs."""
    return pytest.importorskip("playwright.sync_api", reason="make e2e installs playwright")


def launched(kind: BrowserType, *arguments: str) -> Browser:
    """Start Chromium. Root may not use its sandbox, which is about hostile pages, not ours."""
    own = ["--no-sandbox"] if os.geteuid() == 0 else []
    return kind.launch(executable_path=chromium(), args=[*own, "--disable-gpu", *arguments])


@dataclass
class Tab:
    """A tab, and what went wrong in it: dialogs, errors, reports of the content policy."""

    page: Page
    problems: list[str] = field(default_factory=list)
    runs_scripts: bool = True

    def __post_init__(self) -> None:
        """Begin to watch."""
        self.page.add_init_script(_WATCH)
        self.page.on("dialog", self._dialog)
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.problems.append(f"error: {error}"))

    def visit(self, address: str) -> bool:
        """Go there, until everything of it is loaded; whether it is a page and not a download."""
        try:
            self.page.goto(address, wait_until="load")
        except _playwright().Error as error:
            if "Download is starting" in error.message:
                return False
            if "ERR_ABORTED" not in error.message:
                raise
            # The page before loaded itself anew (status, while Codex is asked) and was faster.
            self.page.goto(address, wait_until="load")
        # What loads itself anew (status while Codex is asked, a store that is brought up to date)
        # would take the page away from whoever reads it; status gives up after half a minute.
        # Without scripts it says for good that it is being looked at.
        reloads = f"{_PENDING}, {_REFRESHED}" if self.runs_scripts else _REFRESHED
        with suppress(_playwright().TimeoutError):
            self.page.wait_for_selector(reloads, state="detached", timeout=60_000)
        self.problems += self.page.evaluate("window.complaints ?? []")
        return True

    def links(self) -> list[str]:
        """The addresses of our own that the page links to, each without its place on the page."""
        found = self.page.eval_on_selector_all(
            "a[href]", "all => all.filter(a => a.origin === location.origin).map(a => a.href)"
        )
        return list(dict.fromkeys(urldefrag(link).url for link in found))

    def _dialog(self, dialog: Any) -> None:
        self.problems.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _console(self, message: Any) -> None:
        # The page asks again while its store is brought up to date; a browser notes each answer.
        if message.type in ("error", "warning") and _NOT_YET not in message.text:
            self.problems.append(f"{message.type}: {message.text}")


@contextmanager
def tab(running: Browser, **options: Any) -> Iterator[Tab]:
    """Have a tab open in a context of its own, as a new profile has it.

    `options` are playwright's for a context (`viewport`, `color_scheme`, …).
    """
    context: BrowserContext = running.new_context(**options)
    context.set_default_timeout(10_000)
    try:
        yield Tab(context.new_page(), runs_scripts=options.get("java_script_enabled", True))
    finally:
        context.close()


def walk(
    here: Tab, origin: str, *starts: str, of_a_kind: int = 60, asked: int = 3
) -> Iterator[str]:
    """Visit the pages that links lead to, from `/` and other starts; gives each address.

    `of_a_kind` is how many are visited of those that differ in their values alone, `asked` the same
    where something is asked for behind a question mark.
    """
    found = dict.fromkeys(origin + start for start in ("/", *starts))
    ahead, kinds = list(found), Counter[str]()
    while ahead:
        address = ahead.pop(0)
        kinds[kind_of(address)] += 1
        most = asked if "?" in address else of_a_kind
        if kinds[kind_of(address)] > most or not here.visit(address):
            continue
        yield address
        fresh = [link for link in here.links() if link not in found]
        found.update(dict.fromkeys(fresh))
        ahead += fresh
