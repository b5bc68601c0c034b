"""Every limit comes with the line that says so; refusals name it, and whom to ask."""

from __future__ import annotations

from pathlib import Path

import pytest

from codexctl.codex.config.written import Written, read_written
from codexctl.policy.file.chosen import ANY
from codexctl.policy.file.fields import FIELDS
from codexctl.policy.file.model import Policy
from codexctl.policy.file.read import from_bytes
from codexctl.policy.file.said import line_of, refusal, said_at
from codexctl.policy.limits.effective import under
from codexctl.policy.limits.sources import Limit, limits, mode_source
from codexctl.settings.capture import CaptureMode
from codexctl.settings.load import load
from codexctl.settings.model import OTLP, Destination
from tests.policy.file.test_read import EVERYTHING

PATH = Path("/etc/codexctl/policy.toml")
FULL = 'version = 1\n[capture]\nmode = "full"\nexclude = ["prompts"]\n'


def policy(text: str) -> Policy:
    return from_bytes(text.encode(), PATH)


def rows(
    text: str | None, tmp_path: Path, settings: str = "", **environ: str
) -> dict[str, list[Limit]]:
    """The limits under a policy and settings with these texts, by key."""
    path = tmp_path / "settings.toml"
    path.write_text(settings)
    held = under(None if text is None else policy(text), load(path), environ)
    found: dict[str, list[Limit]] = {}
    for row in limits(held, read_written(path), environ):
        found.setdefault(row.key, []).append(row)
    return found


def test_a_full_policy_is_named_line_by_line(tmp_path: Path) -> None:
    lines = EVERYTHING.splitlines()
    found = rows(EVERYTHING, tmp_path)
    assert set(found) == set(FIELDS)
    for key, said in found.items():
        for row in said:
            name, _, line = row.source.rpartition(":")
            assert name == str(PATH)
            spelled = lines[int(line) - 1]
            table, _, name = key.rpartition(".")
            assert name in spelled or f"[{key}]" in spelled or (name == ANY and table in spelled)


def test_without_a_policy_everything_is_the_default(tmp_path: Path) -> None:
    found = rows(None, tmp_path)
    assert set(found) == set(FIELDS)
    assert {row.source for said in found.values() for row in said} == {"default"}
    assert found["capture.max"][0].value == "redacted"


def test_who_is_stricter_is_named(tmp_path: Path) -> None:
    settings = tmp_path / "settings.toml"
    assert rows(None, tmp_path, FULL)["capture.max"] == [
        Limit("capture.max", "full", f"{settings}:3")
    ]
    variable = rows(None, tmp_path, FULL, CODEXCTL_CAPTURE="metadata")["capture.max"][0]
    assert (variable.value, variable.source) == ("metadata", "$CODEXCTL_CAPTURE")
    for word in ("0", "flase"):
        weave = rows(None, tmp_path, FULL, WEAVE_CODEX_CAPTURE_CONTENT=word)["capture.max"][0]
        assert (weave.value, weave.source) == ("metadata", "$WEAVE_CODEX_CAPTURE_CONTENT")
    capped = rows('version = 1\n[capture]\nmax = "redacted"\n', tmp_path, FULL)["capture.max"][0]
    assert (capped.value, capped.source) == ("redacted", f"{PATH}:3")


@pytest.mark.parametrize("name", ["environment", "settings", "policy", "default"])
def test_a_destination_with_a_voices_name_is_not_taken_for_it(tmp_path: Path, name: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(FULL)
    strict = Destination(name, OTLP, "https://a.example", capture=CaptureMode.metadata)
    held = under(policy("version = 1\n"), load(path), {}).for_destination(strict)
    assert mode_source(held, read_written(path), {}) == name


def test_each_excluded_category_is_somebodys_word(tmp_path: Path) -> None:
    text = 'version = 1\n[capture]\nexclude = ["paths"]\n'
    found = rows(text, tmp_path, FULL, CODEXCTL_EXCLUDE="reasoning")["capture.exclude"]
    assert [(row.value, row.source) for row in found] == [
        ("paths", f"{PATH}:3"),
        ("prompts", f"{tmp_path / 'settings.toml'}:4"),
        ("reasoning", "$CODEXCTL_EXCLUDE"),
    ]


def test_a_persons_own_redaction_is_listed_with_its_line(tmp_path: Path) -> None:
    settings = 'version = 1\n[redaction]\nkinds = ["iban"]\n'
    found = rows(None, tmp_path, settings)["redaction.kinds"]
    assert found == [Limit("redaction.kinds", ["iban"], f"{tmp_path / 'settings.toml'}:3")]


@pytest.mark.parametrize(
    ("text", "key", "line"),
    [
        ("version = 1\n[codex]\nfeatures.hooks = true\n", "codex.features", 3),
        ("version = 1\n[codex.features]\nhooks = true\n", "codex.features", 2),
        ("version = 1\ncapture = {max = 'full'}\n", "capture.max", 2),
        ("version = 1\ncapture.max = 'full'\n", "capture.max", 2),
        ("version = 1\n[trust]\nbypass = false\n", "trust.self_trust", None),
        ("version = 1\n", "capture.max", None),
    ],
)
def test_a_key_is_found_however_it_is_written(text: str, key: str, line: int | None) -> None:
    assert policy(text).problem == ""
    assert line_of(policy(text), key) == line


def test_a_policy_that_cannot_be_used_is_the_source_of_what_is_closed(tmp_path: Path) -> None:
    found = rows("nonsense", tmp_path, FULL)
    for key in ("capture.max", "destinations.allow", "trust.bypass", "codex.otel_content"):
        assert found[key][0].source == f"{PATH} (cannot be used)"
    assert found["capture.max"][0].value == "metadata"


def test_a_refusal_names_line_and_contact_and_hides_nothing(tmp_path: Path) -> None:
    text = "version = 1\n[trust]\nbypass = false\n[support]\ncontact = 'ask \u202egro.live'\n"
    error = refusal(policy(text), "trust.bypass", "that")
    assert error.message == "the administrator's policy does not allow that"
    assert error.hint == f"{PATH}:3 says so; ask ask \\u202egro.live"
    assert "cannot be used" in said_at(policy("x"), "trust.bypass")
    assert "not valid TOML" in refusal(policy("x"), "trust.bypass", "that").hint


def test_settings_that_were_never_written_are_the_default() -> None:
    held = under(None, load(Path("/nowhere/settings.toml")), {})
    assert limits(held, None, {})[0] == Limit("capture.max", "redacted", "default")
    assert Written(Path("/x")).at(("a",)) == "/x"
