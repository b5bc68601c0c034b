"""What the model's own side does: searching the web, making pictures."""

from __future__ import annotations

import pytest

from tests.view.calls.material import VERSIONS, made, recorded


@pytest.mark.parametrize("version", VERSIONS)
def test_a_web_search_has_its_queries(version: str) -> None:
    (search,) = recorded(version, "searches", "web_search")
    assert (search.action, search.queries) == ("search", ("codex rollout format",))


def test_web_pages_are_opened_and_searched() -> None:
    page = made("web_search", {"type": "open_page", "url": "https://a.test/"}, kind="web_search")
    assert (page.action, page.url) == ("open_page", "https://a.test/")
    found = made("web_search", {"type": "find_in_page", "url": "u", "pattern": "p"})
    assert (found.action, found.pattern) == ("find_in_page", "p")
    failed = made("web_search", {"type": "search", "query": "q"}, error_type="_OTHER")
    assert (failed.queries, failed.error) == (("q",), "_OTHER")


def test_a_picture_is_made_of_its_prompt() -> None:
    picture = made("image_generation", "a blue square", kind="image_generation")
    assert (picture.prompt, picture.output) == ("a blue square", "")
    failed = made("image_generation", "x", "blocked by policy", error_type="_OTHER")
    assert failed.output == "blocked by policy"
