"""The files for Codex that match a policy: as a person reads them, and as Codex checks them."""

from __future__ import annotations

import base64
import plistlib
import tomllib
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from codexctl.codex.config.findings import Weight
from codexctl.codex.config.schemas import load_schema
from codexctl.codex.hooks.command import HOOKED_EVENTS, our_hooks
from codexctl.codex.hooks.grammar import read_inline_hooks
from codexctl.codex.report.config_check import config_findings, requirements_findings
from codexctl.errors import CodexctlError
from codexctl.policy.file.model import Policy
from codexctl.policy.file.read import from_bytes
from codexctl.policy.render.codex_files import Managed, managed_config, requirements
from codexctl.policy.render.hook import script_place
from codexctl.policy.render.mdm import CONFIG_KEY, FORMATS, REQUIREMENTS_KEY, preferences, rendered

GOLDEN = Path(__file__).parents[2] / "golden" / "policy"
STRICT = """
[codex]
otel_content = false
features = { multi_agent = false, codex_hooks = true }
"""
MANAGED = Managed(script_place("linux"), only=True)


def policy(text: str) -> Policy:
    made = from_bytes(f"version = 1\n{text}".encode(), Path("/etc/codexctl/policy.toml"))
    assert not made.problem
    return made


def test_requirements_read_like_this() -> None:
    assert requirements(policy(STRICT), MANAGED) == (GOLDEN / "requirements.toml").read_text()


def test_the_managed_configuration_reads_like_this() -> None:
    assert managed_config(policy(STRICT)) == (GOLDEN / "managed_config.toml").read_text()


@pytest.mark.parametrize("text", ["", STRICT, "[codex]\ntracing = true\n"])
@pytest.mark.parametrize("script", ["/usr/local/lib/codexctl/hook.sh", '/Library/It\'s "so"/h.sh'])
def test_codex_takes_what_is_rendered(text: str, script: str) -> None:
    managed = Managed(Path(script))
    required, config = requirements(policy(text), managed), managed_config(policy(text))
    Draft202012Validator(load_schema("requirements")).validate(tomllib.loads(required))
    assert requirements_findings(required, "r") == ()
    noted = config_findings(config, "c")
    # A flag that the policy names may be an old one: that is a note, and it is taken.
    assert [one for one in noted if one.weight is not Weight.note] == []
    hooks = our_hooks(read_inline_hooks(tomllib.loads(required), "r"), managed.script)
    assert tuple(hook.event.name for hook in hooks) == HOOKED_EVENTS


def test_hooks_are_pinned_on_and_the_policys_features_by_their_own_names() -> None:
    assert tomllib.loads(requirements(policy(""), MANAGED))["features"] == {"hooks": True}
    pinned = tomllib.loads(requirements(policy(STRICT), MANAGED))["features"]
    assert pinned == {"hooks": True, "multi_agent": False}


@pytest.mark.parametrize("name", ["hooks", "codex_hooks"])
def test_a_policy_that_pins_hooks_off_is_refused(name: str) -> None:
    off = policy(f"[codex.features]\n{name} = false\n")
    with pytest.raises(CodexctlError, match=r"hooks = false"):
        requirements(off, MANAGED)
    with pytest.raises(CodexctlError, match=r"hooks = false"):
        managed_config(off)


def test_codexs_own_telemetry_is_left_alone_where_it_may_hold_content() -> None:
    free = policy("[codex]\notel_content = true\n")
    assert "otel" not in tomllib.loads(requirements(free, MANAGED))
    assert tomllib.loads(requirements(policy(STRICT), MANAGED))["otel"]["exporter"] == "none"


def test_only_managed_hooks_run_only_where_that_was_asked_for() -> None:
    assert "allow_managed_hooks_only" not in requirements(policy(""), Managed(MANAGED.script))
    assert tomllib.loads(requirements(policy(""), MANAGED))["allow_managed_hooks_only"] is True


@pytest.mark.parametrize("form", FORMATS)
def test_device_management_gets_the_same_files(form: str) -> None:
    files = requirements(policy(STRICT), MANAGED), managed_config(policy(STRICT))
    text = rendered(preferences(*files), form)
    values: dict[str, Any]
    if form == "values":
        lines = (line.partition("=") for line in text.splitlines())
        values = {key: value for key, _, value in lines}
    else:
        values = plistlib.loads(text.encode())
    if form == "mobileconfig":
        assert values["PayloadType"] == "Configuration"
        (values,) = values["PayloadContent"]
        assert values["PayloadType"] == "com.openai.codex"
    decoded = [base64.b64decode(values[key]).decode() for key in (REQUIREMENTS_KEY, CONFIG_KEY)]
    assert decoded == list(files)


def test_a_profile_replaces_the_one_before() -> None:
    def ids(text: str) -> list[str]:
        profile = plistlib.loads(text.encode())
        return [one["PayloadUUID"] for one in (profile, *profile["PayloadContent"])]

    first, second = (
        rendered(preferences(requirements(policy(text), MANAGED), ""), "mobileconfig")
        for text in ("", STRICT)
    )
    assert first != second
    assert ids(first) == ids(second)
    assert len(set(ids(first))) == 2
