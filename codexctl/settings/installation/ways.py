"""Each way to install codexctl: how it is recognised, what upgrades it, whether it stays."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path, PurePath
from urllib.parse import unquote, urlsplit

from codexctl.addresses import page

NAME = "codexctl"
# The folder of an environment says so in this file, if one of our own packages made it: one word.
ORIGIN = "codexctl-origin"
_NEWER = page("install")


@dataclass(frozen=True, slots=True)
class Installation:
    """`how` in a word or two; `upgrade` the command that upgrades it, empty where none does.

    `advice` is what to do where there is none. `keep` is the command that installs it for good,
    for one that lies where its maker deletes it again; empty for any other.
    """

    how: str
    upgrade: tuple[str, ...] = ()
    advice: str = ""
    keep: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Traces:
    """What an installation is recognised by.

    `prefix` is `sys.prefix`; `python` `sys.executable`; `package` the folder of our modules;
    `record` the installer's `direct_url.json` (PEP 610), empty where it came from a registry, None
    where there is no record at all; `user_site` the person's own site-packages; `has_pip` says
    whether this Python can run pip; `archive` the single file that runs us, if one does.
    """

    prefix: Path
    python: str
    package: Path
    record: str | None = ""
    user_site: str = ""
    has_pip: bool = False
    archive: str = ""


def installation(traces: Traces) -> Installation:
    """Recognise an installation by the files that the one who made it leaves behind."""
    return (
        _of_a_package(traces)
        or _passing(traces.prefix)
        or _of_a_source(traces)
        or _of_an_environment(traces)
        or _by_pip(traces)
        or Installation(
            f"in {traces.prefix}, in a way that is not known",
            advice="do as you did when you got it",
        )
    )


def _of_a_package(traces: Traces) -> Installation | None:
    """One of ours that needs no Python installer: the archive, Debian's, Homebrew's, the image."""
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
    """One that was made for a single run and lies in a cache."""
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
    """One that did not come from a registry: a checkout, a folder, a file."""
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
    # pipx and uv leave these files in the environments that they make; both are asked before pip,
    # whose `pyvenv.cfg` every one of them has.
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
    """One outside of any environment: the person's own, or that of the whole machine."""
    if not traces.has_pip or (traces.prefix / "pyvenv.cfg").exists():
        return None
    pip = (traces.python, "-m", "pip", "install")
    if traces.user_site and traces.package.is_relative_to(traces.user_site):
        return Installation("by pip install --user", (*pip, "--user", "--upgrade", NAME))
    if "dist-packages" in traces.package.parts:
        return None  # a distribution's own, which pip must leave alone
    return Installation(f"by pip in {traces.prefix}", (*pip, "--upgrade", NAME))


def _within(path: PurePath, *names: str) -> bool:
    """Whether these folders follow each other on the way to a path."""
    parts = path.parts
    return any(parts[at : at + len(names)] == names for at in range(len(parts)))


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""
