"""Errors in a narrow terminal: broken between words; whole where no person reads them."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Shell
from tests.cli.words.test_no_color import in_a_terminal

WRONG = (("hooks", "add", "nonsense", "x"), ("setup", "--destination", "x"))


@pytest.mark.parametrize("words", WRONG, ids=" ".join)
def test_no_word_of_an_error_is_cut(shell: Shell, words: tuple[str, ...]) -> None:
    lines = in_a_terminal(shell, *words).decode().replace("\r\n", "\n").splitlines()
    whole = shell.run(*words).err
    assert len(whole.splitlines()) == 2
    assert max(map(len, whole.splitlines())) > 60
    assert max(map(len, lines)) <= 60
    assert " ".join(lines).split() == whole.split()
