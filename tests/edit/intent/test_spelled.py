"""The flags of an intent: what a person answered in the wizard, as a command for a script."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import click
from hypothesis import given
from hypothesis import strategies as st

from codexctl.cli.setup.options import setup_options
from codexctl.edit.intent.flags import flags_from
from codexctl.edit.intent.from_flags import intent_from
from codexctl.edit.intent.spelled import spelled, unsaid, without_key
from codexctl.edit.intent.wanted import Intent, Trigger, TrustChoice
from codexctl.settings.capture import CATEGORIES, CaptureMode
from codexctl.settings.destinations.presets import presets
from codexctl.settings.labels import LABELS
from codexctl.settings.model import Destination, Settings

WORD = st.text("abcdefgz0159_-", min_size=1, max_size=8).filter(lambda word: word[0] not in "-_")
TEXT = st.text("abc xyzéß'\"$=&;_-", max_size=12).map(str.strip)
URL = WORD.map(lambda word: f"https://{word.strip('-_') or 'a'}.example/v1/traces")
VARIABLE = st.from_regex(r"[A-Z_]{1,8}", fullmatch=True)
FEATURE = st.sampled_from(["apps", "memories"])
LOCAL = Destination("local", "local")


def parsed(words: list[str]) -> tuple[dict[str, Any], str]:
    """What the command line hands over for these words."""
    seen: dict[str, Any] = {}

    @click.command()
    @setup_options
    def command(**said: Any) -> None:
        seen.update(said)

    command.main(args=words, standalone_mode=False)
    return seen, seen["scope"]


def from_words(words: list[str], root: Path | None = None) -> Intent:
    said, scope = parsed(words)
    return intent_from(flags_from(said), Settings(), root if scope == "project" else None)


def words_of(intent: Intent) -> list[str]:
    return [word for flag in spelled(intent) for word in flag]


@st.composite
def remote(draw: st.DrawFn) -> Destination:
    preset = draw(st.sampled_from(["", "langfuse", "weave", "phoenix", "honeycomb", "grafana"]))
    form = presets().get(preset)
    parameters = tuple(
        (name, "pk-lf-1" if name == "public_key" else draw(WORD.filter(str.isalnum)))
        for name, slot in (form.parameters.items() if form else ())
        if slot.required or draw(st.booleans())
    )
    project = ""
    if form and form.project:
        project = f"{draw(WORD)}/{draw(WORD)}" if form.project.pattern else draw(TEXT)
        project = project or form.project.slot.default
    headers = draw(
        st.dictionaries(st.from_regex(r"x-[a-z]{1,5}", fullmatch=True), TEXT, max_size=2)
    )
    return Destination(
        draw(WORD.filter(lambda word: word != "local")),
        "otlp",
        preset=preset,
        endpoint=draw(URL) if not preset else "",
        headers=tuple(headers.items()),
        parameters=parameters,
        project=project,
        api_key_env=draw(st.just("") | VARIABLE),
        api_key_command=tuple(draw(st.lists(TEXT, max_size=3))),
        capture=draw(st.none() | st.sampled_from(list(CaptureMode))),
        metrics=not preset and draw(st.booleans()),
    )


@st.composite
def intents(draw: st.DrawFn) -> Intent:
    """What the wizard can come to on a machine where nothing is set up."""
    named = {one.name: one for one in draw(st.lists(remote(), max_size=3))}
    places = (*((LOCAL,) if draw(st.booleans()) or not named else ()), *named.values())
    labels = {row.attribute: draw(TEXT) for row in LABELS.values()}
    return Intent(
        destinations=places,
        capture=draw(st.none() | st.sampled_from(list(CaptureMode))),
        exclude=draw(st.none() | st.frozensets(st.sampled_from(sorted(CATEGORIES)))),
        resource=tuple((name, said) for name, said in labels.items() if said),
        trigger=draw(st.sampled_from([Trigger.auto, Trigger.hook, Trigger.notify])),
        trust=draw(st.sampled_from(list(TrustChoice))),
        features=tuple(draw(st.dictionaries(FEATURE, st.booleans())).items()),
        settings=draw(
            st.fixed_dictionaries(
                {"auto_sync": st.booleans()},
                optional={
                    "local.keep_days": st.none() | st.integers(1, 999),
                    "local.max_mb": st.none() | st.integers(1, 999),
                },
            )
        ),
        project=draw(st.none() | st.just(Path("/repository"))),
    )  # fmt: skip


@given(intents())
def test_the_flags_build_the_same_intent(intent: Intent) -> None:
    assert unsaid(intent) == ()
    line = shlex.join(words_of(intent))
    assert from_words(shlex.split(line), Path("/repository")) == intent


def test_a_setup_of_enter_alone_is_a_short_command() -> None:
    intent = Intent(capture=CaptureMode.redacted, settings={"auto_sync": False})
    assert words_of(intent) == [
        "--destination", "local", "--capture", "redacted", "--no-auto-sync",
    ]  # fmt: skip


def test_nothing_left_out_is_said_by_its_word() -> None:
    assert "none" in words_of(Intent(exclude=frozenset()))


def test_a_label_that_is_to_go_is_not_said() -> None:
    gone = Intent(resource=((LABELS["workspace"].attribute, ""),))
    assert words_of(gone) == ["--destination", "local"]


def test_what_no_flag_can_say_is_named_and_a_secret_is_not_printed() -> None:
    odd = Destination(
        "far", "otlp", "https://a.example/v1/traces",
        headers=(("x-api-key", "sk-hush"), ("x-team", "a")), api_key_header="x-mine",
    )  # fmt: skip
    intent = Intent(destinations=(odd,))
    assert unsaid(intent) == ("far: api_key_header", "far: x-api-key")
    assert "sk-hush" not in shlex.join(words_of(intent))
    assert "far:x-team=a" in words_of(intent)


def test_a_project_that_begins_like_a_destination_is_named_and_not_said() -> None:
    intent = Intent(resource=((LABELS["project"].attribute, "local:a"),))
    assert unsaid(intent) == ("the project local:a",)
    assert "--project" not in words_of(intent)


def test_keys_that_lie_in_the_keyring_are_named_by_their_destination() -> None:
    typed = Destination("langfuse", "otlp", preset="langfuse")
    held = Destination("weave", "otlp", preset="weave", api_key_env="MINE")
    assert without_key(Intent(destinations=(LOCAL, typed, held))) == (typed,)
