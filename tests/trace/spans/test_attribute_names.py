"""The names of attributes stand in one module, which holds exactly what the table of spans does."""

from __future__ import annotations

import ast
from pathlib import Path

from codexctl.trace.spans import attribute_names
from tests.trace.conventions import table

CODE = Path(attribute_names.__file__).parents[2]
OPERATIONS = {"invoke_agent", "chat", "execute_tool"}
# Of a link or an event, not of a span.
ELSEWHERE_ON_SPANS = {"codex.link.kind", "exception.type", "exception.message"}
# `chat` also begins the hash that a span's id is, and is a word of Codex's configuration. The
# Collector's own rules name what events hold; the policy's room knows nothing of spans.
ELSEWHERE = {
    "trace/ids.py": {"chat"},
    "codex/config/upgrading.py": {"chat"},
    "policy/render/fleet/cap.py": {"exception.type", "exception.message"},
}


def constants() -> dict[str, str]:
    return {name: value for name, value in vars(attribute_names).items() if name.isupper()}


def test_every_attribute_of_a_span_has_a_constant_and_none_is_left_over() -> None:
    names = set(constants().values()) - OPERATIONS - ELSEWHERE_ON_SPANS
    assert names == set(table()["attributes"])


def test_every_operation_has_a_constant() -> None:
    assert set(table()["spans"]) == OPERATIONS <= set(constants().values())


def test_a_constant_is_its_name_in_capital_letters() -> None:
    for name, value in constants().items():
        assert name == value.upper().replace(".", "_")


def test_no_other_module_spells_a_name_out() -> None:
    """SQL of the store's migrations is history: it says what a name was then."""
    found = {
        (path.relative_to(CODE).as_posix(), node.value)
        for path in CODE.rglob("*.py")
        if path != Path(attribute_names.__file__)
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and node.value in constants().values()
    }
    assert found == {(path, name) for path, names in ELSEWHERE.items() for name in names}
