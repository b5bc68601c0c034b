"""A small text that is nested without end is an error with words, whoever wrote it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from codexctl.codex.mcp.talk.messages import answer_to
from codexctl.codex.mcp.talk.outcome import Failed
from codexctl.document.bounded_json import loads

ROOT = Path(__file__).parents[2] / "codexctl"
DEEP = "[" * 100_000
# What reads JSON otherwise: our own files, a scalar that a pattern has found, what a column of our
# store holds; or it looks after depth itself.
OTHERWISE = {
    "document/bounded_json.py", "codex/config/known_keys.py", "codex/config/schemas.py",
    "codex/hooks/grammar.py", "deliver/otlp/reply.py", "deliver/store/outline.py",
    "document/json/scan.py", "edit/transaction/journal.py", "settings/installation/ways.py",
    "trace/metrics/measures.py", "trace/read/lines.py", "trace/turns/scripts.py",
}  # fmt: skip


@pytest.mark.parametrize("text", [DEEP, DEEP.encode(), '{"a":' * 100_000, "{", b"\xff"])
def test_what_cannot_be_read_is_a_wrong_value(text: str | bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        loads(text)


def test_a_server_that_answers_with_nothing_but_brackets_speaks_no_protocol() -> None:
    with pytest.raises(Failed):
        answer_to({"id": 1}, DEEP)


def test_nobody_else_reads_json_of_others() -> None:
    found = {
        path.relative_to(ROOT).as_posix()
        for path in ROOT.rglob("*.py")
        if re.search(r"(?<![\w.])json\.loads?\(", path.read_text("utf-8"))
    }
    assert found == OTHERWISE
