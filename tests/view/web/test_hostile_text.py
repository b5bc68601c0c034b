"""What a rollout says is shown and never obeyed, on every page and in every place of it.

Some seconds: each of a few dozen pages has every payload in each of its places.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from codexctl.deliver.worker.freshness import catch_up
from codexctl.view.web.app import application
from codexctl.view.web.door.admission import LONGEST_ADDRESS
from codexctl.view.web.door.guard import Guard
from codexctl.view.web.door.tokens import Tokens
from codexctl.view.web.site import Site
from codexctl.view.web.sources import StoredTurns
from tests.corpora import hostile
from tests.corpora.markup import PAYLOADS
from tests.view.web.client import PORT, Answered, Client
from tests.view.web.conftest import located, write_settings
from tests.view.web.walk import Markup, walk

KEPT = {"texts": (hostile.IDS, hostile.TOOLS), "tools": (hostile.IDS,), "ids": ()}
# What a page of ours never has, wherever its texts come from.
_NEVER = frozenset({"iframe", "object", "embed", "base", "frame", "applet", "style", "math"})
_ID = re.compile(r"[0-9a-f-]{36}")
_OBEYED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@pytest.fixture(scope="module", params=KEPT)
def pages(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Answered]]:
    """Every page of a store whose sessions hold hostile texts, tools' names and ids in some."""
    where = located(tmp_path_factory.mktemp("hostile"))
    hostile.write(where.rollout_folders[0], hostile.whole(PAYLOADS), KEPT[request.param])
    write_settings(where, "full")
    catch_up(where, {}, lambda _: None, within_s=120)
    source, tokens = StoredTurns(where.traces_db), Tokens()
    client = Client(Guard(application(Site.of(source, where, {}, tokens)), tokens, PORT), tokens)
    yield dict(walk(client, of_a_kind=12, asked=2))
    source.close()


def test_no_page_fails_on_hostile_text(pages: dict[str, Answered]) -> None:
    # An id that is no id leads to no page, and an address cannot hold every text.
    answered = {200} if _has_ids(pages) else {200, 404}
    failed = {
        page: answer.text
        for page, answer in pages.items()
        if answer.status not in answered and len(page) <= LONGEST_ADDRESS
    }

    assert failed == {}


def test_no_text_of_a_rollout_becomes_markup(pages: dict[str, Answered]) -> None:
    for address, page in _markup(pages):
        assert list(_made_by_text(page)) == [], address
        assert page.scripts == [], address


def test_no_control_or_direction_character_reaches_a_page(pages: dict[str, Answered]) -> None:
    for address, page in _markup(pages):
        assert _OBEYED.findall(page.html) == [], address


def test_no_template_in_a_text_is_run(pages: dict[str, Answered]) -> None:
    for address, page in _markup(pages):
        assert "subprocess.Popen" not in page.html, address


def _has_ids(pages: dict[str, Answered]) -> bool:
    """Whether sessions have the ids that Codex gave them."""
    return all(_ID.fullmatch(page[9:45]) for page in pages if page.startswith("/session/"))


def _markup(pages: dict[str, Answered]) -> Iterator[tuple[str, Markup]]:
    for address, answer in pages.items():
        if answer.headers["content-type"].startswith("text/html"):
            yield address, Markup(answer.html)


def _made_by_text(page: Markup) -> Iterator[tuple[str, dict[str, str]]]:
    for tag, attributes in page.elements:
        addresses = (attributes.get(name, "") for name in ("href", "src", "action", "formaction"))
        if (
            "data-evil" in attributes
            or tag in _NEVER
            or any(name.startswith("on") or name == "style" for name in attributes)
            or any(not _is_ours(address) for address in addresses)
        ):
            yield tag, attributes


def _is_ours(address: str) -> bool:
    """Whether an address is one of our own, a place on the page, or a link that a person reads."""
    return address == "" or (address[0] in "/#?" and not address.startswith("//"))
