"""Every page is in the navigation, once."""

from __future__ import annotations

from tests.website.nav import findings

CONFIG = """\
[project]
nav = [
  "index.md",
  { "Tasks" = ["setup.md", { "Deep" = ["deep.md"] }] },
  { "Decisions" = ["adr/index.md", "adr/0*.md"] },
]
"""
PAGES = ["index.md", "setup.md", "deep.md", "adr/index.md", "adr/0001-one.md", "adr/0002-two.md"]


def test_a_navigation_with_every_page_is_complete() -> None:
    assert list(findings(CONFIG, PAGES)) == []


def test_a_page_that_is_missing_is_named_with_what_to_do() -> None:
    (found,) = findings(CONFIG, [*PAGES, "new.md"])
    assert found.startswith("docs/new.md: is not in the navigation")
    assert "docs/site/zensical.toml" in found


def test_a_page_that_is_gone_or_named_twice_is_named() -> None:
    (gone,) = findings(CONFIG, [page for page in PAGES if page != "setup.md"])
    assert "names setup.md, which is not there" in gone
    (twice,) = findings(CONFIG.replace('"deep.md"', '"deep.md", "setup.md"'), PAGES)
    assert "names setup.md twice" in twice
