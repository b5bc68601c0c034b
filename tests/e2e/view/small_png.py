"""A screenshot as a small PNG: its colours as a palette of 256 at most, nearest ones for the rest.

Chromium writes 24 bits a pixel; a page has few colours and many shades of its letters' edges, which
nobody sees apart. Formats: PNG specification, third edition (W3C), sections 9 and 11.
"""

from __future__ import annotations

import struct
import zlib
from collections import Counter

_HEAD = b"\x89PNG\r\n\x1a\n"


def small(png: bytes) -> bytes:
    """The same picture with a palette. `png` is 8 bits a channel, RGB or RGBA, not interlaced."""
    chunks = _chunks(png)
    width, height, _, kind = struct.unpack(">IIBB", chunks[b"IHDR"][:10])
    pixels = _pixels(zlib.decompress(chunks[b"IDAT"]), width, height, 4 if kind == 6 else 3)
    counted = Counter(pixels)
    palette = [colour for colour, _ in counted.most_common(256)]
    places = {colour: number for number, colour in enumerate(palette)}
    for colour in counted:
        if colour not in places:
            places[colour] = min(range(len(palette)), key=lambda n: _apart(palette[n], colour))
    numbers = bytes(places[pixel] for pixel in pixels)
    lines = (b"\0" + numbers[at : at + width] for at in range(0, len(numbers), width))
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    body = zlib.compress(b"".join(lines), 9)
    parts = ((b"IHDR", head), (b"PLTE", b"".join(palette)), (b"IDAT", body), (b"IEND", b""))
    return _HEAD + b"".join(_chunk(name, data) for name, data in parts)


def _apart(one: bytes, other: bytes) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


def _chunks(png: bytes) -> dict[bytes, bytes]:
    found: dict[bytes, bytes] = {}
    at = len(_HEAD)
    while at < len(png):
        (size,) = struct.unpack(">I", png[at : at + 4])
        name = png[at + 4 : at + 8]
        found[name] = found.get(name, b"") + png[at + 8 : at + 8 + size]
        at += size + 12
    return found


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _pixels(raw: bytes, width: int, height: int, depth: int) -> list[bytes]:
    """The colour of each pixel, three bytes each, line by line."""
    stride = width * depth
    before, pixels = bytearray(stride), list[bytes]()
    for row in range(height):
        at = row * (stride + 1)
        line = bytearray(raw[at + 1 : at + 1 + stride])
        _UNDO[raw[at]](line, before, depth)
        pixels += [bytes(line[n : n + 3]) for n in range(0, stride, depth)]
        before = line
    return pixels


def _sub(line: bytearray, _: bytearray, depth: int) -> None:
    for n in range(depth, len(line)):
        line[n] = (line[n] + line[n - depth]) & 255


def _up(line: bytearray, before: bytearray, _: int) -> None:
    for n in range(len(line)):
        line[n] = (line[n] + before[n]) & 255


def _average(line: bytearray, before: bytearray, depth: int) -> None:
    for n in range(len(line)):
        left = line[n - depth] if n >= depth else 0
        line[n] = (line[n] + (left + before[n]) // 2) & 255


def _paeth(line: bytearray, before: bytearray, depth: int) -> None:
    for n in range(len(line)):
        left, above = (line[n - depth] if n >= depth else 0), before[n]
        corner = before[n - depth] if n >= depth else 0
        guess = left + above - corner
        nearest = min((left, above, corner), key=lambda value: abs(guess - value))
        line[n] = (line[n] + nearest) & 255


_UNDO = {0: lambda *_: None, 1: _sub, 2: _up, 3: _average, 4: _paeth}
