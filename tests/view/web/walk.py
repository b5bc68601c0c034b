"""Every page of a view that links lead to, each visited once, and what its markup consists of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

from tests.view.web.client import HOST, Answered, Client

_ROOT = f"http://{HOST}/"


@dataclass
class Markup(HTMLParser):
    """The elements of a page: each one's name and attributes, in the order of the page."""

    html: str
    elements: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Read the page."""
        super().__init__()
        self.feed(self.html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        """Note a script that stands in the page."""
        if self.elements and self.elements[-1][0] in ("script", "style") and data.strip():
            self.scripts.append(data)

    def links(self) -> Iterator[str]:
        """Where the page's links lead."""
        for tag, attributes in self.elements:
            if tag == "a" and "href" in attributes:
                yield attributes["href"]


def walk(client: Client, *starts: str, most: int = 400) -> Iterator[tuple[str, Answered]]:
    """Visit what can be reached from `/` and from other starts by links of our own.

    Raises AssertionError where more than `most` addresses are found.
    """
    found = dict.fromkeys(("/", *starts))
    ahead = list(found)
    while ahead:
        address = ahead.pop(0)
        answered = client.get(address)
        yield address, answered
        if not answered.headers.get("content-type", "").startswith("text/html"):
            continue
        for link in Markup(answered.html).links():
            target = urlsplit(urldefrag(urljoin(f"{_ROOT.rstrip('/')}{address}", link)).url)
            local = target.path + (f"?{target.query}" if target.query else "")
            if target.netloc == HOST and local not in found:
                found[local] = None
                ahead.append(local)
                assert len(found) <= most, f"{len(found)} addresses: {list(found)[-5:]}"
