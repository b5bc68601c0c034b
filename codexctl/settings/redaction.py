"""Which redaction rules hold: those that come with codexctl, and a person's or company's own."""

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

# In this order a rule gives its name to a place that several find: who gave it out knows best.
RULE_FILES = (
    *("models", "cloud", "forges", "commerce", "monitoring", "services"),
    *("recent", "structure", "commands", "named", "personal", "paths"),
)
# All of them as one, for those who mask; `python -m tests.checks --write` makes it.
MADE = "rules.json"
# Those of people rather than of programs: no secrets, but not for everybody to know.
_PERSONAL_FILES = ("personal", "paths")
EVERYTHING = "all"
# The kind that is masked where the category `paths` is excluded.
PATH = "path"


@dataclass(frozen=True, slots=True)
class Redaction:
    """One voice on what is masked: kinds asked for by name, and rules of its own.

    The kind `all` means every kind that is masked without being asked for.
    """

    kinds: frozenset[str] = frozenset()
    rules: tuple[Rule, ...] = ()


NO_REDACTION = Redaction()


def redaction_from(kinds: Iterable[str], rules: Iterable[Mapping[str, Any]]) -> Redaction:
    """Read one voice. Raises RuleError for a kind that is not known or a rule that is not sound.

    `kinds` are names of rules that come with codexctl, or `all`; `rules` are tables in the form of
    templates/redaction/README.md.
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
    """What masks in `redacted` mode: the usual kinds, and what the voices ask for."""
    asked = frozenset[str]().union(*(voice.kinds for voice in voices))
    return _masker(asked | {EVERYTHING}, _own(voices))


def masker_of_required(voice: Redaction) -> Masker | None:
    """What masks even in `full` mode: only what the voice asks for; None if that is nothing."""
    return _masker(voice.kinds, voice.rules) if voice.kinds or voice.rules else None


@cache
def _masker(kinds: frozenset[str], own: tuple[Rule, ...]) -> Masker:
    is_usual = not own and kinds == {EVERYTHING}
    return Masker(partial(_chosen, kinds, own), is_usual=is_usual)


def _chosen(kinds: frozenset[str], own: tuple[Rule, ...]) -> Iterator[Rule]:
    # Those of people come first: where two rules find one place, the first gives it its name.
    yield from own
    everything = EVERYTHING in kinds
    for rule in built_in_rules():
        if rule.name in kinds or (everything and not rule.is_optional):
            yield rule


def _own(voices: Iterable[Redaction]) -> tuple[Rule, ...]:
    return tuple(rule for voice in voices for rule in voice.rules)


@cache
def secrets_masker() -> Masker:
    """What masks keys, passwords and tokens, and no personal data."""
    return Masker(_secrets)


def _secrets() -> Iterator[Rule]:
    personal = {rule["name"] for name in _PERSONAL_FILES for rule in _rules_of(name)}
    for rule in built_in_rules():
        if rule.name not in personal and not rule.is_optional:
            yield rule


@cache
def built_in_rules() -> tuple[Rule, ...]:
    """The rules that come with codexctl, from the file that is made of all rule files.

    To parse a dozen TOML files takes every worker ten times as long. Raises RuleError where they
    cannot be read: nothing is to go out unmasked.
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

    Shared parts of patterns (`<<name>>`) are filled in. Raises RuleError where a file cannot be
    read: an installation without its rules must not pass for one that masks nothing.
    """
    return {"rule": [rule for name in RULE_FILES for rule in _rules_of(name)]}


def _rules_of(theme: str) -> list[dict[str, Any]]:
    path = _templates() / f"{theme}.toml"
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:  # not to be taken for a session that cannot be read
        raise RuleError(f"{path}: {error.strerror}") from error
    for rule in data["rule"]:
        for name, part in data.get("parts", {}).items():
            for member in {"pattern", "first"} & rule.keys():
                rule[member] = rule[member].replace(f"<<{name}>>", part)
    rules: list[dict[str, Any]] = data["rule"]
    return rules


def _templates() -> Path:
    # Where the package says it is: to import `importlib.resources` takes longer than to read and
    # check all rules.
    return Path(import_module("codexctl.templates").__path__[0]) / "redaction"
