"""What must hold of built pages: each link leads somewhere, nothing is loaded from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

# What a browser asks for by itself when it meets it; `a` waits for a click.
_LOADED = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href"}
_NOT_LOADED = {"canonical", "alternate", "prev", "next", "edit"}


@dataclass
class Page(HTMLParser):
    """What a page names: its anchors, its links, and what it loads."""

    ids: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    loaded: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin with nothing read."""
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what this element names."""
        given = {name: value or "" for name, value in attrs}
        self.ids |= {given[name] for name in ("id", "name") if given.get(name)}
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        address = given.get(_LOADED.get(tag, ""))
        if address and not _NOT_LOADED.intersection(given.get("rel", "").split()):
            self.loaded.append(address)


def findings(folder: Path) -> Iterator[str]:
    """What is wrong with the pages of a folder; one line each."""
    pages = {path: _read(path) for path in sorted(folder.rglob("*.html"))}
    for path, page in pages.items():
        name = path.relative_to(folder)
        for address in page.loaded:
            if urlsplit(address).netloc:
                yield f"{name}: loads {address}"
        if name.name != "404.html":  # its links are from the site's root, wherever it is shown
            for address in {*page.links, *page.loaded}:
                yield from _broken(address, path, name, pages)


def _broken(address: str, path: Path, name: Path, pages: dict[Path, Page]) -> Iterator[str]:
    """Say so if a link leads nowhere."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return
    target = path if not parts.path else (path.parent / unquote(parts.path)).resolve()
    if target.is_dir():
        target /= "index.html"
    if not target.is_file():
        yield f"{name}: links to {address}, which is not there"
    elif parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].ids:
        yield f"{name}: links to {address}, which has no such place"


def _read(path: Path) -> Page:
    page = Page()
    page.feed(path.read_text("utf-8"))
    return page
