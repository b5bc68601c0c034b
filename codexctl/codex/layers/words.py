"""What every layer says of a key, and whose word holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from codexctl.codex.config.features import canonical
from codexctl.codex.config.files import feature_places
from codexctl.codex.config.schemas import holds_in_project
from codexctl.codex.layers.here import Kind, Layer
from codexctl.document.data import MISSING, KeyPath, leaves, lookup, spell

_FEATURES = "features"


class Fate(StrEnum):
    """What becomes of a layer's word."""

    holds = "holds"
    shadowed = "shadowed"
    disabled = "disabled"
    passed_over = "passed-over"
    not_allowed = "not-allowed"


@dataclass(frozen=True, slots=True)
class Word:
    """What one layer says. `spelling` is the key as it has it, which may be an older name."""

    layer: Layer
    spelling: KeyPath
    value: Any
    fate: Fate

    @property
    def at(self) -> str:
        """File and line, or what the layer is."""
        file = self.layer.file
        return file.at(self.spelling) if file else self.layer.name


@dataclass(frozen=True, slots=True)
class Explained:
    """A key and all words on it, the highest layer first.

    `allowed` are the values that an administrator leaves, None where any may be.
    """

    key: KeyPath
    words: tuple[Word, ...]
    allowed: tuple[Any, ...] | None = None

    @property
    def holder(self) -> Word | None:
        """The word that holds; None where no layer decides."""
        return next((word for word in self.words if word.fate is Fate.holds), None)

    @property
    def is_pinned(self) -> bool:
        """Whether an administrator decides, above everybody."""
        holder = self.holder
        return bool(holder and holder.layer.kind in (Kind.requirements, Kind.managed))


def explain(
    key: KeyPath, layers: Sequence[Layer], allowed: Mapping[str, tuple[Any, ...]]
) -> Explained:
    """Say of one value whose word holds.

    `layers` come highest first. `key` is that of a single value; `allowed` are the values that
    requirements leave, by the spelt key.
    """
    only = allowed.get(spell(key))
    words: list[Word] = []
    is_held = False
    for layer in layers:
        spelling, value = _said(layer, key)
        if value is MISSING:
            continue
        fate = _fate(layer, key, value, only, is_held=is_held)
        is_held = is_held or fate is Fate.holds
        words.append(Word(layer, spelling, value, fate))
    return Explained(key, tuple(words), only)


def below(key: KeyPath, layers: Iterable[Layer]) -> list[KeyPath]:
    """The single values at or below a key that any layer has a word on, in order of name.

    Older names of features count as their own.
    """
    found: dict[KeyPath, None] = {}
    for layer in layers:
        for place in _places(layer):
            if place[: len(key)] == key:
                found[place] = None
    return sorted(found)


def effective(layers: Sequence[Layer], allowed: Mapping[str, tuple[Any, ...]]) -> list[Explained]:
    """Every value that any layer sets, explained."""
    return [explain(key, layers, allowed) for key in below((), layers)]


def merged(found: Iterable[Explained]) -> dict[str, Any]:
    """The values that hold, as one configuration."""
    config: dict[str, Any] = {}
    for one in found:
        if one.holder is None:
            continue
        table = config
        for part in one.key[:-1]:
            inner = table.setdefault(part, {})
            table = inner if isinstance(inner, dict) else {}
        table[one.key[-1]] = one.holder.value
    return config


def _places(layer: Layer) -> Iterator[KeyPath]:
    for place, _ in leaves(layer.config):
        if layer.kind is Kind.requirements and place[0] != _FEATURES:
            continue  # requirements have values under other names
        if place[0] == _FEATURES and len(place) > 1:
            yield (_FEATURES, canonical(place[1]), *place[2:])
        else:
            yield place


def _said(layer: Layer, key: KeyPath) -> tuple[KeyPath, Any]:
    if layer.kind is Kind.requirements and key[0] != _FEATURES:
        return key, MISSING
    places = [key]
    if key[0] == _FEATURES and len(key) > 1:
        # The flag's current name comes before its older ones, wherever they are in the table.
        names = [place for place in feature_places(key[1]) if place[0] == _FEATURES]
        places = [(*(str(part) for part in place), *key[2:]) for place in names]
    for place in places:
        value = lookup(layer.config, place)
        if value is not MISSING:
            return place, value
    return key, MISSING


def _fate(
    layer: Layer, key: KeyPath, value: Any, only: tuple[Any, ...] | None, *, is_held: bool
) -> Fate:
    if layer.disabled:
        return Fate.disabled
    if layer.kind is Kind.project and not holds_in_project(key):
        return Fate.passed_over
    if is_held:
        return Fate.shadowed
    if only is not None and value not in only:
        return Fate.not_allowed
    return Fate.holds
