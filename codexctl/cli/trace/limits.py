"""`codexctl trace limits`: how much of the account's rate limits is used."""

from __future__ import annotations

import os
import time

import click

from codexctl.cli.help.command import Command
from codexctl.cli.paging import print_lines
from codexctl.cli.render import print_json, tell
from codexctl.cli.trace.options import look_of, look_options
from codexctl.cli.trace.reading import opened_store, up_to_date
from codexctl.locations import locate

_NONE_KNOWN = (
    "No rate limits are known: Codex records them if its provider reports them, as with a ChatGPT "
    "plan, and no turn in the local store has any."
)


@click.command(cls=Command)
@click.option("--json", "as_json", is_flag=True, help="Print the limits as JSON.")
@look_options
@up_to_date
def limits(as_json: bool, ascii_only: bool) -> None:
    """Show how much of the rate limits is used, as the backend last reported it to Codex.

    No request is made, so later use on other machines is not included.
    """
    from codexctl.deliver.store.shown import capture_for_views
    from codexctl.view.limits_text import lines
    from codexctl.view.queries.rate_limits import document, rate_limits

    now_ns = time.time_ns()
    with opened_store() as store:
        capture = capture_for_views(locate(os.environ), os.environ)
        found = rate_limits(store, capture, now_ns) if store else ()
    if as_json:
        print_json(document(found))
    elif not found:
        tell(_NONE_KNOWN, err=True)
    else:
        print_lines(lines(found, look_of(ascii_only), now_ns), may_page=False)
