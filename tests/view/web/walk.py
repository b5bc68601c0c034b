"""Every page of a view that links lead to, each visited once, and what its markup consists of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

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


def walk(
    client: Client, *starts: str, of_a_kind: int = 60, asked: int = 3
) -> Iterator[tuple[str, Answered]]:
    """Visit what can be reached from `/` and from other starts by links of our own.

    `of_a_kind` is how many are visited of those that differ in their values alone, `asked` the same
    where something is asked for behind a question mark.
    """
    found = dict.fromkeys(("/", *starts))
    ahead, kinds = list(found), Counter[str]()
    while ahead:
        address = ahead.pop(0)
        kinds[kind_of(address)] += 1
        most = asked if "?" in address else of_a_kind
        if kinds[kind_of(address)] > most:
            continue
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


def kind_of(address: str) -> str:
    """What addresses of one page have in common: the first word of its path, and what is asked."""
    parts = urlsplit(address)
    asked = sorted(name for name, _ in parse_qsl(parts.query, keep_blank_values=True))
    return " ".join((parts.path.split("/")[1], *asked))
