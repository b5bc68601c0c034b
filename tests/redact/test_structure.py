"""Structures are masked with their keys in sight and keep their shape."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from codexctl.redact.masker import compile_rules
from codexctl.redact.structure import flat, rebuilt
from codexctl.settings.redaction import rule_file

MASKER = compile_rules(rule_file())
KEY = "sk-proj-4fT9aQ2xW7bL0mK8sR3vZ6yN1cJ5hD"


@pytest.mark.parametrize(
    ("value", "masked"),
    [
        ({"password": "hunter2"}, {"password": "[redacted:password]"}),
        ({"cmd": f"echo {KEY}"}, {"cmd": "echo [redacted:openai-key]"}),
        ({"password": 12345678}, {"password": "[redacted:password]"}),
        ({"max_tokens": 12345678}, {"max_tokens": 12345678}),
        ({"card": 4111111111111111}, {"card": "[redacted:card-number]"}),
        (["--password", "hunter2"], ["--password", "[redacted:password-argument]"]),
        (
            {"name": "API_TOKEN", "value": "a8Kq2Lm9Zx4Tw7"},
            {"name": "API_TOKEN", "value": "[redacted:secret]"},
        ),
        ({"ada@example.com": 1}, {"[redacted:email-address]": 1}),
        (
            {"a@example.com": 1, "b@example.com": 2},
            {"[redacted:email-address]": 1, "[redacted:email-address] (2)": 2},
        ),
        ({"token": ["a", None, True, 1.5]}, {"token": ["a", None, True, 1.5]}),
        ([[{"deep": {"secret": "Zx4Tw7a8Kq2L"}}]], [[{"deep": {"secret": "[redacted:secret]"}}]]),
    ],
)
def test_a_structure_is_masked_leaf_by_leaf(value: Any, masked: Any) -> None:
    assert MASKER.mask_all(value) == masked


def test_a_key_in_many_lines_of_a_list_is_masked_in_each() -> None:
    body = ["q7Lm2Xt9" * 8, "Ab3Cd4Ef" * 8]
    lines = ["-----BEGIN PRIVATE KEY-----", *body, "-----END PRIVATE KEY-----", "after"]
    masked = MASKER.mask_all(lines)
    assert masked[-1] == "after"
    assert not any(line in str(masked) for line in body)


_JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text()),
    lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.text(), inner)),
    max_leaves=10,
)


@given(_JSON)
def test_a_structure_in_pieces_is_put_together_as_it_was(value: Any) -> None:
    leaves = len(flat(value)) // 2
    assert rebuilt(value, iter([None] * leaves)) == value


@given(_JSON)
@example(4_270_614_729_424_344)
def test_any_structure_can_be_masked(value: Any) -> None:
    masked = MASKER.mask_all(value)
    # A number that is a card's is replaced by its kind, which is text.
    assert type(masked) is type(value) or (type(value) is int and "[redacted:" in masked)
