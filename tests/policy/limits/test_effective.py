"""The strictest voice holds, for each destination, and the resource says which it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from codexctl.policy.file.read import from_bytes
from codexctl.policy.limits.effective import Effective, effective, limits_for_wish
from codexctl.settings.capture import CATEGORIES, CaptureLimits, CaptureMode, Source, Voice
from codexctl.settings.model import Destination, Settings
from tests.policy.conftest import WithPolicy

FULL = Settings(capture=CaptureLimits(CaptureMode.full, source=Source(Voice.settings)))
FAR = Destination("far", "otlp", "https://h/v1/traces")
KEY = "ghp_4fT9aQ2xW7bL0mK8sR3vZ6yN1cJ5hDpE2uGk"


def limits(text: str, settings: Settings = FULL) -> Effective:
    """The limits under a policy with this text."""
    policy = from_bytes(f"version = 1\n{text}".encode(), Path("/p"))
    capture = min(policy.capture, settings.capture, key=lambda limits: limits.mode)
    return Effective(capture, policy, settings.redaction)


def test_the_strictest_of_policy_settings_and_environment_holds(with_policy: WithPolicy) -> None:
    free = with_policy(None)
    assert effective(FULL, {}, free).capture.mode is CaptureMode.full
    strict = effective(FULL, {"CODEXCTL_CAPTURE": "metadata"}, free).capture
    assert (strict.mode, strict.source.voice) == (CaptureMode.metadata, Voice.environment)
    asked = effective(Settings(), {"CODEXCTL_CAPTURE": "full"}, free)
    assert asked.capture.mode is CaptureMode.redacted
    assert effective(FULL, {}, with_policy("nonsense")).capture.mode is CaptureMode.metadata


def test_a_word_in_the_environment_that_is_not_known_is_taken_as_the_strictest(
    with_policy: WithPolicy,
) -> None:
    free = with_policy(None)
    assert effective(FULL, {"CODEXCTL_CAPTURE": "ful"}, free).capture.mode is CaptureMode.metadata
    assert effective(FULL, {"CODEXCTL_EXCLUDE": "promts"}, free).capture.exclude == CATEGORIES


def test_a_wish_replaces_the_default_and_nothing_else(with_policy: WithPolicy) -> None:
    free = with_policy(None)
    assert limits_for_wish(Settings(), {}, free, "full").capture.mode is CaptureMode.full
    said = Settings(capture=CaptureLimits(CaptureMode.metadata, source=Source(Voice.settings)))
    assert limits_for_wish(said, {}, free, "full").capture.mode is CaptureMode.metadata
    capped = with_policy("nonsense")
    assert limits_for_wish(Settings(), {}, capped, "full").capture.mode is CaptureMode.metadata


def test_the_local_store_is_no_remote_destination(with_policy: WithPolicy) -> None:
    closed = effective(FULL, {}, with_policy(""))
    assert closed.allows(Destination("local", "local"))
    assert not closed.allows(FAR)
    assert not limits("[destinations]\nlocal = false\n").allows(Destination("local", "local"))


@pytest.mark.parametrize(
    ("general", "own", "holds"),
    [
        ("full", "metadata", "metadata"),
        ("metadata", "full", "metadata"),
        ("redacted", "full", "redacted"),
        ("full", None, "full"),
    ],
)
def test_a_destination_may_get_less_and_never_more(
    general: str, own: str | None, holds: str
) -> None:
    capture = CaptureLimits(CaptureMode[general], frozenset({"paths"}), Source(Voice.settings))
    chosen = Destination("far", "otlp", "https://h/", capture=CaptureMode[own] if own else None)
    found = Effective(capture, None).for_destination(chosen).capture
    assert found.mode.name == holds
    assert found.exclude == {"paths"}


def test_content_is_masked_as_policy_and_person_ask() -> None:
    text = f"{KEY} and GB82WEST12345698765432"
    plain = Effective(CaptureLimits(CaptureMode.redacted), None).masker
    assert plain is not None
    assert plain.mask(text) == "[redacted:github-token] and GB82WEST12345698765432"
    asked = limits('[capture]\nmax = "redacted"\nredact = ["iban"]\n').masker
    assert asked is not None
    assert asked.mask(text) == "[redacted:github-token] and [redacted:iban]"


def test_full_capture_masks_only_what_the_policy_requires() -> None:
    text = f"{KEY} and GB82WEST12345698765432"
    assert limits("").always is None
    some = limits('[capture]\nredact = ["iban"]\n').always
    assert some is not None
    assert some.mask(text) == f"{KEY} and [redacted:iban]"
    usual = limits('[capture]\nredact = ["all"]\n').always
    assert usual is not None
    assert usual.mask(text) == "[redacted:github-token] and GB82WEST12345698765432"


def test_paths_are_masked_in_text_where_they_are_excluded() -> None:
    for mode in (CaptureMode.redacted, CaptureMode.full):
        limits = Effective(CaptureLimits(mode, frozenset({"paths"})), None)
        excluded = limits.masker or limits.always
        assert excluded is not None
        assert excluded.mask("cat /home/ada/plan.md") == "cat [redacted:path]"


def test_metadata_needs_no_masking() -> None:
    nothing = Effective(CaptureLimits(CaptureMode.metadata), None)
    assert nothing.masker is None
    assert nothing.always is None


def test_the_resource_says_which_limits_held(with_policy: WithPolicy) -> None:
    where = with_policy('version = 1\n[capture]\nmax = "redacted"\nexclude = ["paths"]\n')
    where.policy_file.parent.chmod(0o700)
    found = effective(FULL, {"CODEXCTL_EXCLUDE": "reasoning"}, where)
    policy_id = found.policy.id if found.policy else ""
    assert found.resource()["codexctl.capture.mode"] == found.capture.mode.name
    assert found.resource()["codexctl.policy.id"] == policy_id
    assert found.resource()["codexctl.capture.source"] == "policy"
    assert "reasoning" in found.resource()["codexctl.capture.exclude"]
    assert "codexctl.policy.id" not in effective(FULL, {}, with_policy(None)).resource()
