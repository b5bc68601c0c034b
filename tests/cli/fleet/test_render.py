"""`codexctl fleet render` as an administrator runs it."""

from __future__ import annotations

import hashlib
import json
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from codexctl.cli.fleet.render import command
from codexctl.errors import CodexctlError, UsageError
from tests.output_schemas import assert_fits


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CODEXCTL_HOME", str(tmp_path / "ctl"))
    monkeypatch.setenv("CODEX_HOME", str(tmp_path / "codex"))
    return tmp_path


ISSUER = ("--name", "issuer=https://login.example.com/company")


def render(*words: str) -> Result:
    return CliRunner().invoke(command, words, catch_exceptions=False, standalone_mode=False)


def written(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def policy(folder: Path, mode: str) -> str:
    path = folder / f"{mode}.toml"
    path.write_text(f'version = 1\n[capture]\nmax = "{mode}"\n')
    return str(path)


def test_without_a_place_it_only_lists(home: Path) -> None:
    said = json.loads(render("--json").stdout)
    assert_fits(said)
    assert "collector/gateway.yaml" in [file["path"] for file in said["files"]]
    assert not (home / "fleet").exists()


def test_what_is_listed_is_what_is_written(home: Path) -> None:
    listed = {f["path"]: f for f in json.loads(render("--json").stdout)["files"]}
    assert render("--out", str(home / "fleet"), "--yes", "--offline", *ISSUER).return_value == 0
    found = written(home / "fleet")
    assert set(found) == set(listed)
    for path, content in found.items():
        assert hashlib.sha256(content).hexdigest() == listed[path]["sha256"]
        assert stat.S_IMODE((home / "fleet" / path).stat().st_mode) == 0o644


def test_a_dry_run_writes_nothing(home: Path) -> None:
    done = render("--out", str(home / "fleet"), "--dry-run", "--offline", *ISSUER)
    assert done.return_value == 0
    assert "gateway.yaml" in done.stdout
    assert not (home / "fleet").exists()


def test_made_again_nothing_changes(home: Path) -> None:
    words = ("--out", str(home / "fleet"), "--yes", "--offline", *ISSUER)
    render(*words)
    before = written(home / "fleet")
    assert render(*words).return_value == 0
    assert written(home / "fleet") == before


def test_a_file_of_somebody_else_is_overwritten_only_by_force(home: Path) -> None:
    words = ("--out", str(home / "fleet"), "--yes", "--offline", *ISSUER)
    theirs = home / "fleet" / "collector" / "gateway.yaml"
    theirs.parent.mkdir(parents=True)
    theirs.write_text("theirs: true\n")
    with pytest.raises(CodexctlError, match=r"gateway\.yaml"):
        render(*words)
    assert written(home / "fleet") == {"collector/gateway.yaml": b"theirs: true\n"}
    render(*words, "--force")
    assert theirs.read_text().startswith("# The gateway")


def test_without_a_policy_the_gateway_lets_no_content_through(home: Path) -> None:
    render("--out", str(home / "fleet"), "--yes", "--offline", *ISSUER)
    text = (home / "fleet" / "collector" / "gateway.yaml").read_text()
    assert "Cap: metadata." in text
    assert '"gen_ai.input.messages"' not in text


def test_the_cap_is_the_policy_s(home: Path) -> None:
    for mode, has_content in {"metadata": False, "redacted": True, "full": True}.items():
        out = home / mode
        render("--out", str(out), "--yes", "--offline", *ISSUER, "--policy", policy(home, mode))
        text = (out / "collector" / "gateway.yaml").read_text()
        assert f"Cap: {mode}." in text
        assert ('"gen_ai.input.messages"' in text) is has_content
        assert (out / "collector" / "sampler.yaml").exists() is has_content


def test_a_policy_that_cannot_be_used_is_no_policy_to_render(home: Path) -> None:
    broken = home / "broken.toml"
    broken.write_text("version = 1\n[capture]\nmax = 3\n")
    for words in (("--policy", str(broken)), ("--policy", str(home / "none.toml"))):
        with pytest.raises(CodexctlError):
            render(*words)


@pytest.mark.parametrize("word", ["database=a b", "database=x'; DROP", "other=1", "days"])
def test_a_name_that_could_end_what_it_stands_in_is_a_mistake_in_usage(
    home: Path, word: str
) -> None:
    with pytest.raises(UsageError):
        render("--name", word, "--out", str(home / "fleet"), "--yes")
    assert not (home / "fleet").exists()


def test_without_the_issuer_of_its_tokens_no_gateway_is_written(home: Path) -> None:
    out = ("--out", str(home / "fleet"), "--yes", "--offline")
    for words in (out, (*out, "--dry-run"), (*out, "--auth", "oidc")):
        with pytest.raises(UsageError, match="the issuer of the tokens that it accepts") as refused:
            render(*words)
        assert "--name issuer=" in refused.value.hint
    assert not (home / "fleet").exists()
    assert "--name issuer=" in render().stderr
    # Behind a balancer there are certificates in place of tokens.
    assert render(*out, "--auth", "mtls").return_value == 0
    assert "--name issuer=" not in render("--auth", "mtls").stderr
