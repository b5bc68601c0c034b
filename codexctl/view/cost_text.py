"""How costs are written: the same on pages, in tables and in exports."""

from __future__ import annotations

from decimal import Decimal

from codexctl.view.waterfall.totals import Totals
from codexctl.wording import counted

_UNTIL_CENTS = Decimal("0.01")
_LEAST = Decimal("0.0001")


def usd(amount: Decimal) -> str:
    """An amount of US dollars: to the cent; below one cent, with two significant digits."""
    if amount and abs(amount) < _UNTIL_CENTS:
        return f"${amount:.2g}" if abs(amount) >= _LEAST else "<$0.0001"
    return f"${amount:,.2f}"


def cost_said(cost: Decimal | None, calls: int, without_price: int, none: str) -> str:
    """The cost of model calls, with a plus if there are also calls without a price.

    `calls` is the number of all calls, `without_price` of those whose cost is not known; `none` is
    the text if there are no calls.
    """
    if not calls:
        return none
    if cost is None:
        return "unknown"
    return usd(cost) + (" + ?" if without_price else "")


def trace_cost(totals: Totals) -> str:
    """The line with the cost of a trace, empty if it contains no model call."""
    if not totals.model_calls:
        return ""
    label = "cost with subagents" if totals.subagents else "cost"
    without = totals.calls_without_cost
    said = cost_said(totals.cost, totals.model_calls, without, "")
    return f"{label}: {said}" + (f", {counted(without, 'call')} without a price" if without else "")
