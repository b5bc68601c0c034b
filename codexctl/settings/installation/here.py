"""The installation of codexctl that is running now."""

from __future__ import annotations

import sys
from importlib.machinery import PathFinder
from pathlib import Path

from codexctl.environment import archive
from codexctl.settings.installation.ways import NAME, Installation, Traces, installation


def this_installation() -> Installation:
    """Recognise this installation by its interpreter and by the files that its installer made."""
    site = sys.modules.get("site")
    return installation(
        Traces(
            Path(sys.prefix),
            sys.executable,
            Path(__file__).parents[2],
            _record(),
            user_site=getattr(site, "USER_SITE", None) or "",
            # Not `importlib.util.find_spec`: setuptools' finder changes distutils if asked for pip.
            has_pip=PathFinder.find_spec("pip") is not None,
            archive=archive(),
        )
    )


def passing_note() -> tuple[str, ...]:
    """A note for setup if this installation is temporary, so Codex could not call it later."""
    found = this_installation()
    if not found.keep:
        return ()
    keep = " ".join(found.keep)
    what = f"codexctl runs {found.how}: when that cache is emptied, Codex cannot call it any more"
    return (f"{what}; {keep}, then codexctl sync",)


def called_as() -> str:
    """The command that starts this codexctl; for a temporary one, after installing it."""
    keep = this_installation().keep
    return archive() or (f"{' '.join(keep)} && {NAME}" if keep else NAME)


def _record() -> str | None:
    """The installer's `direct_url.json` (PEP 610), empty without one; None if not installed."""
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        return distribution(NAME).read_text("direct_url.json") or ""
    except PackageNotFoundError:
        return None
