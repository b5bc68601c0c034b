"""Every rule does what its examples say, and a rule that cannot be trusted is not taken."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from codexctl.redact.linear import BUDGET, worst
from codexctl.redact.masker import Masker, compile_rules
from codexctl.redact.proof import expanded, sound
from codexctl.redact.rules import Rule, RuleError, read_rules
from codexctl.settings import redaction
from codexctl.settings.redaction import built_in_rules, rule_file
from tests.corpora.judge import cases

RULES = read_rules(rule_file()["rule"])
MINE: dict[str, Any] = {
    "name": "customer-number",
    "anchors": ["kd-"],
    "pattern": r"KD-\d{6}",
    "yes": ["KD-{d6}"],
    "no": ["KD-1"],
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_masks_its_examples_and_not_its_counter_examples(rule: Rule) -> None:
    assert sound((rule,)) == (rule,)


def test_all_rules_together_mask_every_example() -> None:
    everything = Masker(lambda: RULES)
    for rule in RULES:
        for example in rule.yes:
            written, parts = expanded(example)
            masked = everything.mask(written)
            assert "[redacted:" in masked
            assert not any(part in masked for part in parts if len(part) > 5), (rule.name, masked)


def test_what_is_masked_is_not_masked_again() -> None:
    usual = tuple(rule for rule in RULES if not rule.is_optional)
    masker = Masker(lambda: usual)
    for rule in usual:
        for example in rule.yes:
            once = masker.mask(expanded(example)[0])
            assert masker.mask(once) == once


def test_kinds_on_request_are_left_alone_by_default() -> None:
    assert compile_rules(rule_file()).mask("GB82WEST12345698765432") == "GB82WEST12345698765432"
    assert any(rule.is_optional for rule in RULES)


def test_a_rule_of_ones_own_is_taken() -> None:
    (rule,) = sound(read_rules([MINE]))
    assert Masker(lambda: (rule,)).mask("of KD-123456.") == "of [redacted:customer-number]."


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"yes": []}, "needs examples"),
        ({"no": []}, "needs examples"),
        ({"anchors": []}, "needs anchors"),
        ({"anchors": [""]}, "other than text"),
        ({"yes": [1]}, "other than text"),
        ({"name": "Customer number"}, "not a valid name; write it like"),
        ({"check": "guess"}, "check must be one of"),
        ({"colour": "red"}, "colour is not known"),
        ({"token": "yes"}, "token is not known, or of the wrong type"),
        ({"pattern": "KD-("}, "missing )"),
        ({"pattern": ""}, "no pattern"),
        ({"first": r"KD-\d+"}, "needs a bound"),
        ({"first": "KD:"}, "does not mask its example"),
        ({"pattern": r"KD-\d+"}, "needs a bound"),
        ({"pattern": r"KD-(?:\d{1,60}){1,60}!"}, "can multiply"),
        ({"pattern": r"KD-\w{0,200}\w{0,200}\w{0,200}!"}, "can multiply"),
        ({"yes": ["AB-123456"]}, "does not mask its example"),
        ({"no": ["KD-654321"]}, "masks its counter-example"),
    ],
)
def test_a_rule_that_cannot_be_trusted_is_refused(change: dict[str, Any], said: str) -> None:
    with pytest.raises(RuleError, match="rule .*" + said.replace("(", r"\(").replace(")", r"\)")):
        sound(read_rules([MINE | change]))


def test_what_rules_ask_first_keeps_nothing_from_them() -> None:
    """Without it every rule finds the same: it only says sooner that there is nothing."""
    usual = tuple(rule for rule in RULES if not rule.is_optional)
    asked = Masker(lambda: usual)
    unasked = Masker(lambda: (replace(rule, scan=replace(rule.scan, first="")) for rule in usual))
    for case in cases(asked.mask, rounds=1):
        assert case.masked == unasked.mask(case.text), case.text


def test_the_worst_text_costs_a_rule_a_bounded_number_of_steps() -> None:
    for rule in RULES:
        assert worst(rule.pattern) <= BUDGET
        assert not rule.back or worst(rule.back) <= BUDGET
        assert not rule.scan.first or worst(rule.scan.first) <= BUDGET


def test_a_masker_that_cannot_read_its_rules_lets_nothing_through_ever() -> None:
    def gone() -> tuple[Rule, ...]:
        raise RuleError("gone")

    masker = Masker(gone)
    for _ in range(2):
        with pytest.raises(RuleError):
            masker.mask("a text")


def test_the_rules_that_hold_are_those_of_the_rule_files() -> None:
    assert built_in_rules() == RULES


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "rules.json: No such file"),
        (b"", "rules.json: is damaged"),
        (b'{"rule": [{"name": "mine"', "rules.json: is damaged"),
        (b"{}", "rules.json: is damaged"),
        (b"[]", "rules.json: is damaged"),
        (b'{"rule": []}', "rules.json: is damaged"),
        (b'{"rule": [1]}', "rules.json: is damaged"),
    ],
    ids=["gone", "empty", "cut off", "no rules", "a list", "none", "a number"],
)
def test_rules_that_cannot_be_read_are_an_error_and_never_no_rules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None, said: str
) -> None:
    if content is not None:
        (tmp_path / "rules.json").write_bytes(content)
    monkeypatch.setattr(redaction, "_templates", lambda: tmp_path)
    with pytest.raises(RuleError, match=said):
        built_in_rules.__wrapped__()
