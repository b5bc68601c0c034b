"""Finds keys in plain text in configuration files; reports their place and kind, not the value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from codexctl.codex.config.written import Written
from codexctl.codex.secrets.places import secrets_by_place
from codexctl.document.data import Place, spell
from codexctl.policy.audit.facts import Facts
from codexctl.policy.audit.finding import Finding
from codexctl.redact.masker import Masker
from codexctl.settings.redaction import secrets_masker
from codexctl.wording import safe

# What the masker writes instead of a secret; it contains the kind of secret.
_MARK = re.compile(r"\[redacted:([a-z0-9-]+)\]")


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret in a file: its place, the place's name with secrets masked, and the kind."""

    place: Place
    named: Place
    kind: str

    def below(self, part: str | int, name: str | int, kind: str) -> Secret:
        """The place one level deeper; `name` is `part` with secrets masked."""
        return Secret((*self.place, part), (*self.named, name), kind)


def keys_in_plain_text(facts: Facts) -> Iterator[Finding]:
    """Find secrets in Codex's configuration and in our settings, whatever the policy allows."""
    masker = secrets_masker()
    own = (facts.settings_file,) if facts.settings_file else ()
    of_codex = (config_file.file for config_file in facts.files)
    for file in (*of_codex, *facts.callers.files, *own):
        for secret in secrets_in(file, masker):
            summary = f"{safe(spell(secret.named))} contains plain text: {secret.kind}"
            where = file.at(secret.place)
            yield Finding("plaintext-key", summary, where, _remedy(secret.place))


def secrets_in(file: Written, masker: Masker) -> Iterator[Secret]:
    """Find the places whose text redaction would mask, or whose name says that they are secret.

    `masker` decides what a secret is. Keys of tables are checked as well as values.
    """
    found = {}
    for secret in _differences(file.data, masker.mask_all(file.data), Secret((), (), "")):
        value = str(file.value(secret.place))
        # An option that follows one with a secret is not a secret itself.
        is_option = value.startswith("-") and "=" not in value
        if not (secret.kind == "password-argument" and is_option):
            found[secret.place] = secret
    for place, kind in secrets_by_place(file.data, is_hooks=file.is_json):
        if place not in found:
            found[place] = Secret(place, tuple(masker.mask_all(list(place))), kind)
    yield from found.values()


def _differences(value: Any, masked: Any, at: Secret) -> Iterator[Secret]:
    if isinstance(value, dict):
        for (key, below), (name, other) in zip(value.items(), masked.items(), strict=True):
            here = at.below(key, name, _kind(name))
            if name != key:
                yield here
            yield from _differences(below, other, here)
    elif isinstance(value, list):
        for index, (below, other) in enumerate(zip(value, masked, strict=True)):
            yield from _differences(below, other, at.below(index, index, ""))
    elif isinstance(masked, str) and masked != value:
        yield Secret(at.place, at.named, _kind(masked))


def _kind(masked: str) -> str:
    found = _MARK.search(masked)
    return found[1] if found else "secret"


def _remedy(place: Place) -> str:
    """How to keep a key out of the file: Codex can read most keys from a variable."""
    if "model_providers" in place:
        return "name a variable instead: env_key, or env_http_headers"
    if "mcp_servers" in place:
        return "name a variable instead: bearer_token_env_var, env_http_headers or env_vars"
    if place[0] in ("hooks", "notify"):
        return "let the program read it from a variable or a file that only you can read"
    if place[0] == "destinations":
        return "keep it in the keyring: codexctl auth set NAME"
    return "delete it, and replace the key if it is valid"
