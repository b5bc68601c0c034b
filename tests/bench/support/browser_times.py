"""What a real browser sees of the view's pages: when something is painted, when a page is ready."""

from __future__ import annotations

import importlib
import importlib.util
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.bench.support.measure import quartiles
from tests.bench.support.visits import Served, long_turns, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

ROUNDS = 7
# What is measured of a visit, in the order of `_visit`'s answer.
_SEEN = {
    "painted": "first contentful paint",
    "ready": "document ready",
    "loaded": "all loaded",
    "answers": "answers a key",
}
# When the first content was painted, when the document stood, and when everything was loaded.
_TIMES = """() => {
  const went = performance.getEntriesByType("navigation")[0];
  const paint = performance.getEntriesByName("first-contentful-paint")[0];
  return [paint ? paint.startTime : NaN, went.domContentLoadedEventEnd, went.loadEventEnd];
}"""
# How long a click on the first thing that opens takes until it is painted.
_USED = """() => new Promise((done) => {
  const began = performance.now();
  document.querySelector("main summary, main a, main button")?.focus();
  requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - began)));
})"""


def rows(home: Path) -> Iterator[tuple[str, str, str, str]]:
    """Rows of name, median, quartiles and limit; one that says why where there is no browser."""
    with _chromium() as browser:
        if browser is None:
            yield "in a browser: skipped", "–", "no chromium or no playwright", ""
            return
        with served(home) as view:
            yield from _measured(view, browser, long_turns(home))


@contextmanager
def until_shown() -> Iterator[Callable[[str, str, str], float] | None]:
    """Gives a function that visits an address and says when something of it was to be seen.

    It takes the address, a CSS selector and a cookie (`NAME=VALUE`, empty for none), and gives
    milliseconds since the visit began. None where there is no browser.
    """
    with _chromium() as browser:
        yield partial(_until_shown, browser) if browser else None


def _until_shown(browser: Browser, address: str, selector: str, cookie: str) -> float:
    context = _profile(browser, address, cookie)
    page = context.new_page()
    began = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.wait_for_selector(selector, timeout=60_000)
    took = (time.perf_counter() - began) * 1000
    context.close()
    return took


def _profile(browser: Browser, address: str, cookie: str) -> BrowserContext:
    """A profile of its own, with nothing in it but a cookie."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    name, _, value = cookie.partition("=")
    kept: Any = {"name": name, "value": value, "url": address}
    if cookie:
        context.add_cookies([kept])
    return context


@contextmanager
def _chromium() -> Iterator[Browser | None]:
    program = shutil.which("chromium")
    if program is None or importlib.util.find_spec("playwright") is None:
        yield None
        return
    api = importlib.import_module("playwright.sync_api")
    own = ["--no-sandbox"] if os.geteuid() == 0 else []
    with api.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=[*own, "--disable-gpu"])
        yield browser
        browser.close()


def _measured(
    view: Served, browser: Browser, long: dict[str, str]
) -> Iterator[tuple[str, str, str, str]]:
    for name, path, limits in (
        ("list", "/", {"painted": 300.0}),
        ("turn of 5,000 spans", f"/turn/{long['5000']}", {"painted": 300.0, "ready": 200.0}),
        ("turn of 20,000 spans", f"/turn/{long['20000']}", {"painted": 300.0, "answers": 100.0}),
    ):
        try:
            # Each in a profile of its own, after one that warms the server up.
            seen = [_visit(view, browser, path) for _ in range(ROUNDS + 1)][1:]
        except RuntimeError as error:
            yield name, "–", str(error), ""
            continue
        for number, what in enumerate(_SEEN):
            low, median, high = quartiles([times[number] for times in seen])
            limit = f"{limits[what]:g} ms" if what in limits else ""
            yield f"{name}, {_SEEN[what]}", f"{median:.0f} ms", f"{low:.0f} … {high:.0f}", limit


def _visit(view: Served, browser: Browser, path: str) -> tuple[float, float, float, float]:
    context = _profile(browser, view.origin, view.cookie)
    page = context.new_page()
    answer = page.goto(view.origin + path, wait_until="load", timeout=120_000)
    if answer is None or answer.status != 200:
        raise RuntimeError(f"{path}: {answer and answer.status}")
    page.wait_for_timeout(300)
    painted, ready, loaded = page.evaluate(_TIMES)
    used = float(page.evaluate(_USED))
    context.close()
    return painted, ready, loaded, used
