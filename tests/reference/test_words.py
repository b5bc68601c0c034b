"""Texts for people use the usual words."""

from __future__ import annotations

from pathlib import Path

from tests.checks import words


def found(folder: Path, **files: str) -> list[str]:
    for name, text in files.items():
        path = folder / {"page": "docs/page.md", "code": "codexctl/one.py"}[name]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return list(words.findings(folder))


def test_an_unusual_word_is_named_with_the_usual_one(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, page="# One\n\nIt is reckoned.\n")
    assert finding.startswith("docs/page.md:3:")
    assert "calculate" in finding


def test_a_message_and_the_help_of_a_command_are_read_and_other_docstrings_are_not(
    tmp_path: Path,
) -> None:
    code = '''"""Made anew."""
@group.command()
def one() -> None:
    """Make it anew."""
def other() -> None:
    """Make it anew."""
    print("made anew")
'''
    lines = [line.split(":")[1] for line in found(tmp_path, code=code)]
    assert lines == ["4", "7"]


def test_a_part_of_a_word_is_none(tmp_path: Path) -> None:
    assert found(tmp_path, page="Amend the commit; recommended.\n") == []
