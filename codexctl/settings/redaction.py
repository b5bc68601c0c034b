"""Which redaction rules apply: codexctl's own, and those of a person or company."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from typing import Any

from codexctl.redact.masker import Masker
from codexctl.redact.rules import Rule, RuleError, read_rules
from codexctl.wording import guess

# If several rules match the same text, the first one names it. So a vendor's rules come first.
RULE_FILES = (
    *("models", "cloud", "forges", "commerce", "monitoring", "services"),
    *("recent", "structure", "commands", "named", "personal", "paths"),
)
# All rules in one file, which is read for masking; `python -m tests.checks --write` makes it.
MADE = "rules.json"
# Rules for personal data, which is not secret, but private.
_PERSONAL_FILES = ("personal", "paths")
EVERYTHING = "all"
# The kind that is masked if the category `paths` is excluded.
PATH = "path"


@dataclass(frozen=True, slots=True)
class Redaction:
    """What one source (settings or policy) wants masked: kinds by name, and its own rules.

    The kind `all` means every kind that is masked by default.
    """

    kinds: frozenset[str] = frozenset()
    rules: tuple[Rule, ...] = ()


NO_REDACTION = Redaction()


def redaction_from(kinds: Iterable[str], rules: Iterable[Mapping[str, Any]]) -> Redaction:
    """Read kinds and rules. Raises RuleError for an unknown kind or a rule that does not work.

    `kinds` are names of codexctl's own rules, or `all`; `rules` are tables in the form that
    templates/redaction/README.md describes.
    """
    wanted = frozenset(kinds)
    if wanted:
        known = [EVERYTHING, *dict.fromkeys(rule.name for rule in built_in_rules())]
        for kind in sorted(wanted - set(known)):
            raise RuleError(f"no such kind: {kind}{guess(kind, known)}")
    own = read_rules(rules)
    if own:
        # Imported here: few people have rules of their own, and every process reads settings.
        from codexctl.redact.proof import sound

        own = sound(own)
    return Redaction(wanted, own)


def masker(*voices: Redaction) -> Masker:
    """The masker for `redacted` mode: the default kinds, and what settings and policy add."""
    asked = frozenset[str]().union(*(voice.kinds for voice in voices))
    return _masker(asked | {EVERYTHING}, _own(voices))


def masker_of_required(voice: Redaction) -> Masker | None:
    """The masker for `full` mode: only what `voice` requires; None if that is nothing."""
    return _masker(voice.kinds, voice.rules) if voice.kinds or voice.rules else None


@cache
def _masker(kinds: frozenset[str], own: tuple[Rule, ...]) -> Masker:
    is_usual = not own and kinds == {EVERYTHING}
    return Masker(partial(_chosen, kinds, own), is_usual=is_usual)


def _chosen(kinds: frozenset[str], own: tuple[Rule, ...]) -> Iterator[Rule]:
    # People's own rules come first: if two rules match the same text, the first one names it.
    yield from own
    everything = EVERYTHING in kinds
    for rule in built_in_rules():
        if rule.name in kinds or (everything and not rule.is_optional):
            yield rule


def _own(voices: Iterable[Redaction]) -> tuple[Rule, ...]:
    return tuple(rule for voice in voices for rule in voice.rules)


@cache
def secrets_masker() -> Masker:
    """The masker for keys, passwords and tokens, but not for personal data."""
    return Masker(_secrets)


def _secrets() -> Iterator[Rule]:
    personal = {rule["name"] for name in _PERSONAL_FILES for rule in _rules_of(name)}
    for rule in built_in_rules():
        if rule.name not in personal and not rule.is_optional:
            yield rule


@cache
def built_in_rules() -> tuple[Rule, ...]:
    """The rules that come with codexctl, from the file that is made from all rule files.

    Parsing a dozen TOML files would take ten times as long in every worker. Raises RuleError if
    the file cannot be read, because nothing may be sent unmasked.
    """
    import orjson  # here: many processes mask nothing

    try:
        rules = read_rules(orjson.loads(_templates().joinpath(MADE).read_bytes())["rule"])
    except OSError as error:
        raise RuleError(f"{MADE}: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise RuleError(f"{MADE}: is damaged: {error}") from error
    if not rules:
        raise RuleError(f"{MADE}: is damaged: it has no rules")
    return rules


def rule_file() -> dict[str, Any]:
    """Parse the rule files of `templates/redaction/`, as if they were one.

    Shared parts of patterns (`<<name>>`) are filled in. Raises RuleError if a file cannot be read:
    without rules, nothing would be masked.
    """
    return {"rule": [rule for name in RULE_FILES for rule in _rules_of(name)]}


def _rules_of(theme: str) -> list[dict[str, Any]]:
    path = _templates() / f"{theme}.toml"
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:  # callers treat an OSError as an unreadable session
        raise RuleError(f"{path}: {error.strerror}") from error
    for rule in data["rule"]:
        for name, part in data.get("parts", {}).items():
            for member in {"pattern", "first"} & rule.keys():
                rule[member] = rule[member].replace(f"<<{name}>>", part)
    rules: list[dict[str, Any]] = data["rule"]
    return rules


def _templates() -> Path:
    # The package's own path, because importing `importlib.resources` takes longer than reading and
    # checking all rules.
    return Path(import_module("codexctl.templates").__path__[0]) / "redaction"
