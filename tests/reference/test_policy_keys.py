"""The page of policy keys: each key is there with an example that the reader takes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from codexctl.policy.file.fields import FIELDS, TOP
from codexctl.policy.file.read import from_bytes
from tests.checks.reference import policy_keys
from tests.reference.sections import sections

SECTIONS = {head.strip("`"): body for head, body in sections(policy_keys.text(), level=3).items()}


def test_every_key_has_a_section_and_nothing_else_has() -> None:
    assert set(SECTIONS) == {*FIELDS, *TOP}


@pytest.mark.parametrize("key", sorted(FIELDS))
def test_an_example_is_a_policy_that_says_the_key(key: str) -> None:
    (example,) = re.findall(r"```toml\n(.*?)\n```", SECTIONS[key], re.DOTALL)
    policy = from_bytes(f"version = 1\n{example}\n".encode(), Path())
    assert policy.problem == ""
    table, _, name = key.partition(".")
    assert any(re.match(rf"{table}\.({name}|\S+)", said) for said in policy.lines)


@pytest.mark.parametrize("key", sorted(FIELDS))
def test_it_says_what_holds_without_the_key(key: str) -> None:
    assert re.search(r"^- Without it: \S", SECTIONS[key], re.MULTILINE)


def test_a_setting_that_is_capped_is_named_where_it_is_capped() -> None:
    assert "`capture.mode` (`--capture`, `CODEXCTL_CAPTURE`" in SECTIONS["capture.max"]
    assert "`local.keep_days`" in SECTIONS["destinations.retention_days"]
