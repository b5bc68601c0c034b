"""Which destinations a setup is about, and for whose turns they are afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest

from codexctl.edit.intent.flags import Flags
from codexctl.edit.intent.from_flags import intent_from
from codexctl.edit.intent.of_projects import as_scoped, notes_on
from codexctl.errors import UsageError
from codexctl.settings.model import Destination, Settings

ONE, OTHER = Path("/src/one"), Path("/src/other")
LOCAL = Destination("local", "local")
ENDPOINT = "https://collector.example/v1/traces"


def otlp(name: str, *only_in: Path, endpoint: str = ENDPOINT) -> Destination:
    return Destination(name, "otlp", endpoint=endpoint, only_in=tuple(map(str, only_in)))


def local(*only_in: Path) -> Destination:
    return Destination("local", "local", only_in=tuple(map(str, only_in)))


def after(
    today: tuple[Destination, ...],
    project: Path | None,
    *words: str,
    endpoint: str = "",
    everywhere: bool = False,
) -> tuple[Destination, ...]:
    """What setup makes of today's destinations; `words` are those named by --destination."""
    flags = Flags(destination=words, endpoint=(endpoint,) if endpoint else ())
    settings = Settings(destinations=today)
    intent = intent_from(flags, settings, project)
    return as_scoped(intent, settings, everywhere=everywhere).destinations


@pytest.mark.parametrize(
    ("today", "project", "words", "everywhere", "wanted"),
    [
        ((), ONE, (), False, (local(ONE),)),
        ((), None, (), False, (LOCAL,)),
        ((LOCAL,), ONE, (), False, (local(ONE),)),
        ((LOCAL,), ONE, (), True, (LOCAL,)),
        ((local(ONE),), ONE, (), False, (local(ONE),)),
        ((local(ONE),), OTHER, (), False, (local(ONE, OTHER),)),
        ((local(ONE),), None, (), False, (LOCAL,)),
        ((otlp("a", ONE),), None, (), False, (otlp("a", ONE), LOCAL)),
        ((otlp("a", ONE),), None, ("a",), False, (otlp("a"),)),
        ((otlp("a", ONE),), OTHER, ("local",), False, (otlp("a", ONE), local(OTHER))),
        ((otlp("a", ONE, OTHER),), OTHER, ("local",), False, (otlp("a", ONE), local(OTHER))),
        ((otlp("a", ONE),), ONE, ("local",), False, (local(ONE),)),
        ((LOCAL, otlp("a", ONE)), ONE, ("a",), True, (LOCAL, otlp("a", ONE))),
        ((LOCAL,), ONE, ("local",), True, (LOCAL,)),
    ],
    ids=[
        "the first project",
        "all turns at first",
        "what nothing is called for becomes the project's",
        "a hook for all keeps its destination",
        "the same project again",
        "a second project",
        "this machine's store for all",
        "a project's backend does not get everybody's turns unasked",
        "a project's backend is named for all",
        "another project's stays beside",
        "a project leaves a shared one",
        "a project has another one now",
        "both are kept",
        "one for all is named for a project",
    ],
)
def test_whose_turns_a_destination_gets(
    today: tuple[Destination, ...],
    project: Path | None,
    words: tuple[str, ...],
    *,
    everywhere: bool,
    wanted: tuple[Destination, ...],
) -> None:
    assert after(today, project, *words, everywhere=everywhere) == wanted


def test_a_project_gets_a_backend_of_its_own_beside_everybodys() -> None:
    found = after((LOCAL,), ONE, "otlp", endpoint=ENDPOINT, everywhere=True)
    assert found == (LOCAL, otlp("otlp", ONE))


@pytest.mark.parametrize(
    ("today", "everywhere"),
    [(otlp("otlp", OTHER), False), (otlp("otlp"), True)],
    ids=["another project's", "everybody's"],
)
def test_an_address_of_ones_own_does_not_move_the_turns_of_others(
    today: Destination, *, everywhere: bool
) -> None:
    elsewhere = "https://mine.example/v1/traces"
    with pytest.raises(
        UsageError, match=r"^--destination otlp: the destination for .+ has this name$"
    ):
        after((today,), ONE, "otlp", endpoint=elsewhere, everywhere=everywhere)
    mine = after((today,), ONE, "mine=otlp", endpoint=elsewhere, everywhere=everywhere)
    assert mine == (today, otlp("mine", ONE, endpoint=elsewhere))


def test_a_project_may_change_the_address_that_is_its_own_alone() -> None:
    elsewhere = "https://mine.example/v1/traces"
    found = after((otlp("otlp", ONE),), ONE, "otlp", endpoint=elsewhere)
    assert found == (otlp("otlp", ONE, endpoint=elsewhere),)


def test_whoever_sets_up_all_turns_is_told_what_does_not_get_them() -> None:
    settings = Settings(destinations=(otlp("a", ONE),))
    intent = as_scoped(intent_from(Flags(), settings), settings, everywhere=False)
    (said,) = notes_on(intent)
    assert str(ONE) in said
    assert "codexctl setup --destination a" in said
