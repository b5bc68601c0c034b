"""Each way of installing is told by what its maker leaves, and has the command that upgrades it.

The files are those that pipx 1.18, uv 0.13, pip 23 to 26 and pex 2.105 left on real installations:
tests/e2e/installing makes each of them.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from codexctl.settings.installation.ways import Installation, Traces, installation

UV = "home = /usr/bin\nimplementation = CPython\nuv = 0.13.9\nversion_info = 3.12.1\n"
PIP = "home = /usr/bin\ninclude-system-site-packages = false\nversion = 3.12.1\n"


def found(
    prefix: Path, *, record: object = "", package: Path | None = None, user_site: str = "",
    has_pip: bool = False, archive: str = "", **files: str,
) -> Installation:  # fmt: skip
    prefix.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (prefix / name.replace("__", "-").replace("_dot_", ".")).write_text(text)
    inside = package or prefix / "lib" / "python3.12" / "site-packages" / "codexctl"
    said = json.dumps(record) if isinstance(record, dict) else record
    assert said is None or isinstance(said, str)
    return installation(Traces(prefix, "/py", inside, said, user_site, has_pip, archive))


def test_environments_name_who_made_them(tmp_path: Path) -> None:
    pipx = found(tmp_path / "a", pipx_metadata_dot_json="{}", pyvenv_dot_cfg=UV)
    assert pipx.upgrade == ("pipx", "upgrade", "codexctl")
    tool = tmp_path / "b"
    tool.mkdir()
    (tool / "uv-receipt.toml").touch()
    assert found(tool, pyvenv_dot_cfg=UV).upgrade == ("uv", "tool", "upgrade", "codexctl")
    assert found(tmp_path / "c", pyvenv_dot_cfg=PIP, has_pip=True).upgrade == (
        "/py", "-m", "pip", "install", "--upgrade", "codexctl"
    )  # fmt: skip
    assert found(tmp_path / "d", pyvenv_dot_cfg=UV).upgrade == (
        "uv", "pip", "install", "--python", "/py", "--upgrade", "codexctl"
    )  # fmt: skip
    # An environment of uv's into which somebody put pip.
    assert found(tmp_path / "e", pyvenv_dot_cfg=UV, has_pip=True).upgrade[:2] == ("/py", "-m")
    assert found(tmp_path / "f", pyvenv_dot_cfg=PIP).upgrade == ()


def test_pip_outside_of_environments_is_told_by_where_we_lie(tmp_path: Path) -> None:
    site = tmp_path / "home" / ".local" / "lib" / "python3.12" / "site-packages"
    user = found(tmp_path / "usr", package=site / "codexctl", user_site=str(site), has_pip=True)
    assert user.upgrade == ("/py", "-m", "pip", "install", "--user", "--upgrade", "codexctl")
    everybody = found(tmp_path / "usr", user_site=str(site), has_pip=True)
    assert everybody.upgrade == ("/py", "-m", "pip", "install", "--upgrade", "codexctl")
    debian = Path("/usr/lib/python3/dist-packages/codexctl")
    assert found(tmp_path / "usr", package=debian, has_pip=True).upgrade == ()
    assert found(tmp_path / "usr").upgrade == ()


@pytest.mark.parametrize(
    ("record", "how", "advice"),
    [
        ({"url": "file:///s%20c", "dir_info": {}}, "from the folder /s c", "again from there"),
        ({"url": "file:///src", "dir_info": {"editable": True}},
         "from the folder /src, editable", "git -C /src pull"),
        ({"url": "file:///d/codexctl-1.whl", "archive_info": {}},
         "from the file /d/codexctl-1.whl", "newer one"),
        ({"url": "https://a.example/codexctl-1.whl", "archive_info": {}},
         "from the file https://a.example/codexctl-1.whl", "newer one"),
        ({"url": "https://a.example/c.git", "vcs_info": {"vcs": "git"}},
         "from https://a.example/c.git", "again from there"),
        (None, "from the folder", "git -C"),
    ],
)  # fmt: skip
def test_what_came_from_no_registry_is_not_upgraded_from_one(
    tmp_path: Path, record: object, how: str, advice: str
) -> None:
    told = found(tmp_path, record=record, has_pip=True, pyvenv_dot_cfg=PIP)
    assert told.upgrade == ()
    assert told.how.startswith(how)
    assert advice in told.advice


def test_our_own_packages_say_what_they_are(tmp_path: Path) -> None:
    # Even where the wheel in them was a file: it is the package that is upgraded.
    wheel = {"url": "file:///d/codexctl-1.whl", "archive_info": {}}
    deb = found(tmp_path / "deb", record=wheel, codexctl__origin="deb\n", pyvenv_dot_cfg=PIP)
    assert deb.how == "as a Debian package"
    assert deb.advice.startswith("sudo apt install ./codexctl_")
    image = found(tmp_path / "image", record=wheel, codexctl__origin="container\n")
    assert image.how == "in a container image"
    assert found(tmp_path / "x", record=wheel, codexctl__origin="?").how.startswith("from the file")
    keg = found(tmp_path / "Cellar" / "codexctl" / "1.2" / "libexec", pyvenv_dot_cfg=PIP)
    assert keg.upgrade == ("brew", "upgrade", "codexctl")
    (tmp_path / "pex").mkdir()
    (tmp_path / "pex" / "PEX-INFO").write_text("{}")
    single = found(tmp_path / "pex", archive="/opt/codexctl.pyz", pyvenv_dot_cfg=PIP)
    assert single.how == "as the single file /opt/codexctl.pyz"
    assert single.advice.endswith("then: /opt/codexctl.pyz sync")


@pytest.mark.parametrize(
    ("prefix", "keep"),
    [
        (".cache/uv/archive-v0/4K4CsTji4Q_VLikF", "uv tool install codexctl"),
        ("tmp/.tmpTk2MMW/archive-v0/QmqZoCjTolXyYr-Y", "uv tool install codexctl"),
        (".cache/uv/environments-v2/x-1", "uv tool install codexctl"),
        (".cache/pipx/0f2d", "pipx install codexctl"),
        (".local/share/pipx/.cache/0f2d", "pipx install codexctl"),
    ],
)
def test_what_was_made_for_one_run_is_told_with_the_command_that_installs_it(
    tmp_path: Path, prefix: str, keep: str
) -> None:
    told = found(tmp_path / prefix, pyvenv_dot_cfg=UV, pipx_metadata_dot_json="{}")
    assert " ".join(told.keep) == keep
    assert told.upgrade == ()
    assert "newest release" in told.advice


def test_what_stays_needs_no_other_installation(tmp_path: Path) -> None:
    assert (
        found(tmp_path / ".local/share/pipx/venvs/codexctl", pipx_metadata_dot_json="{}").keep == ()
    )
    assert found(tmp_path / ".local/share/uv/tools/codexctl", pyvenv_dot_cfg=UV).keep == ()
