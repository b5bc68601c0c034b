from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codexctl.cli.mcp import looks
from codexctl.settings.redaction import secrets_masker

WORDS = st.lists(
    st.one_of(
        st.from_regex(r"-{0,2}[a-z]{1,12}([-_./@][a-z]{1,9}[0-9]{0,2}){0,3}", fullmatch=True),
        st.from_regex(r"https?://[a-z]{1,9}\.[a-z]{2,5}(/[a-z]{1,9}){0,3}", fullmatch=True),
        st.sampled_from(["npx", "-y", "@scope/server", "uvx", "docker", "run", "-i", "--rm"]),
    ),
    min_size=1,
    max_size=5,
)


@given(WORDS)
def test_words_that_are_plain_are_what_the_rules_leave(words: list[str]) -> None:
    masked = [
        word if word.startswith("-") and secrets_masker().mask(word) == word else other
        for word, other in zip(words, secrets_masker().mask_all(words), strict=True)
    ]
    assert looks.has_secret(words) is (masked != words)


@pytest.mark.parametrize(
    "words",
    [
        ["npx", "--token", "hunter2secret"],
        ["x", "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"],
        ["x", "--api-key=sk-proj-abcdefghijklmnopqrstuvwx1234"],
        ["https://example.com/mcp?token=abcdef123456"],
        ["x", "AKIAIOSFODNN7EXAMPLE"],
    ],
)
def test_secrets_are_masked_whatever_stands_beside_them(words: list[str]) -> None:
    assert looks.has_secret(words)
