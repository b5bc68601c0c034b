"""A person who wants the policy out of the way, on a real Codex: turns are traced all the same."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.administered import Administered
from tests.e2e.installed import Installed
from tests.e2e.lab.ear import Ear
from tests.e2e.lab.managed import obstacle
from tests.e2e.lab.model.items import say, shell
from tests.e2e.lab.runner import Lab, Run

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(bool(obstacle()), reason=obstacle()),
]
CANARY = "kanarienvogel"
PROMPT = f"Sing, {CANARY}"


@pytest.fixture
def machine(tmp_path: Path) -> Administered:
    return Administered(tmp_path)


@pytest.fixture
def lab(codex: Path, machine: Administered) -> Iterator[Lab]:
    with Lab(machine.codex(codex), root=machine.folder / "home") as lab:
        yield lab


@pytest.fixture
def ear() -> Iterator[Ear]:
    with Ear() as ear:
        yield ear


def sing(lab: Lab, *words: str) -> Run:
    """A turn with the canary in prompt, command, output and answer."""
    lab.script(shell(f"echo {CANARY}"), say(f"The {CANARY} sings."))
    run = lab.exec(PROMPT, *words)
    assert run.rc == 0, run.done.stderr
    return run


def traced(installed: Installed, count: int) -> bool:
    turns = installed.turns_when(lambda turns: len(turns) == count, within_s=120.0)
    return [turn["status"] for turn in turns] == ["completed"] * count


def test_a_turn_is_traced_though_nobody_set_anything_up_or_trusted_anything(lab: Lab) -> None:
    installed = Installed(lab)
    sing(lab)
    assert traced(installed, 1)
    assert not (lab.home.codex / "hooks.json").exists()
    assert not (installed.home / "settings.toml").exists()
    status = json.loads(installed.run("status", "--json"))
    assert status["ok"], status["checks"]
    assert [destination["name"] for destination in status["destinations"]] == ["local"]


def test_setup_adds_no_hook_to_the_machines_own(lab: Lab) -> None:
    installed = Installed(lab)
    result = json.loads(installed.run("setup", "--destination", "local", "--yes", "--json"))
    assert result["ok"], result
    assert not (lab.home.codex / "hooks.json").exists()
    assert not (installed.home / "hook.sh").exists()
    assert any("administrator's hook" in note for note in result["notes"])
    sing(lab)
    assert traced(installed, 1)
    assert "nothing to change" in installed.run("setup", "--destination", "local", "--yes")


OFF = "[features]\nhooks = false\n"
WAYS: dict[str, tuple[str, ...]] = {
    "--disable hooks": ("--disable", "hooks"),
    "--disable by its old name": ("--disable", "codex_hooks"),
    "-c features.hooks": ("-c", "features.hooks=false"),
    "-c a whole table": ("-c", "features={hooks=false}"),
    "-c hooks of one's own": ("-c", "hooks={Stop=[]}"),
    "-c allow_managed_hooks_only": ("-c", "allow_managed_hooks_only=false"),
    "-c managed_dir": ("-c", 'hooks.managed_dir="/nowhere"'),
    "--ignore-user-config": ("--ignore-user-config", "-c", "features.hooks=false"),
    "a profile": ("-p", "free"),
}


@pytest.mark.parametrize("way", WAYS)
def test_no_flag_of_a_persons_stops_the_hook(lab: Lab, way: str) -> None:
    installed = Installed(lab)
    (lab.home.codex / "free.config.toml").write_text(OFF)
    words = WAYS[way]
    if "--ignore-user-config" in words:
        config = (lab.home.codex / "config.toml").read_text()
        url = config.partition('base_url = "')[2].partition('"')[0]
        provider = f'model_providers.fake={{name="fake",base_url="{url}",env_key="FAKE_KEY"}}'
        words = (*words, "-c", 'model_provider="fake"', "-c", provider)
    sing(lab, *words)
    assert traced(installed, 1)


def test_no_file_of_a_persons_stops_the_hook(lab: Lab, machine: Administered) -> None:
    installed = Installed(lab)
    state = [
        f'[hooks.state."{machine.script.parent}:{event}:0:0"]\nenabled = false\n'
        for event in ("stop", "user_prompt_submit", "session_end")
    ]
    lab.home.append_config(OFF + "\n".join(state))
    project = lab.home.work / ".codex"
    project.mkdir()
    (project / "config.toml").write_text(OFF)
    sing(lab)
    assert traced(installed, 1)


def test_another_codex_home_and_another_data_folder_are_traced_too(lab: Lab) -> None:
    installed = Installed(lab)
    elsewhere = lab.home.root / "elsewhere"
    (lab.home.codex).rename(elsewhere)
    lab.home.env["CODEX_HOME"] = str(elsewhere)
    sing(lab)
    assert traced(installed, 1)


def tells(lab: Lab, ear: Ear) -> tuple[list[str], ...]:
    """Have Codex tell everything by every way that a person has; gives flags for some turns."""
    keys = ear.settings()
    lab.home.append_config("[otel]\n" + "\n".join(f"{key} = {keys[key]}" for key in keys))
    (lab.home.codex / "free.config.toml").write_text(f"[otel]\nexporter = {keys['exporter']}\n")
    lab.home.env.update(
        OTEL_EXPORTER_OTLP_ENDPOINT=ear.url, OTEL_LOGS_EXPORTER="otlp", OTEL_TRACES_EXPORTER="otlp"
    )
    flags = [word for key in keys for word in ("-c", f"otel.{key}={keys[key]}")]
    return [], flags, ["-p", "free"]


def told(ear: Ear) -> bool:
    return any(CANARY.encode() in body for body in ear.heard)


def test_codexs_own_telemetry_tells_nothing(lab: Lab, ear: Ear) -> None:
    installed = Installed(lab)
    for words in tells(lab, ear):
        sing(lab, *words)
    assert not told(ear)
    assert traced(installed, 3)


def test_the_managed_configuration_alone_keeps_it_still_too(
    codex: Path, machine: Administered, ear: Ear
) -> None:
    binary = machine.codex(codex, {"managed_config": machine.render("managed-config")})
    with Lab(binary, root=machine.folder / "home") as lab:
        for words in tells(lab, ear):
            sing(lab, *words)
    assert not told(ear)


def test_without_the_administrators_files_it_would_have_told_everything(
    codex: Path, ear: Ear
) -> None:
    with Lab(codex) as free:
        words, *_ = tells(free, ear)
        sing(free, *words)
    assert told(ear)


def stored(installed: Installed) -> str:
    """All that the local store holds of spans."""
    ids = [turn["trace_id"] for turn in installed.turns()]
    return "".join(installed.run("trace", "show", turn, "--json") for turn in dict.fromkeys(ids))


def test_another_policy_holds_from_the_next_turn_on_in_a_codex_that_goes_on(
    lab: Lab, machine: Administered
) -> None:
    installed = Installed(lab)
    with lab.app_server() as server:
        thread = server.start_thread()
        lab.script(say(f"The {CANARY} sings."))
        server.turn(thread, PROMPT)
        assert traced(installed, 1)
        assert PROMPT in stored(installed)
        machine.allow("metadata")
        lab.script(say("The nightingale sings."))
        server.turn(thread, "Sing, nightingale")
        assert traced(installed, 2)
        assert "nightingale" not in stored(installed)
    lab.script(say("The blackbird sings."))
    machine.allow("full")
    lab.resume("Sing, blackbird")
    assert traced(installed, 3)
    assert "Sing, blackbird" in stored(installed)


def test_an_ephemeral_session_leaves_no_rollout_so_there_is_nothing_to_trace(lab: Lab) -> None:
    """The limit of what can be enforced: Codex has no requirement that forbids it (0.169)."""
    installed = Installed(lab)
    sing(lab, "--ephemeral")
    hint = installed.home / "hints" / "SessionEnd"
    deadline = time.monotonic() + 5
    while not hint.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert hint.exists(), "the hook has run"
    assert not lab.home.rollouts()
    assert installed.turns() == []
