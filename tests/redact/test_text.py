r"""Secrets are found through escapes and colours, and what is around them stays as it was."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codexctl.redact import escapes
from codexctl.redact.masker import compile_rules
from codexctl.settings.redaction import rule_file

MASKER = compile_rules(rule_file())
KEY = "sk-proj-4fT9aQ2xW7bL0mK8sR3vZ6yN1cJ5hD"
MARK = "[redacted:openai-key]"
PEM = "-----BEGIN EC PRIVATE KEY-----\n{0}\n{0}\n-----END EC PRIVATE KEY-----".format(
    "q7Lm2Xt9" * 8
)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (f"plain {KEY}.", f"plain {MARK}."),
        (rf"one\n{KEY}\ntwo", rf"one\n{MARK}\ntwo"),
        (rf"{{\"key\": \"{KEY}\"}}", rf"{{\"key\": \"{MARK}\"}}"),
        (rf"\\\"{KEY}\\\"", rf"\\\"{MARK}\\\""),
        (r"sk-\u0070roj-4fT9aQ2xW7bL0mK8sR3vZ6yN1cJ5hD", MARK),
        (f"\x1b[31m{KEY}\x1b[0m", f"\x1b[31m{MARK}\x1b[0m"),
        (f"key\x1b[0m\x1b[32m{KEY}", f"key\x1b[0m\x1b[32m{MARK}"),
        (f"{KEY[:9]}\x1b[01;31m\x1b[K{KEY[9:20]}\x1b[m\x1b[K{KEY[20:]}!", f"{MARK}!"),
        (rf"\u001b[31m{KEY}\u001b[0m", rf"\u001b[31m{MARK}\u001b[0m"),
        (rf"\033[1m{KEY}\033[0m", rf"\033[1m{MARK}\033[0m"),
        (f"ключ {KEY} 🔑", f"ключ {MARK} 🔑"),
        ('password="abcd\\"ef 12"', 'password="[redacted:password]"'),
        (r'{"a": "password=\"abcd\\\"ef12\" x"}', r'{"a": "password=\"[redacted:password]\" x"}'),
        (
            '{"n": 4111111111111111, "m": 1}',
            '{"n": "[redacted:card-number]", "m": 1}',
        ),
        (
            r'"{\"n\": 4111111111111111}"',
            r'"{\"n\": \"[redacted:card-number]\"}"',
        ),
        ("[5555555555554444,1]", '["[redacted:card-number]",1]'),
        ("lone \ud800 surrogate " + KEY, "lone \ud800 surrogate " + MARK),
    ],
)
def test_a_secret_is_masked_where_it_stands(text: str, masked: str) -> None:
    assert MASKER.mask(text) == masked


def test_a_private_key_is_masked_in_json_at_any_depth() -> None:
    text = PEM
    for _ in range(3):
        masked = MASKER.mask(text)
        assert "q7Lm2Xt9" not in masked
        text = json.dumps({"key": text})
        json.loads(MASKER.mask(text))


_PIECES = st.lists(
    st.sampled_from(
        [
            "\\",
            '"',
            "n",
            "u0041",
            "u001b[31m",
            "\x1b[0m",
            "x41",
            "[",
            "a",
            " ",
            "\\n",
            '\\"',
            "e",
            "é",
        ]
    ),
    max_size=12,
).map("".join)


@given(_PIECES)
def test_the_fast_reading_is_the_reading_with_the_way_back(text: str) -> None:
    if "\\\x1b" in text:  # a colour inside an escape is nobody's writing
        return
    for colours in ("", " "):
        assert escapes.plain(text, colours) == escapes.read(text, colours).plain


@given(_PIECES)
def test_the_way_back_leads_to_places_in_order(text: str) -> None:
    reading = escapes.read(text)
    places = [reading.origin(number, number + 1) for number in range(len(reading.plain))]
    assert all(start < end for start, end in places)
    assert all(one[1] <= two[0] for one, two in pairwise(places))
    assert not places or places[-1][1] <= len(text)


_SECRETS = st.sampled_from([KEY, "hunter2!", PEM, "ada@example.com", "postgres://a:s3cretpw@h/d"])
_VALUES = st.recursive(
    st.one_of(st.text(max_size=8), _SECRETS, st.integers(), st.booleans(), st.none()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["password", "token", "note", "n"]), inner, max_size=3),
    ),
    max_leaves=8,
)


@given(_VALUES)
def test_masked_json_text_is_json_text_of_the_same_shape(value: object) -> None:
    once = json.dumps({"v": value})
    for text in (once, json.dumps({"again": once})):
        assert type(json.loads(MASKER.mask(text))) is dict


@given(st.text())
def test_any_text_can_be_masked(text: str) -> None:
    assert isinstance(MASKER.mask(text), str)
