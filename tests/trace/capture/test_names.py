"""A name has the form of one, attribute by attribute; what has not is hashed, but in full."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codexctl.redact.masker import Masker
from codexctl.settings.capture import CaptureLimits, CaptureMode
from codexctl.settings.redaction import masker, redaction_from
from codexctl.trace.capture import names
from codexctl.trace.capture.filter import Capture
from codexctl.trace.capture.names import FORMS, hashed, is_name, told
from codexctl.trace.spans.span import INTERNAL, Span

GUARDED = (CaptureMode.metadata, CaptureMode.redacted)
# Tokens of vendors, made up: none of them has ever been one.
SECRETS = (
    "ghp_4fT9aQ2xW7bL0mK8sR3vZ6yN1cJ5hDpE2uGk",
    "sk-proj-4fT9aQ2xW7bL0mK8sR3vZ6yN1cJ5hD",
    "AKIAQ3EGRZ2T7WXNB5HD",
    "glpat-4fT9aQ2xW7bL0mK8sR3v",
    "xoxb-123456789012-1234567890123-4fT9aQ2xW7bL0mK8sR3vZ6yN",
    "hf_4fTaaQhxWsbLomKbsRfvZbyNacJihDpEbu",
    "sk-lf-0f8fad5b-d9cb-469f-a165-70867728950e",
    "9vQ2xW7bL0mK8sR3vZ6yN1cJ5hD4fT9aQ2xW7bL",
    "ada.lovelace@example.com",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U",
)


def left(mode: CaptureMode, key: str, value: Any) -> Any:
    """What leaves of one attribute."""
    span = Span("1" * 32, "2" * 16, "", "chat gpt-5.5", INTERNAL, 0, 1, {key: value})
    capture = Capture(CaptureLimits(mode), masker(), None, masker())
    return capture.apply(span).attributes.get(key)


@pytest.mark.parametrize("key", sorted(set(FORMS) - {"error.type"}))
@pytest.mark.parametrize("mode", GUARDED)
@pytest.mark.parametrize(
    "around", ["{}", "gpt-5-{}", "call_{}", "0.169.0-{}", "{}-1", "a/{}", "mcp__{}"]
)
def test_no_secret_leaves_as_a_name(key: str, mode: CaptureMode, around: str) -> None:
    for secret in SECRETS:
        said = str(left(mode, key, around.format(secret)))
        pieces = (secret[at : at + 8] for at in range(len(secret) - 7))
        assert not any(piece in said for piece in pieces), (key, said)


def test_what_is_hashed_says_so_and_is_the_same_every_time() -> None:
    once = left(CaptureMode.metadata, "gen_ai.request.model", SECRETS[0])
    assert once == left(CaptureMode.redacted, "gen_ai.request.model", SECRETS[0])
    assert once.startswith("hashed:")
    assert once != hashed(SECRETS[1])
    # What was stored is read through the same filter again, and stays.
    assert left(CaptureMode.metadata, "gen_ai.request.model", once) == once


@pytest.mark.parametrize("kind", SECRETS)
def test_no_secret_leaves_as_the_kind_of_an_error(kind: str) -> None:
    for mode in GUARDED:
        capture = Capture(CaptureLimits(mode), masker(), None, masker())
        assert capture.error(kind) == "_OTHER"
        assert capture.error(f"failed_{kind.lower()}") == "_OTHER"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("gen_ai.conversation.id", "01a1fb43-017b-7602-9a07-5466d0bc9f69"),
        ("gen_ai.tool.call.id", "call_4fT9aQ2xW7bL0mK8sR3vZ6yN"),
        ("gen_ai.tool.call.id", "toolu_01A09q90qw90lq917835lq9"),
        ("gen_ai.tool.call.id", "web_search_call_1_0"),
        ("gen_ai.response.id", "at_01a1fb3c-cba2-78f3-97ae-d0c3b43abb32"),
        ("gen_ai.tool.call.id", "chatcmpl-tool-0f8fad5bd9cb469fa16570867728950e"),
        ("gen_ai.response.id", "resp_" + "0f8fad5bd9cb469f" * 3 + "ab"),
        ("gen_ai.request.model", "gpt-5.5-codex-mini"),
        ("gen_ai.request.model", "accounts/fireworks/models/deepseek-v3p1"),
        ("gen_ai.request.model", "claude-opus-4-20250514"),
        ("gen_ai.request.model", "Qwen2.5-Coder-32B-Instruct"),
        ("gen_ai.request.model", "qwen3-235b-a22b-thinking-2507"),
        ("gen_ai.request.model", "DeepSeek-R1-Distill-Llama-70B"),
        ("gen_ai.request.model", "o4-mini"),
        ("codex.cli.version", "0.0.0"),
        ("codex.cli.version", "0.170.0-alpha.3"),
    ],
)
def test_names_as_they_are_given_stay(key: str, value: str) -> None:
    for mode in CaptureMode:
        assert left(mode, key, value) == value


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("gen_ai.tool.name", "mcp__github__create_issue"),
        ("gen_ai.tool.name", "apply_patch_v2"),
        ("mcp.server.name", "github"),
        ("gen_ai.provider.name", "acme-gateway"),
        ("gen_ai.agent.name", "code_reviewer"),
    ],
)
def test_names_that_people_choose_stay_with_content(key: str, value: str) -> None:
    assert left(CaptureMode.redacted, key, value) == value
    assert left(CaptureMode.metadata, key, value) != value


@pytest.mark.parametrize(
    "key", ["gen_ai.request.model", "gen_ai.tool.call.id", "codex.cli.version"]
)
@given(value=st.text(min_size=1))
def test_what_is_told_has_the_form_or_is_hashed(key: str, value: str) -> None:
    form, length = FORMS[key]
    said = told(key, value, None)
    assert said == hashed(value) or (form.match(said) and len(said) <= length)


# Few digits and characters, so that most of what is drawn is plain.
_WORDS = r"[A-Za-z][A-Za-z0-9]{0,5}(?:[-_][A-Za-z0-9]{1,5}|\.[0-9]){0,2}"


@given(value=st.from_regex(_WORDS, fullmatch=True).filter(names._PLAIN_NAME.match))
def test_no_usual_rule_finds_anything_in_a_plain_name(value: str) -> None:
    assert masker().mask(value) == value


def test_no_usual_rule_finds_anything_in_a_plain_name_made_of_what_it_looks_for() -> None:
    usual = masker()
    anchors = {anchor for rule in usual.rules for anchor in (*rule.scan.anchors, *rule.scan.shapes)}
    made = (
        f"{a}{b}{c}"
        for a in anchors
        for b in ("", "-", "_", "-x", "_5", "abcdefghijk")
        for c in ("", "a1", "-k")
    )
    plain = [name for name in made if names._PLAIN_NAME.match(name)]
    assert len(plain) > len(anchors)
    assert [name for name in plain if usual.mask(name) != name] == []


def test_a_rule_of_ones_own_is_asked_about_a_plain_name_too() -> None:
    rule = {"name": "project", "pattern": "bluebird", "yes": ["bluebird"], "no": ["blackbird"]}
    value, voice = "gpt-bluebird", redaction_from((), [{**rule, "anchors": ["bluebird"]}])
    assert told("gen_ai.request.model", value, masker()) == value
    assert told("gen_ai.request.model", value, masker(voice)) == hashed(value)


@pytest.mark.parametrize("protection", ["the form", "the masker"])
def test_either_protection_taken_away_lets_a_secret_out(
    protection: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if protection == "the form":
        value, asked = SECRETS[7], masker()
        monkeypatch.setattr(names, "FORMS", dict.fromkeys(FORMS, (re.compile(".*"), 999)))
    else:
        value, asked = "call_AKIAQ3EGRZ2T7WXNB5HD", Masker(lambda: ())
    assert is_name("gen_ai.tool.call.id", value, asked)
    monkeypatch.undo()
    assert not is_name("gen_ai.tool.call.id", value, masker())
