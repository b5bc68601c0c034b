"""What is wrong with a built page is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.checks.links import wrong
from tests.website.built import findings


def found(folder: Path, body: str) -> list[str]:
    (folder / "other").mkdir(exist_ok=True)
    (folder / "other" / "index.html").write_text('<h2 id="place">Place</h2>')
    (folder / "picture.png").write_bytes(b"")
    (folder / "index.html").write_text(body)
    return list(findings(folder))


def test_links_that_lead_somewhere_are_fine(tmp_path: Path) -> None:
    body = (
        '<link rel="canonical" href="https://example.com/"><img src="picture.png"><p id="a">'
        '<a href="#a">a</a> <a href="other/#place">b</a> <a href="https://example.com/">c</a>'
    )
    assert found(tmp_path, body) == []


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ('<a href="gone/">', "links to gone/, which is not there"),
        ('<a href="other/#gone">', "links to other/#gone, which has no such place"),
        ('<a href="#gone">', "links to #gone, which has no such place"),
        ('<img src="gone.png">', "links to gone.png, which is not there"),
        ('<script src="https://cdn.example/x.js">', "loads https://cdn.example/x.js"),
        ('<link rel="stylesheet" href="//cdn.example/x.css">', "loads //cdn.example/x.css"),
    ],
)
def test_what_leads_nowhere_or_is_loaded_from_elsewhere_is_named(
    tmp_path: Path, body: str, what: str
) -> None:
    assert found(tmp_path, body) == [f"index.html: {what}"]


@pytest.mark.parametrize(
    ("link", "what"),
    [
        ("other.md", []),
        ("other.md#a-place", []),
        ("#here", []),
        ("https://example.com/x", []),
        ("http://localhost:4318", []),
        ("mailto:a@example.com", []),
        ("gone.md", ["which is not there"]),
        ("other.md#gone", ["which has no such heading"]),
        ("#gone", ["which has no such heading"]),
        ("https:/example.com", ["which is no address"]),
        ("htps://example.com", ["which is no address"]),
    ],
)
def test_a_link_of_a_source_page_is_judged_without_a_network(
    tmp_path: Path, link: str, what: list[str]
) -> None:
    (tmp_path / "other.md").write_text("# Other\n\n## A place\n")
    (tmp_path / "page.md").write_text("# Here\n")
    assert list(wrong(link, tmp_path / "page.md")) == what
