"""`codexctl trace list`, `show` and `stats`: read the local store."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING, Any

import click

from codexctl.cli import known_values
from codexctl.cli.help.command import Command
from codexctl.cli.paging import print_lines
from codexctl.cli.render import print_json, tell
from codexctl.cli.trace.nothing import nothing_to_show
from codexctl.cli.trace.options import filter_options, full_option, look_of, look_options
from codexctl.cli.trace.output import write_turns
from codexctl.cli.trace.reading import opened_store, up_to_date
from codexctl.cli.words.choices import Choice
from codexctl.cli.words.numbers import MOST, Number
from codexctl.errors import UsageError
from codexctl.locations import locate

if TYPE_CHECKING:
    from codexctl.deliver.store.local_store import LocalStore
    from codexctl.deliver.store.query import TurnFilter

GROUPINGS = (
    *("model", "day", "week", "month", "project", "session", "agent", "role"),
    *("tool", "status", "tier", "user", "team"),
)


@click.command("list", cls=Command)
@filter_options
@click.option("--search", default="", metavar="TEXT", help="Turns that contain all of these words.")
@click.option("--limit", type=Number(1, MOST), metavar="N", help="List at most so many turns.")
@click.option("--json", "as_json", is_flag=True, help="Print the turns as JSON.")
@click.option("--no-pager", is_flag=True, help="Do not use a pager.")
@look_options
@up_to_date
def list_turns(
    limit: int | None,
    as_json: bool,
    no_pager: bool,
    ascii_only: bool,
    **filters: Any,
) -> None:
    """List the turns of the local store, newest first."""
    from codexctl.deliver.store.shown import capture_for_views
    from codexctl.settings.load import load_prices
    from codexctl.view.listing import rows
    from codexctl.view.prices import Prices
    from codexctl.view.queries.turn_page import all_pages

    with opened_store() as store:
        wanted = _wanted(store, filters)
        if store:
            # A damaged row in the middle would leave half a document on stdout.
            store.check(wanted, limit)
        capture = capture_for_views(locate(os.environ), os.environ)
        # Loading prices takes a moment, and the table does not show them.
        prices = Prices(load_prices(locate(os.environ).settings_toml)) if as_json else None
        lines = all_pages(store, capture, wanted, limit, prices) if store else iter(())
        turns = (line.row() for line in lines)
        if as_json:
            write_turns(turns)
            return
        look = look_of(ascii_only)
        # Read before the header is written: an empty list has no header.
        first = next(turns, None)
        if first is None:
            tell(nothing_to_show(filters), err=True)
            return
        print_lines(rows(_again(first, turns), look), may_page=not no_pager)


@click.command(cls=Command)
@click.argument("trace_id", default="", shell_complete=known_values.trace_ids)
@click.option("--json", "as_json", is_flag=True, help="Print the spans as JSON.")
@click.option("--no-pager", is_flag=True, help="Do not use a pager.")
@click.option(
    "--github", is_flag=True, help="Report it to GitHub Actions instead, without content."
)
@full_option
@look_options
@up_to_date
def show(trace_id: str, as_json: bool, no_pager: bool, github: bool, **looks: bool) -> None:
    """Show one trace as a tree: the newest (`last`), or the one by (the beginning of) its id."""
    from codexctl.cli.trace.step_summary import tell_of_traces
    from codexctl.deliver.store.shown import capture_for_views, labels_shown, spans_shown
    from codexctl.settings.load import load_prices
    from codexctl.trace.answers import with_results
    from codexctl.view.cost_text import trace_cost
    from codexctl.view.node import node_of_row
    from codexctl.view.prices import Prices
    from codexctl.view.queries.turn_rows import rows_of
    from codexctl.view.queries.which_trace import trace_meant
    from codexctl.view.terminal.pad import Pad, painted
    from codexctl.view.tree import render
    from codexctl.view.waterfall.totals import totals_of

    if github and as_json:
        raise UsageError("--github and --json cannot be combined", "use one of them")
    with opened_store() as store:
        trace = trace_meant(store, trace_id)
        spans = store.spans(trace) if store else []
        if github and trace:
            tell_of_traces([trace])
            return
        labels = store.labels(trace) if store and trace else {}
        policies = store.policies(trace) if store and trace else []
        prices = Prices(load_prices(locate(os.environ).settings_toml))
        totals = totals_of(rows_of(store, trace) if store else [], prices.cost)
    capture = capture_for_views(locate(os.environ), os.environ)
    spans = spans_shown(with_results(spans) if as_json else spans, capture)
    labels = labels_shown(labels, capture)
    if as_json:
        cost = None if totals.cost is None else float(totals.cost)
        said = {"labels": labels, "policies": policies, "cost_usd": cost}
        said["calls_without_cost"] = totals.calls_without_cost
        print_json({"schema": "codexctl.spans/1", **said, "spans": spans})
    else:
        look = look_of(**looks)
        tree = render(map(node_of_row, spans), look)
        below = Pad(look, look.width)
        below.text(trace_cost(totals), "")
        for policy in policies:
            below.text(f"under the policy {policy}", "")
        print_lines(chain(tree, (painted(look, one) for one in below.lines)), may_page=not no_pager)


@click.command(cls=Command)
@filter_options
@click.option(
    "--by",
    type=Choice(GROUPINGS),
    default=GROUPINGS[0],
    show_default=True,
    help="How to group the sums.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the sums as JSON.")
@look_options
@up_to_date
def stats(by: str, as_json: bool, ascii_only: bool, **filters: Any) -> None:
    """Sum up tokens, cost, failures and latencies of the turns in the local store.

    A call counts at the time of its end, a turn at the time of its start; each counts for its own
    model.
    """
    from codexctl.deliver.store.shown import capture_for_views
    from codexctl.settings.load import load_prices
    from codexctl.view.prices import Prices
    from codexctl.view.queries.sums import sums
    from codexctl.view.stats import Stats, Sums
    from codexctl.view.stats_table import tables

    with opened_store() as store:
        wanted = _wanted(store, filters)
        capture = capture_for_views(locate(os.environ), os.environ)
        prices = Prices(load_prices(locate(os.environ).settings_toml))
        found = sums(store, capture, wanted, by, prices) if store else Stats(by, {}, Sums(), {})
    if as_json:
        print_json(found.figures())
    elif not (found.total.turns or found.groups):
        tell(nothing_to_show(filters), err=True)
    else:
        look = look_of(ascii_only)
        print_lines(tables(found, look), may_page=False)


def _wanted(store: LocalStore | None, filters: dict[str, Any]) -> TurnFilter:
    """Make a filter from the options; without a store, the options are only checked."""
    from codexctl.deliver.store.query import EVERYTHING
    from codexctl.view.queries.filters import filter_of, instant_of

    if store is None:
        for name in ("since", "until"):
            if filters[name]:
                instant_of(filters[name])
        return EVERYTHING
    return filter_of(store, **filters)


def _again(first: dict[str, Any], others: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    yield first
    yield from others
