"""How a cost is written: the same on pages, in tables and in what is saved."""

from __future__ import annotations

from decimal import Decimal

from codexctl.view.waterfall.totals import Totals
from codexctl.wording import counted

_UNTIL_CENTS = Decimal("0.01")
_LEAST = Decimal("0.0001")


def usd(amount: Decimal) -> str:
    """An amount of US dollars: to the cent, and where that would say nothing, to two figures."""
    if amount and abs(amount) < _UNTIL_CENTS:
        return f"${amount:.2g}" if abs(amount) >= _LEAST else "<$0.0001"
    return f"${amount:,.2f}"


def cost_said(cost: Decimal | None, calls: int, without_price: int, none: str) -> str:
    """What model calls cost; a plus where calls without a price come on top.

    `calls` are all of them, `without_price` those whose cost nobody knows; `none` stands for what
    no calls cost.
    """
    if not calls:
        return none
    if cost is None:
        return "unknown"
    return usd(cost) + (" + ?" if without_price else "")


def trace_cost(totals: Totals) -> str:
    """The line that says what a trace cost, which is empty where it holds no model call."""
    if not totals.model_calls:
        return ""
    label = "cost with subagents" if totals.subagents else "cost"
    without = totals.calls_without_cost
    said = cost_said(totals.cost, totals.model_calls, without, "")
    return f"{label}: {said}" + (f", {counted(without, 'call')} without a price" if without else "")
