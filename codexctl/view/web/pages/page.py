"""The types for pages: a row of the table of pages, a request, and the possible answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from codexctl.errors import CodexctlError

if TYPE_CHECKING:
    from codexctl.deliver.store.local_store import LocalStore
    from codexctl.locations import Locations
    from codexctl.trace.capture.filter import Capture
    from codexctl.view.prices import Prices

_TITLE = 80  # the length of a title in characters


@dataclass(frozen=True, slots=True)
class Visit:
    """One request for a page, and everything that may be needed to answer it.

    `store` is open for reading (None: nothing was stored yet); all that is shown of it goes through
    `capture`. `query` are the values in the address's query (the last one of each name), `given`
    those in its path, `form` those that were posted. `form_token` must be in every form that posts.
    `of_files` means that files are shown instead of the person's store.
    """

    store: LocalStore | None
    capture: Capture
    locations: Locations
    environ: Mapping[str, str]
    prices: Callable[[], Prices]
    query: Mapping[str, str] = field(default_factory=dict)
    given: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict)
    form_token: str = ""
    of_files: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page to show: its template below `templates/web/`, the template's values, its title."""

    template: str
    values: Mapping[str, Any]
    title: str = ""
    status: int = 200


@dataclass(frozen=True, slots=True)
class Download:
    """A file to save: its bytes, their media type (`application/json`), and its name."""

    content: bytes
    media: str
    name: str


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A redirect to another address of ours."""

    address: str


Answer = Sheet | Download | Elsewhere


class NotThere(CodexctlError):
    """What the address names is not in the store."""


@dataclass(frozen=True, slots=True)
class Page:
    """A row of the table of pages.

    `path` is its address, with names in braces for variable parts; `key` is the letter that opens
    it after `g`, empty for a page that is not in the navigation. `show` answers GET; `post` is only
    for exports.
    """

    path: str
    title: str
    key: str
    show: Callable[[Visit], Answer]
    post: Callable[[Visit], Answer] | None = None


def heading(words: str) -> str:
    """The beginning of a text as a page's title, cut between words, with a mark if it is cut.

    A single word that is longer than a title is cut within the word.
    """
    if len(words) <= _TITLE:
        return words
    head = words[: _TITLE + 1]
    between = head.rpartition(" ")[0]
    return (between if len(between) > _TITLE // 2 else head[:_TITLE]).rstrip() + "…"
