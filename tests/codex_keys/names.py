"""Names that a Codex binary may know as configuration keys, read from its own tables of names.

Rust's serde keeps the names of a structure's fields as a row of (address, length) pairs in the
data of the program. Where those addresses are not in place they stand in the relocations.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

_NAME = re.compile(rb"[A-Za-z_][A-Za-z0-9_-]{0,63}")
_PROGBITS, _RELA, _RELATIVE = 1, 4, 8
_WRITE, _CODE, _THREAD = 0x1, 0x4, 0x400
_ENTRY = struct.Struct("<QQq")
_SECTION = struct.Struct("<IIQQQQIIQQ")
_PAIR = struct.Struct("<QQ")
# A row of one name is mostly there by chance.
_SHORTEST = 2
_LONGEST = 64


class _Section(NamedTuple):
    kind: int
    flags: int
    address: int
    offset: int
    size: int


def field_lists(binary: Path) -> Iterator[tuple[str, ...]]:
    """Every row of two or more names in the data of an ELF file (64 bits, little endian)."""
    data = binary.read_bytes()
    sections = tuple(_sections(data))
    moved = dict(_relocations(data, sections))
    texts = [part for part in sections if part.kind == _PROGBITS and not part.flags & _WRITE]
    row: list[str] = []
    for part in sections:
        at = part.address if part.flags & _WRITE else part.address + part.size
        while at + _PAIR.size <= part.address + part.size:
            target, length = _PAIR.unpack_from(data, part.offset + at - part.address)
            name = _name(data, texts, moved.get(at, target), length)
            if name is None and len(row) >= _SHORTEST:
                yield tuple(row)
            row = [*row, name] if name is not None else []
            at += _PAIR.size if name is not None else 8


def _name(data: bytes, texts: Sequence[_Section], target: int, length: int) -> str | None:
    if not 0 < length <= _LONGEST:
        return None
    for part in texts:
        if part.address <= target < part.address + part.size:
            begin = part.offset + target - part.address
            text = data[begin : begin + length]
            return text.decode() if _NAME.fullmatch(text) else None
    return None


def _sections(data: bytes) -> Iterator[_Section]:
    """What is loaded of a file, and its relocations; no code, nothing of one thread alone."""
    (table,) = struct.unpack_from("<Q", data, 0x28)
    size, count = struct.unpack_from("<HH", data, 0x3A)
    for number in range(count):
        read = _SECTION.unpack_from(data, table + number * size)
        section = _Section(*read[1:6])
        loaded = section.address and not section.flags & (_CODE | _THREAD)
        if loaded and section.kind in (_PROGBITS, _RELA):
            yield section


def _relocations(data: bytes, sections: Sequence[_Section]) -> Iterator[tuple[int, int]]:
    for part in sections:
        if part.kind == _RELA:
            for place, info, addend in _ENTRY.iter_unpack(
                data[part.offset : part.offset + part.size]
            ):
                if info & 0xFFFFFFFF == _RELATIVE:
                    yield place, addend
