"""The ways to install codexctl: how to recognise and upgrade each, and whether it is permanent."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path, PurePath
from urllib.parse import unquote, urlsplit

from codexctl.addresses import page

NAME = "codexctl"
# Our Debian package and our image write this file, with one word, into the environment's folder.
ORIGIN = "codexctl-origin"
_NEWER = page("install")


@dataclass(frozen=True, slots=True)
class Installation:
    """How codexctl was installed (`how`, for people), and the command that upgrades it.

    If there is no such command, `upgrade` is empty, and `advice` says what to do. `keep` is the
    command that installs a temporary installation permanently; empty for any other.
    """

    how: str
    upgrade: tuple[str, ...] = ()
    advice: str = ""
    keep: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Traces:
    """The facts by which an installation is recognised.

    `prefix` is `sys.prefix`; `python` is `sys.executable`; `package` is the folder of our modules.
    `record` is the installer's `direct_url.json` (PEP 610), empty if codexctl came from a registry,
    None if it was not installed. `user_site` is the person's own site-packages; `has_pip` says
    whether this Python can run pip; `archive` is the single-file program, empty for other ways.
    """

    prefix: Path
    python: str
    package: Path
    record: str | None = ""
    user_site: str = ""
    has_pip: bool = False
    archive: str = ""


def installation(traces: Traces) -> Installation:
    """Recognise an installation by the files that installers make."""
    return (
        _of_a_package(traces)
        or _passing(traces.prefix)
        or _of_a_source(traces)
        or _of_an_environment(traces)
        or _by_pip(traces)
        or Installation(
            f"in {traces.prefix}, in an unknown way",
            advice="upgrade it in the same way as you installed it",
        )
    )


def _of_a_package(traces: Traces) -> Installation | None:
    """An installation without a Python installer: single file, Debian, Homebrew or image."""
    prefix = traces.prefix
    if (prefix / "PEX-INFO").exists():
        where = f" {traces.archive}" if traces.archive else ""
        again = f"{traces.archive or 'the new file'} sync"
        return Installation(
            f"as the single file{where}",
            advice=f"put the newer file in its place ({_NEWER}), then: {again}",
        )
    origin = _text(prefix / ORIGIN)
    if origin == "deb":
        advice = f"sudo apt install ./codexctl_VERSION_ARCHITECTURE.deb, the newer one ({_NEWER})"
        return Installation("as a Debian package", advice=advice)
    if origin == "container":
        return Installation("in a container image", advice=f"pull the newer image ({_NEWER})")
    if _within(prefix, "Cellar", NAME):
        return Installation("by Homebrew", ("brew", "upgrade", NAME))
    return None


def _passing(prefix: Path) -> Installation | None:
    """A temporary installation in a cache, made for one run."""
    # uv's archive also holds the environments of `uv run --with`; pipx uses uv for `pipx run`.
    if any(part in ("archive-v0", "builds-v0", "environments-v2") for part in prefix.parts):
        return Installation(
            "by uvx, for one run",
            advice="uvx codexctl@latest takes the newest release",
            keep=("uv", "tool", "install", NAME),
        )
    if _within(prefix, "pipx", ".cache") or _within(prefix, ".cache", "pipx"):
        return Installation(
            "by pipx run, for one run",
            advice="pipx run --no-cache codexctl takes the newest release",
            keep=("pipx", "install", NAME),
        )
    return None


def _of_a_source(traces: Traces) -> Installation | None:
    """An installation that did not come from a registry: a checkout, a folder, a file."""
    if traces.record is None:
        folder = traces.package.parent
        return Installation(f"from the folder {folder}", advice=f"git -C {folder} pull")
    if not traces.record:
        return None
    record = json.loads(traces.record)
    url = urlsplit(str(record.get("url", "")))
    place = unquote(url.path) if url.scheme == "file" else url.geturl()
    if record.get("dir_info", {}).get("editable"):
        return Installation(f"from the folder {place}, editable", advice=f"git -C {place} pull")
    if "dir_info" in record:
        return Installation(f"from the folder {place}", advice="install it again from there")
    if "vcs_info" in record:
        return Installation(f"from {place}", advice="install it again from there")
    return Installation(f"from the file {place}", advice=f"install a newer one ({_NEWER})")


def _of_an_environment(traces: Traces) -> Installation | None:
    # pipx and uv write these files into their environments. They are checked before pip, because
    # every environment has a `pyvenv.cfg`.
    prefix = traces.prefix
    if (prefix / "pipx_metadata.json").exists():
        return Installation("by pipx", ("pipx", "upgrade", NAME))
    if (prefix / "uv-receipt.toml").exists():
        return Installation("by uv tool", ("uv", "tool", "upgrade", NAME))
    made_by = _text(prefix / "pyvenv.cfg")
    if "uv = " in made_by and not traces.has_pip:
        words = ("uv", "pip", "install", "--python", traces.python, "--upgrade", NAME)
        return Installation(f"by uv in {prefix}", words)
    if made_by and traces.has_pip:
        pip = (traces.python, "-m", "pip", "install", "--upgrade", NAME)
        return Installation(f"by pip in {prefix}", pip)
    return None


def _by_pip(traces: Traces) -> Installation | None:
    """An installation outside of any environment, for the person or for the whole machine."""
    if not traces.has_pip or (traces.prefix / "pyvenv.cfg").exists():
        return None
    pip = (traces.python, "-m", "pip", "install")
    if traces.user_site and traces.package.is_relative_to(traces.user_site):
        return Installation("by pip install --user", (*pip, "--user", "--upgrade", NAME))
    if "dist-packages" in traces.package.parts:
        return None  # a distribution's own, which pip must leave alone
    return Installation(f"by pip in {traces.prefix}", (*pip, "--upgrade", NAME))


def _within(path: PurePath, *names: str) -> bool:
    """Whether a path contains these folders directly after each other."""
    parts = path.parts
    return any(parts[at : at + len(names)] == names for at in range(len(parts)))


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""
