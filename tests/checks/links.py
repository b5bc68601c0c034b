"""Links of the documents lead somewhere: to a file, a heading of it, or a well-formed address."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tests.checks.documents import ROOT, tracked
from tests.website import nav
from tests.website.links import anchors, links
from tests.website.staging import BESIDE, pages

# The home page is the README's twin; files beside docs/ are linked under their own names.
PAGES_ELSEWHERE = {"index.md", *BESIDE.values()}


def findings() -> Iterator[str]:
    """What is wrong with links, and with the navigation of the site; one line each."""
    for path in tracked():
        if path.suffix == ".md" and "recordings" not in path.parts:
            for number, link in links(path.read_text("utf-8")):
                for what in wrong(link, path):
                    yield f"{path.relative_to(ROOT)}:{number}: links to {link}, {what}"
    yield from unlisted((ROOT / "README.md").read_text("utf-8"), list(pages(ROOT)))
    yield from nav.findings((ROOT / nav.CONFIG).read_text("utf-8"), list(pages(ROOT)))


def unlisted(readme: str, found: list[str]) -> Iterator[str]:
    """The pages that the README does not link; decisions are linked as a folder."""
    linked = {link.partition("#")[0] for _, link in links(readme)}
    for page in found:
        if (
            not page.startswith("adr/")
            and page not in PAGES_ELSEWHERE
            and f"docs/{page}" not in linked
        ):
            yield f"README.md: does not link docs/{page}; every page is listed under Read on"


def wrong(link: str, page: Path) -> Iterator[str]:
    """What is wrong with one link of a page. No network: an address is judged by its form."""
    if ":" in link.partition("/")[0]:
        if not _well_formed(link):
            yield "which is no address"
        return
    place, _, anchor = link.partition("#")
    target = page.parent / unquote(place) if place else page
    if not target.exists():
        yield "which is not there"
    elif anchor and target.suffix == ".md" and anchor not in _anchors(target):
        yield "which has no such heading"


def _well_formed(link: str) -> bool:
    parts = urlsplit(link)
    if parts.scheme == "mailto":
        return "@" in parts.path
    host = parts.hostname or ""
    return parts.scheme in ("http", "https") and ("." in host or host == "localhost")


@cache
def _anchors(page: Path) -> set[str]:
    return anchors(page.read_text("utf-8"))
