from __future__ import annotations

import click
import pytest

from codexctl.cli.config.completing import complete_key, complete_words
from codexctl.cli.config.setting import set_


def completed(begun: str, *before: str) -> list[str]:
    context = click.Context(set_)
    context.params = {"words": before}
    return complete_words(context, set_.params[0], begun)


@pytest.mark.parametrize(
    ("before", "begun", "expected"),
    [
        ((), "sandbox_m", ["sandbox_mode"]),
        ((), "nothing_like_it", []),
        (("sandbox_mode",), "read", ["read-only"]),
        (("model",), "", []),
        ((), "sandbox_mode=read", ["sandbox_mode=read-only"]),
        (("model=x",), "sandbox_mode=read", ["sandbox_mode=read-only"]),
        (("model=x",), "sandbox_m", ["sandbox_mode"]),
    ],
)
def test_keys_and_their_words_are_completed(
    before: tuple[str, ...], begun: str, expected: list[str]
) -> None:
    assert completed(begun, *before) == expected


def test_a_single_key_is_completed_from_the_table() -> None:
    assert complete_key(click.Context(set_), set_.params[0], "sandbox_m") == ["sandbox_mode"]
