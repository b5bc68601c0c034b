"""Tools that run at the model's provider: web search and image generation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from codexctl.trace.values import text, texts
from codexctl.view.calls.call import Call
from codexctl.view.calls.record import Reader, Record, common
from codexctl.view.terminal.pad import Pad


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSearch(Record):
    """A hosted search: `action` is search, open_page or find_in_page."""

    action: str = ""
    queries: tuple[str, ...] = ()
    url: str = ""
    pattern: str = ""

    def write(self, pad: Pad) -> None:
        """Write the search, or the page that was opened."""
        if self.action not in ("", "search"):
            pad.line((self.action.replace("_", " "), "quiet"))
        for query in self.queries:
            pad.line((query, "strong"))
        if self.url:
            pad.line((self.url, "name"))
        if self.pattern:
            pad.line((self.pattern, "strong"))
        pad.block(self.output, "bad" if self.error else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageGeneration(Record):
    """A generated picture; the picture itself is not stored."""

    prompt: str = ""

    def write(self, pad: Pad) -> None:
        """Write the prompt of the picture."""
        pad.text(self.prompt, "strong")
        pad.text(self.output, "bad")


def _web(call: Call) -> WebSearch:
    given = call.given
    query = text(given, "query")
    return WebSearch(
        **common(call),
        action=text(given, "type"),
        queries=texts(given, "queries") or ((query,) if query else ()),
        url=text(given, "url"),
        pattern=text(given, "pattern"),
    )


def _image(call: Call) -> ImageGeneration:
    """Read a generated picture; the argument is the prompt as the model revised it."""
    return ImageGeneration(
        **common(call, call.output if call.error else ""),
        prompt=text(call.given, "prompt") or call.arguments,
    )


READERS: Mapping[str, Reader] = {
    "search": _web,
    "image": _image,
}
