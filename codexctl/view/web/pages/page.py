"""What a page is: a row of the table, what it is asked, and what it answers."""

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

_TITLE = 80  # characters of a title


@dataclass(frozen=True, slots=True)
class Visit:
    """One look at a page: what is asked, and everything that may be needed to answer.

    `store` is open for reading (None: nothing was stored yet); whatever is shown of it goes through
    `capture`. `query` is what stands behind the address' question mark (of a name that is there
    twice, the last), `given` what stands in its path, `form` what was posted. `form_token` belongs
    into every form that posts. `of_files` says that files are shown instead of the person's store.
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
    """A page to be shown: its template below `templates/web/`, what is put into it, its title."""

    template: str
    values: Mapping[str, Any]
    title: str = ""
    status: int = 200


@dataclass(frozen=True, slots=True)
class Download:
    """A file to be kept: its bytes, what they are (`application/json`), and its name."""

    content: bytes
    media: str
    name: str


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another address of ours to go to."""

    address: str


Answer = Sheet | Download | Elsewhere


class NotThere(CodexctlError):
    """What the address names is not in the store."""


@dataclass(frozen=True, slots=True)
class Page:
    """A row of the table of pages.

    `path` is its address, with names in braces for what varies; `key` the letter that follows `g`
    to go there, empty for a page that is reached from others and is not in the navigation. `show`
    answers GET; `post` is for exports alone.
    """

    path: str
    title: str
    key: str
    show: Callable[[Visit], Answer]
    post: Callable[[Visit], Answer] | None = None


def heading(words: str) -> str:
    """The beginning of a text as a page's title; of a long one it ends between words, and says so.

    A single word that is longer than a title is cut.
    """
    if len(words) <= _TITLE:
        return words
    head = words[: _TITLE + 1]
    between = head.rpartition(" ")[0]
    return (between if len(between) > _TITLE // 2 else head[:_TITLE]).rstrip() + "…"
