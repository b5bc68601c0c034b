"""Entries of `[hooks.state]` that no longer trust any hook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from codexctl.codex.config.findings import Finding, Weight
from codexctl.codex.config.positions import in_toml
from codexctl.codex.hooks.model import Hooks
from codexctl.codex.hooks.trust import read_state
from codexctl.document import toml_keys
from codexctl.document.data import spell
from codexctl.errors import DocumentError


def stale_trust(text: str, path: str, files: Iterable[Hooks]) -> Iterator[Finding]:
    """Note the entries for hooks that are not in `files` although their file is among them.

    `text` is that of the user's config.toml. What Codex rejects, and files that are not given
    (plugins', other folders'), say nothing of their entries.
    """
    read = [hooks for hooks in files if not hooks.rejected]
    keys = {hooks.key(hook) for hooks in read for hook in hooks.hooks}
    sources = {hooks.source for hooks in read}
    try:
        state = read_state(toml_keys.parse(text))
    except DocumentError:
        return
    for key in state:
        if key.rsplit(":", 3)[0] in sources and key not in keys:
            place = ("hooks", "state", key)
            hint = f"codexctl config unset '{spell(place)}'"
            line, column = in_toml(text, place, key=True)
            what = f"{spell(place)}: trust in a hook that is no longer there"
            yield Finding(path, line, column, what, hint, Weight.note)
