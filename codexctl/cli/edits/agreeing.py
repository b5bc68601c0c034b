"""Asks for consent to a diff: the whole diff can be shown, and a person can go back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codexctl.cli.edits.shown import in_reading_order, is_foldable, shown
from codexctl.cli.paging import print_lines
from codexctl.errors import CodexctlError
from codexctl.wording import counted

if TYPE_CHECKING:
    from collections.abc import Collection

    from codexctl.edit.plan import Plan
    from codexctl.locations import Locations
    from codexctl.wizard.question import Ask, Question

IN_PAGER = "This is what would change. Nothing has changed yet; press q to get to the question.\n"
YES, SHOW, NO = "yes", "show", "no"


def key_lines(keys: Collection[str]) -> list[str]:
    """The changes to the keyring, without any key."""
    return [f"keyring: the key for {name} that you typed" for name in keys]


def agree_or_go_back(
    plan: Plan, keys: Collection[str], locations: Locations, put: Ask, *, may_go_back: bool
) -> None:
    """Ask for consent; the person can have the whole diff shown any number of times.

    Raises Back, CodexctlError for a no, KeyboardInterrupt.
    """
    from codexctl.wizard.question import Around

    question, around = _question(plan, keys, locations), Around(may_go_back=may_go_back)
    while (said := put(question, around)) == SHOW:
        whole = shown(in_reading_order(plan, locations), locations, folded=False)
        print_lines([*whole, *key_lines(keys)], in_pager=IN_PAGER)
    if said == NO:
        raise CodexctlError("nothing was changed")


def _question(plan: Plan, keys: Collection[str], locations: Locations) -> Question:
    from codexctl.wizard.question import Choice, Form, Question

    files = sum(edit.before != edit.after for edit in plan.edits)
    parts = [counted(files, "file")] if files else []
    parts += [counted(len(keys), "key") + " in the keyring"] if keys else []
    texts = {YES: f"Yes: change {' and '.join(parts)}, then test the result"}
    if files:
        everything = "Show everything, with codexctl's files"
        what = everything if is_foldable(plan, locations) else "Show it"
        texts[SHOW] = f"{what} again" if what == "Show it" else what
    texts[NO] = "No: change nothing"
    choices = tuple(Choice(value, text) for value, text in texts.items())
    return Question(
        "agree",
        "Apply this?",
        Form.one,
        choices=choices,
        default=YES,
        keys={"y": YES, "n": NO, **({"s": SHOW} if files else {})},
    )
