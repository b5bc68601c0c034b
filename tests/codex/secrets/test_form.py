"""What passes for plain is what the rules leave."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codexctl.codex.secrets.form import PLAIN, is_plain
from codexctl.settings.redaction import secrets_masker

WORD = st.one_of(
    st.from_regex(r"-{0,2}[a-z]{1,12}([-_./@][a-z]{1,9}[0-9]{0,2}){0,3}", fullmatch=True),
    st.from_regex(r"-{0,2}[a-zA-Z]{1,9}([-_./@]([0-9]{1,3}|[a-zA-Z]{1,6})){1,4}", fullmatch=True),
    st.from_regex(r"([a-z]{1,5}-)?v?[0-9]{1,3}(\.[0-9]{1,3}){1,3}|[0-9]{1,6}", fullmatch=True),
    st.sampled_from(["model", "codex", "codexctl", "gpt-5.5", "~/.codex/config.toml", "true"]),
)
LINE = st.builds(
    lambda words, between: between.join(words),
    st.lists(WORD, min_size=1, max_size=6),
    st.sampled_from([" ", " = ", '" = "', ", ", ": ", "'='", "\n+"]),
)


@given(st.lists(LINE, max_size=4))
def test_no_rule_masks_what_is_plain(lines: list[str]) -> None:
    if is_plain(lines):
        text = "\n".join(lines)
        assert secrets_masker().mask(text) == text
        assert secrets_masker().mask_all(lines) == lines


def test_what_most_files_say_is_plain() -> None:
    assert is_plain(['model = "gpt-5.5"\n', "[tui]\n", "notifications = true\n", "# mine\n"])
    assert is_plain(['[projects."/home/me/work/site"]\n', 'trust_level = "trusted"\n'])
    assert is_plain(["/usr/bin/server-42", "--port", "80", "-y", "notes_2/v1"])


def test_what_names_a_secret_is_not() -> None:
    assert not is_plain(["my token is word"])
    assert not is_plain(["ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"])


def _letters(size: re.Match[str]) -> str:
    return ("abcdefgh" * 9)[: int(size[1])]


def test_whatever_a_rule_masks_beside_a_name_or_in_a_command_is_not() -> None:
    # Passwords may be words: every example is tried with letters for its digits as well.
    mask = secrets_masker().mask
    for rule in secrets_masker().rules:
        for example in () if rule.is_token else rule.yes:
            filled = re.sub(r"\{[a-z](\d+)\}", _letters, example)
            for text in {filled, filled.lower(), re.sub("[0-9]", "q", filled)}:
                assert mask(text) == text or not is_plain(text.splitlines()), rule.name


@pytest.mark.parametrize(
    "text",
    [
        "heslo: tajemstvi",
        "wachtwoord = geheimnis",
        "sifre=gizlidir",
        "# curl -u ada:hunter https://example.com",
        "mysqldump -phunter app",
        "postgres://ada:hunter@db/app",
        "localhost:5432:*:ada:hunter",
        "glrt-aBcdeFghijKlmnoPqrst",
    ],
)
def test_words_beside_what_may_name_a_secret_are_not(text: str) -> None:
    assert not is_plain([text])


def test_chance_is_not_taken_for_words() -> None:
    for token in ("aBcDeFgHiJkLmNoP", "x-QwErTyUiOp_aSdFgH"):
        assert not PLAIN.match(token)
    for word in ("mcpServers", "X-Api-Version", "@modelcontextprotocol/server-everything"):
        assert PLAIN.match(word)


def test_a_long_word_that_is_none_is_told_at_once() -> None:
    assert not PLAIN.match("abcde-" * 9 + "abcde%")
