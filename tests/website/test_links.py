"""Links are found where a reader finds them, and anchors are those of GitHub."""

from __future__ import annotations

import pytest

from tests.website.links import anchors, links, slug, with_links

PAGE = """\
# A page

See [one](one.md), [`two`](two.md#place)
and ![three](pictures/three.png). Code: `[no](no.md)`.

```sh
echo "[not](here.md)"
```
[four](four.md)
"""


def test_every_link_and_picture_of_a_text_is_found_and_none_of_its_code() -> None:
    assert list(links(PAGE)) == [
        (3, "one.md"),
        (3, "two.md#place"),
        (4, "pictures/three.png"),
        (9, "four.md"),
    ]


def test_only_targets_are_replaced() -> None:
    assert with_links(PAGE, lambda link: link) == PAGE
    changed = with_links(PAGE, lambda link: f"../{link}")
    assert [link for _, link in links(changed)] == [f"../{link}" for _, link in links(PAGE)]
    assert changed.replace("../", "") == PAGE


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [
        ("The hook and the turn: `bench_hook`", "the-hook-and-the-turn-bench_hook"),
        ("weave-codex and Staso", "weave-codex-and-staso"),
        ("Whose turns -- and why?", "whose-turns----and-why"),
        ("The [policy](policy.md)'s keys", "the-policys-keys"),
        ("Größe", "größe"),
    ],
)
def test_an_anchor_is_what_github_makes_of_a_heading(heading: str, anchor: str) -> None:
    assert slug(heading) == anchor


def test_a_heading_that_comes_again_gets_a_number() -> None:
    text = "# A\n## B\n```\n# no heading\n```\n## B\n## B\n"
    assert anchors(text) == {"a", "b", "b-1", "b-2"}


def test_a_fence_ends_only_where_one_of_its_kind_does() -> None:
    assert list(links("````\n```\n[a](a.md)\n````\n[b](b.md)\n")) == [(5, "b.md")]
