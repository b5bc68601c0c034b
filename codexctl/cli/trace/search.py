"""`codexctl trace search`: finds words in prompts, answers, commands, output and paths."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

from codexctl.cli.help.command import Command
from codexctl.cli.paging import print_lines
from codexctl.cli.render import print_json, tell
from codexctl.cli.trace.options import filter_options, look_of, look_options
from codexctl.cli.trace.reading import opened_store, up_to_date
from codexctl.cli.words.choices import Choice
from codexctl.cli.words.numbers import MOST, Number
from codexctl.errors import CodexctlError, UsageError
from codexctl.locations import locate

if TYPE_CHECKING:
    from codexctl.view.queries.search import Found, TurnHits

SCHEMA = "codexctl.search/1"
# The same as in `deliver/store/query.py`, which is imported only when needed.
KINDS = ("prompts", "answers", "commands", "output", "paths")


@click.command(cls=Command)
@click.argument("text", nargs=-1, required=True, metavar="TEXT...")
@click.option("--in", "kinds", type=Choice(KINDS), multiple=True,
              help="Search only there; may be repeated.")  # fmt: skip
@filter_options
@click.option("--limit", type=Number(1, MOST), metavar="N", default=20, show_default=True,
              help="Show at most so many turns.")  # fmt: skip
@click.option("--from", "cursor", default="", metavar="CURSOR",
              help="Continue an earlier search.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print the hits as JSON.")
@click.option("--no-pager", is_flag=True, help="Never through a pager.")
@look_options
@up_to_date
def search(
    *,
    text: tuple[str, ...],
    kinds: tuple[str, ...],
    limit: int,
    cursor: str,
    as_json: bool,
    no_pager: bool,
    ascii_only: bool,
    **filters: Any,
) -> None:
    """Find turns that contain all words of TEXT, the newest first, and show them in context.

    Case and accents do not matter. Words in "double quotes" are a phrase. word* finds all words
    with this beginning; the last word is also found as a beginning.
    """
    from codexctl.view.found_text import lines

    typed = " ".join(text)
    found = _found(typed, kinds, limit, cursor, filters)
    if as_json:
        print_json(_as_json(typed, found))
        return
    if found.sessions:
        print_lines(lines(found, look_of(ascii_only)), may_page=not no_pager)
    elif not found.older:
        tell(_none(typed, kinds, found), err=True)
    if found.older:
        tell(f"To search older turns too, add --from {found.older}", err=True)


def _found(
    typed: str, kinds: tuple[str, ...], limit: int, cursor: str, filters: dict[str, Any]
) -> Found:
    from codexctl.deliver.store.shown import capture_for_views
    from codexctl.view.queries.filters import filter_of
    from codexctl.view.queries.search import search as find

    _check_cursor(cursor)
    with opened_store() as store:
        if store is None:
            raise CodexctlError("there are no turns yet", "codexctl status")
        asked = filter_of(store, search=typed, **filters)
        capture = capture_for_views(locate(os.environ), os.environ)
        return find(store, capture, asked, kinds=kinds or KINDS, limit=limit, cursor=cursor)


def _check_cursor(cursor: str) -> None:
    """Raise UsageError for an invalid cursor: the search would start at the newest turn."""
    from codexctl.view.queries.turn_page import spot_of

    spot = spot_of(cursor)
    if cursor and (spot is None or not spot.started_at[:4].isdecimal()):
        hint = "the last line of a search has its cursor, and --json has it as `older`"
        raise UsageError(f"--from {cursor}: not a cursor of a search", hint)


def _none(typed: str, kinds: tuple[str, ...], found: Found) -> str:
    """The message for no results: content may not be shown, or nothing matches."""
    if not any(char.isalnum() for char in typed):
        raise UsageError("the search contains no word", "codexctl trace search --help")
    if not found.kinds:
        return "The current limits allow no content to be shown: codexctl policy show"
    hidden = [kind for kind in kinds or KINDS if kind not in found.kinds]
    without = f" The current limits hide {', '.join(hidden)}." if hidden else ""
    all_turns = f"codexctl trace list{'.' if without else ''}"
    return f"Nothing matches. To list all turns: {all_turns}{without}"


def _as_json(typed: str, found: Found) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "text": typed,
        "kinds": list(found.kinds),
        "sessions": [
            {
                "session_id": session.session_id,
                "cwd": session.cwd or None,
                "turns": [_turn_json(turn) for turn in session.turns],
            }
            for session in found.sessions
        ],
        "older": found.older or None,
    }


def _turn_json(turn: TurnHits) -> dict[str, Any]:
    figures = turn.line.figures
    told = ("trace_id", "thread_id", "turn_id", "status", "model", "started_at")
    return {
        **{name: figures[name] for name in told},
        "prompt": turn.line.prompt or None,
        "hits": [
            {
                "kind": hit.kind,
                "tool": hit.name or None,
                "span_id": hit.span_id,
                "fragments": [{"text": one.text, "match": one.is_match} for one in hit.fragments],
            }
            for hit in turn.hits
        ],
        "has_more": turn.has_more,
    }
