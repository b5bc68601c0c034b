"""Recall and over-redaction on the generated corpora; `bench_redaction.py` prints them."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from codexctl.redact.masker import compile_rules
from codexctl.settings.redaction import rule_file
from tests import corpora
from tests.corpora.judge import cases, over_redaction
from tests.corpora.recent import RECENT
from tests.corpora.wrappings import WRAPPINGS

MASKER = compile_rules(rule_file())


def test_hardly_any_secret_gets_through() -> None:
    seen = list(cases(MASKER.mask, rounds=1))
    leaks = Counter((case.sample.kind, case.wrapping) for case in seen if case.leaks)
    assert len({case.sample.kind for case in seen}) >= 160
    assert len(WRAPPINGS) >= 8
    assert sum(leaks.values()) <= 0.005 * len(seen), leaks


def test_benign_text_is_left_alone() -> None:
    total, touched = over_redaction(MASKER.mask, rounds=3)
    assert len(touched) <= 0.002 * total, touched


def test_every_new_format_names_its_source() -> None:
    for kind, (_, _, source) in RECENT.items():
        assert source.startswith("https://"), kind


def test_the_corpora_know_nothing_of_the_rules() -> None:
    ours = re.compile(r"^\s*(?:from|import) codexctl|templates", re.MULTILINE)
    for path in Path(corpora.__file__).parent.glob("*.py"):
        assert not ours.search(path.read_text()), path
