"""The formats in which a session or a trace can be exported, one row each; for page and command."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from typing import TYPE_CHECKING

from codexctl.view.export.document import Document
from codexctl.view.export.gather import Gathered
from codexctl.view.export.review import Review, review, texts_of, texts_of_spans

if TYPE_CHECKING:
    from codexctl.trace.capture.filter import Capture


@dataclass(frozen=True, slots=True)
class Form:
    """One format: its file name extension, its media type, and its purpose in a few words."""

    suffix: str
    media: str
    about: str


HTML, MARKDOWN, JSON, PERFETTO = "html", "md", "json", "perfetto"
FORMS: Mapping[str, Form] = {
    HTML: Form(
        ".html", "text/html; charset=utf-8", "One page without any script, to read or print"
    ),
    MARKDOWN: Form(".md", "text/markdown; charset=utf-8", "Markdown, to paste or keep"),
    JSON: Form(".otlp.json", "application/json", "OTLP/JSON, as a backend would get it"),
    PERFETTO: Form(".trace.json", "application/json", "For ui.perfetto.dev and chrome://tracing"),
}
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9-]+")


@dataclass(frozen=True, slots=True)
class Saved:
    """A file that is not written yet: its name, its content in pieces, and what it leaves out.

    `pieces` can be called more than once; each time, the file is made again.
    """

    name: str
    media: str
    review: Review
    pieces: Callable[[], Iterator[bytes]]


def saved(
    form: str, found: Gathered, capture: Capture, now_ns: int, timezone: tzinfo | None = None
) -> Saved:
    """Make a file from what was gathered under `capture`.

    `form` is a key of FORMS, `now_ns` the time of the export to write into it (nanoseconds since
    1970), `timezone` the time zone of its times, None for the machine's own.
    """
    if form in (HTML, MARKDOWN):
        from codexctl.view.export.session import document_of

        document = document_of(found, capture.limits, now_ns, timezone)
        texts, pieces = texts_of(document), _readable(form, document)
    else:
        texts, pieces = texts_of_spans(found.spans), _of_spans(form, found)
    return Saved(
        file_name(form, found),
        FORMS[form].media,
        review(
            texts,
            capture.limits,
            capture.names,
            (category for turn in found.turns for category in turn.withheld),
        ),
        pieces,
    )


def file_name(form: str, found: Gathered) -> str:
    """The default name of a file: its kind and the beginning of its id."""
    what = "session" if found.is_session else "trace"
    ident = _NOT_IN_NAMES.sub("-", found.ident)[:13].strip("-")
    return f"codex-{what}-{ident}{FORMS[form].suffix}"


def _readable(form: str, document: Document) -> Callable[[], Iterator[bytes]]:
    def pieces() -> Iterator[bytes]:
        from codexctl.view.export.html import html
        from codexctl.view.export.markdown import markdown

        written = html(document) if form == HTML else markdown(document)
        return (piece.encode() for piece in written)

    return pieces


def _of_spans(form: str, found: Gathered) -> Callable[[], Iterator[bytes]]:
    def pieces() -> Iterator[bytes]:
        if form == JSON:
            from codexctl.view.export.otlp import otlp

            return otlp(found.spans, found.labels, found.policies)
        import orjson

        from codexctl.view.export.perfetto import perfetto
        from codexctl.view.node import node_of_row

        return iter((orjson.dumps(perfetto(map(node_of_row, found.spans))), b"\n"))

    return pieces
