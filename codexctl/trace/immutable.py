"""The dataclass of records that are made by the million: frozen, as far as the type checker sees.

Python freezes a dataclass by giving it a `__setattr__` that refuses, which its own `__init__` then
has to go around, field by field: making one takes two to three times as long (ADR 0053).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as immutable
else:
    from dataclasses import dataclass

    def immutable(*, frozen: bool, slots: bool, kw_only: bool = False) -> object:
        """Make a dataclass that nothing keeps from being changed but mypy."""
        return dataclass(slots=slots, kw_only=kw_only, unsafe_hash=frozen)


__all__ = ["immutable"]
