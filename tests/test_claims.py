"""The check of the threat model finds a claim whose test is gone."""

from __future__ import annotations

from pathlib import Path

from tests.checks.claims import PAGE, findings

HELD = "| P | one | `tests/test_claims.py::test_the_page_as_it_is_holds` |"
TABLE = (
    "# Page\n\n## What is protected\n\n"
    "| from | what | tests |\n|---|---|---|\n{}\n\n## What is not protected\n"
)


def found(row: str, folder: Path) -> list[str]:
    page = folder / "page.md"
    page.write_text(TABLE.format(row))
    return list(findings(page))


def test_the_page_as_it_is_holds() -> None:
    assert list(findings()) == []
    assert PAGE.read_text("utf-8").count("`tests/") >= 20


def test_a_claim_without_a_test_or_with_one_that_is_gone_is_found(tmp_path: Path) -> None:
    assert found(HELD, tmp_path) == []
    gone = HELD.replace("as_it_is", "as_it_was")
    assert found(gone, tmp_path) == [
        "page.md: no test is called tests/test_claims.py::test_the_page_as_it_was_holds"
    ]
    other = HELD.replace("test_claims.py", "test_nowhere.py")
    assert "tests/test_nowhere.py::" in found(other, tmp_path)[0]
    assert found("| P | two | believed |", tmp_path) == ["page.md: no test is named for: two"]
