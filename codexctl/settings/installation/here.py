"""The installation that runs: its traces are gathered here, and told by `installation`."""

from __future__ import annotations

import sys
from importlib.machinery import PathFinder
from pathlib import Path

from codexctl.environment import archive
from codexctl.settings.installation.ways import NAME, Installation, Traces, installation


def this_installation() -> Installation:
    """Look at the interpreter that runs us and at what our installer left behind."""
    site = sys.modules.get("site")
    return installation(
        Traces(
            Path(sys.prefix),
            sys.executable,
            Path(__file__).parents[2],
            _record(),
            user_site=getattr(site, "USER_SITE", None) or "",
            # Not by importlib's own search: a finder of setuptools takes distutils away for pip.
            has_pip=PathFinder.find_spec("pip") is not None,
            archive=archive(),
        )
    )


def passing_note() -> tuple[str, ...]:
    """What to say where Codex is about to be told to call an installation that will be deleted."""
    found = this_installation()
    if not found.keep:
        return ()
    keep = " ".join(found.keep)
    what = f"this codexctl was got {found.how}: Codex finds nothing to call once that cache is"
    return (f"{what} emptied; {keep}, then codexctl sync",)


def called_as() -> str:
    """The words by which a person starts this codexctl, or would once it is installed for good."""
    keep = this_installation().keep
    return archive() or (f"{' '.join(keep)} && {NAME}" if keep else NAME)


def _record() -> str | None:
    """The record that installers leave (PEP 610); None where nobody installed us."""
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        return distribution(NAME).read_text("direct_url.json") or ""
    except PackageNotFoundError:
        return None
