"""Our action and our template with the real Codex, in a home that knows neither of them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.deliver.sink import Sink
from tests.documented.blocks import commands_of
from tests.documented.following import follow
from tests.e2e.ci.runner import inputs, place_program, place_wheel, run_action, run_template
from tests.e2e.installed import Installed
from tests.e2e.lab.binary import REPOSITORY
from tests.e2e.lab.model.items import say, shell
from tests.e2e.lab.model.script import http_error
from tests.e2e.lab.runner import EXEC, Lab

pytestmark = pytest.mark.e2e
HOSTILE = "::error::pwned\n::set-output name=a::b\n<img src=x onerror=alert(1)> | ``` $(id) `id`"
ARGUMENTS = "\n".join(EXEC)
YAML = (
    "{extends: default, rules: {line-length: {max: 130}, document-start: disable,"
    " truthy: disable, comments: {min-spaces-from-content: 1}}}"
)


@pytest.fixture
def ctl(lab: Lab) -> Installed:
    """Installed as an image has it: a program on the PATH."""
    ctl = Installed(lab)
    lab.home.env["PATH"] = f"{place_program(ctl)}:{lab.home.env['PATH']}"
    return ctl


def test_the_action_traces_a_turn_and_hands_out_what_it_promises(
    ctl: Installed, tmp_path: Path
) -> None:
    ctl.lab.script(shell("exit 3"), say("Done."))
    job = run_action(ctl, tmp_path, prompt="Do it", codex_args=ARGUMENTS)
    assert job.failed == [], [done.stderr for done in job.steps.values()]
    assert "### Codex: 1 turn" in job.summary
    assert "0 violations" in job.summary
    assert "::warning title=Codex tool::exec_command: exit 3" in job.steps["Run Codex"].stderr
    trace = json.loads(Path(job.outputs["file"]).read_text())
    assert trace["resourceSpans"]
    assert json.loads(Path(job.outputs["sarif"]).read_text())["version"] == "2.1.0"


def test_hostile_text_reaches_neither_the_shell_nor_the_runner(
    ctl: Installed, tmp_path: Path
) -> None:
    ctl.lab.script(say(HOSTILE))
    job = run_action(ctl, tmp_path, prompt=HOSTILE, codex_args=ARGUMENTS)
    assert job.failed == [], [done.stderr for done in job.steps.values()]
    asked = json.dumps(ctl.lab.server.requests[-1].body)
    assert json.dumps(HOSTILE)[1:-1] in asked
    done = job.steps["Run Codex"]
    # Whatever Codex writes stands where the runner takes no commands.
    said = done.stderr.splitlines()
    token = said[0].removeprefix("::stop-commands::")
    end = said.index(f"::{token}::")
    assert not [line for line in said[end + 1 :] if "pwned" in line or "<img" in line]
    assert token not in done.stdout
    assert "pwned" not in job.summary
    assert "<img" not in job.summary
    assert job.outputs.keys() == {"file", "sarif"}


def test_a_turn_that_fails_fails_the_step_and_the_report_is_made_all_the_same(
    ctl: Installed, tmp_path: Path
) -> None:
    ctl.lab.script(http_error(400, repeat=4))
    job = run_action(ctl, tmp_path, prompt="Do it", codex_args=ARGUMENTS)
    assert job.failed == ["Run Codex"]
    assert "::error title=Codex turn::" in job.steps["Run Codex"].stderr
    assert Path(job.outputs["file"]).exists()


def test_inputs_become_settings_and_the_key_comes_from_a_variable(
    ctl: Installed, tmp_path: Path
) -> None:
    ctl.lab.home.env["COLLECTOR_KEY"] = "k-123456789"
    with Sink() as sink:
        job = run_action(
            ctl, tmp_path, destination="local, otlp", endpoint=sink.url,
            api_key_env="COLLECTOR_KEY", capture="redacted", policy_check="false", artifact="",
        )  # fmt: skip
        assert job.failed == [], [done.stderr for done in job.steps.values()]
    assert list(job.steps) == ["Install codexctl", "Set it up"]
    settings = (ctl.home / "settings.toml").read_text()
    assert "COLLECTOR_KEY" in settings
    assert "k-123456789" not in settings
    assert 'mode = "redacted"' in settings


def test_a_named_version_is_installed_beside_the_runners_own_python(
    lab: Lab, tmp_path: Path
) -> None:
    ctl = Installed(lab)
    place_wheel(tmp_path, "9.9.9")
    lab.home.env.update(PIP_NO_INDEX="1", PIP_FIND_LINKS=str(tmp_path))
    job = run_action(ctl, tmp_path, version="9.9.9", policy_check="false", artifact="")
    assert job.failed == [], [done.stderr for done in job.steps.values()]
    assert (tmp_path / "codexctl-program/bin/codexctl").exists()
    assert (ctl.home / "settings.toml").exists()


def test_the_template_traces_a_turn_and_leaves_its_reports(ctl: Installed) -> None:
    ctl.lab.script(say("Done."))
    words = " ".join(EXEC)
    ran, after = run_template(ctl, f'codexctl run -- codex exec {words} -- "Do it" </dev/null')
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert after.returncode == 0, after.stdout + after.stderr
    report = ctl.lab.home.work / ".codexctl/report"
    assert {path.name for path in report.iterdir()} == {"trace.json", "policy.sarif", "policy.xml"}
    assert json.loads((report / "trace.json").read_text())["resourceSpans"]


def test_every_command_of_the_page_works_one_after_the_other(ctl: Installed) -> None:
    lab = ctl.lab
    lab.git("init", "-q")
    lab.script(*[say("It adds numbers.")] * 4)
    path = f"{lab.binary.parent}:{lab.home.env['PATH']}"
    said = follow(commands_of("docs/ci.md"), lab.home.env | {"PATH": path}, lab.home.work)
    assert "### Codex: 1 turn" in said[0]
    assert json.loads((lab.home.work / "trace.json").read_text())["resourceSpans"]
    assert len(ctl.turns()) == 2


def test_what_the_page_says_of_inputs_is_what_the_action_has() -> None:
    said = set(
        re.findall(r"^\| (`[^|]+`) \|", (REPOSITORY / "docs/ci.md").read_text(), re.MULTILINE)
    )
    named = {name for cell in said for name in re.findall(r"`([a-z-]+)`", cell)}
    assert named == inputs()


@pytest.mark.parametrize(
    "words",
    [
        ("check-jsonschema", "--builtin-schema", "vendor.github-actions", "action.yml"),
        ("check-jsonschema", "--builtin-schema", "vendor.gitlab-ci", "ci/gitlab.yml"),
        ("zizmor", "--offline", "--no-progress", "--quiet", "action.yml", ".github/workflows"),
        ("yamllint", "--strict", "-d", YAML, "action.yml", "ci/gitlab.yml"),
    ],
    ids=lambda words: f"{words[0]}-{words[-1]}",
)  # fmt: skip
def test_linters_find_nothing(words: tuple[str, ...]) -> None:
    program, *rest = words
    done = subprocess.run(
        [str(Path(sys.executable).parent / program), *rest], cwd=REPOSITORY, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
