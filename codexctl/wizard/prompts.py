"""The few kinds of question that the wizard asks, each with an answer already chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import questionary

Valid = Callable[[str], "bool | str"]


def select(
    question: str,
    texts: Mapping[str, str],
    default: str,
    examples: Mapping[str, str] | None = None,
    barred: Mapping[str, str] | None = None,
) -> str:
    """Have one of several chosen; the example of the choice under the cursor is shown below.

    What is `barred` is shown with the reason why, and cannot be chosen. Gives its key in `texts`.
    Raises as `answer`.
    """
    import questionary

    why = barred or {}
    # Enter takes the default, so that must be one that can be had.
    if why.get(default):
        default = next(value for value in texts if not why.get(value))
    choices = [
        questionary.Choice(
            text, value, why.get(value) or None, description=(examples or {}).get(value)
        )
        for value, text in texts.items()
    ]
    return str(answer(questionary.select(question, choices=choices, default=default)))


def several(
    question: str,
    texts: Mapping[str, str],
    checked: Sequence[str],
    how: str,
    none: str = "",
    barred: Mapping[str, str] | None = None,
) -> list[str]:
    """Have some chosen; `none` is what to say to an empty choice, empty where that will do.

    What is `barred` is shown with the reason why, and cannot be chosen. `checked` are chosen at the
    beginning; gives keys of `texts`. Raises as `answer`.
    """
    import questionary

    why = barred or {}
    choices = [
        questionary.Choice(
            text, value, why.get(value) or None, checked=value in checked and not why.get(value)
        )
        for value, text in texts.items()
    ]
    chosen: list[str] = answer(
        questionary.checkbox(
            question,
            choices=choices,
            validate=lambda picked: bool(picked) or none or True,
            instruction=how,
        )
    )
    return chosen


def text(question: str, default: str = "", valid: Valid = lambda _: True) -> str:
    """Have a line typed; `valid` says True, or what is wrong with it.

    Without blanks around it. Raises as `answer`.
    """
    import questionary

    return str(answer(questionary.text(question, default=default, validate=valid))).strip()


def secret(question: str, valid: Valid) -> str:
    """Have a line typed that nobody sees.

    `valid` says True, or what is wrong with it. Raises as `answer`.
    """
    import questionary

    return str(answer(questionary.password(question, validate=valid)))


def confirm(question: str, *, default: bool) -> bool:
    """Get a yes or a no.

    `default` is what Enter means. Raises as `answer`.
    """
    import questionary

    return bool(answer(questionary.confirm(question, default=default)))


def answer(question: questionary.Question) -> Any:
    """Ask. Raises KeyboardInterrupt on Ctrl-C and at the end of input."""
    try:
        return question.unsafe_ask()
    # The end of input is a no to everything, as Ctrl-C is.
    except EOFError:
        raise KeyboardInterrupt from None
