"""What would be masked is told by place and rule; no letter of it is shown."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

from codexctl.policy.file.read import from_bytes
from codexctl.policy.limits.effective import Effective, under
from codexctl.policy.limits.sample import Masked, masked, masker_today
from codexctl.settings.capture import CaptureLimits, CaptureMode, Source, Voice
from codexctl.settings.model import Settings
from codexctl.settings.redaction import redaction_from

KEY = "ghp_4fT9aQ2xW7bL0mK8sR3vZ6yN1cJ5hDpE2uGk"
TICKET = {
    "name": "ticket",
    "anchors": ["sec-"],
    "pattern": r"SEC-\d{4}",
    "yes": ["SEC-1234"],
    "no": ["SEC-1"],
}


def found(text: str, held: Effective) -> list[Masked]:
    rules = masker_today(held)
    return list(masked(text, rules, held)) if rules else []


def capture(mode: str) -> Settings:
    return Settings(capture=CaptureLimits(CaptureMode[mode], source=Source(Voice.settings)))


def test_places_count_lines_and_characters_from_one() -> None:
    held = under(None, Settings(), {})
    text = f"ü {KEY} {KEY}\n\n  password = hunter2hunter2\n{KEY}"
    assert [(place.line, place.column, place.size, place.rule) for place in found(text, held)] == [
        (1, 3, 40, "github-token"),
        (1, 44, 40, "github-token"),
        (3, 14, 14, "password"),
        (4, 1, 40, "github-token"),
    ]


def test_a_secret_over_several_lines_is_one_place() -> None:
    body = "\n".join(["MIIEpAIBAAKCAQEA7bq8nZ0x5G4w2v9sK1yJ3hT6rQ8mP0aB"] * 6)
    pem = f"-----BEGIN RSA PRIVATE KEY-----\n{body}\n-----END RSA PRIVATE KEY-----"
    (place, last) = found(f"x\n{pem}\n{KEY}", under(None, Settings(), {}))
    assert (place.line, place.rule) == (2, "private-key")
    assert last.line == 10


def test_nothing_of_a_secret_is_in_the_result() -> None:
    held = under(None, Settings(), {})
    for place in found(f"a {KEY}", held):
        said = " ".join(str(getattr(place, field.name)) for field in fields(place)) + place.becomes
        assert not any(KEY[i : i + 4] in said for i in range(len(KEY) - 3))


def test_it_is_said_whose_rule_it_was() -> None:
    wish = redaction_from((), [{**TICKET, "name": "mine", "anchors": ["abc"], "pattern": "abc",
                                "yes": ["abc"], "no": ["ab"]}])  # fmt: skip
    rule = "\n".join(f"{key} = {value!r}" for key, value in TICKET.items())
    text = f"version = 1\n[[capture.rule]]\n{rule}\n".replace("\\\\", "\\")
    policy = from_bytes(text.encode(), Path("/p"))
    assert policy.problem == ""
    held = under(policy, Settings(redaction=wish), {})
    origins = {place.rule: place.origin for place in found(f"SEC-1234 abc {KEY}", held)}
    assert origins == {"ticket": "policy", "mine": "settings", "github-token": "codexctl"}


def test_the_mode_decides_what_is_masked() -> None:
    full = under(None, capture("full"), {})
    assert found(KEY, full) == []
    required = from_bytes(b'version = 1\n[capture]\nredact = ["all"]\n', Path("/p"))
    assert len(found(KEY, under(required, capture("full"), {}))) == 1
    assert len(found(KEY, under(None, capture("metadata"), {}))) == 1
    paths = from_bytes(b'version = 1\n[capture]\nexclude = ["paths"]\n', Path("/p"))
    assert found("cat /home/ada/x.md", under(paths, Settings(), {}))[0].rule == "path"
