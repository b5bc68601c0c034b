"""The body of an HTTP answer, read so that a part of one is never taken for the whole.

`HTTPResponse.read(number)` gives what arrived before the connection went away, silently
(CPython 3.11 to 3.14, http/client.py), and a body without a declared length ends wherever the
connection does. So a body is whole only if it is as long as its header says, or ends with a last
chunk.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from enum import Enum
from http.client import HTTPResponse, IncompleteRead

# An answer to an export contains at most a sentence.
MAX_BYTES = 1 << 20
# zlib's wbits: 31 is gzip's header around a window of 32 KB; 15 is zlib's own, which HTTP calls
# deflate (RFC 9110, 8.4.1.2).
_DECODERS = {"gzip": 31, "x-gzip": 31, "deflate": 15}


class Lack(Enum):
    """Why a body is not known to be whole."""

    nothing = ""
    short = "the answer was cut short"
    undeclared = "the answer does not say how long it is"
    too_long = f"the answer is longer than {MAX_BYTES >> 20} MB"
    encoding = "the answer is compressed in a way that was not asked for"
    broken = "the compressed answer is damaged or cut short"


@dataclass(frozen=True, slots=True)
class Body:
    """What was read of a body, decompressed. It is to be believed only if `lack` is nothing."""

    content: bytes = b""
    lack: Lack = Lack.nothing


def read_body(response: HTTPResponse, limit: int = MAX_BYTES) -> Body:
    """Read a body of at most `limit` bytes, both as it comes and decompressed.

    Raises OSError when the connection fails.
    """
    if lack := _foreseeable(response, limit):
        return Body(lack=lack)
    try:
        content = response.read(limit + 1)
    except IncompleteRead:
        return Body(lack=Lack.short)
    # The rest of the declared length; http.client counts it down as it reads.
    if response.length:
        return Body(lack=Lack.short)
    return decoded(content, response.headers.get("Content-Encoding", ""), limit)


def _foreseeable(response: HTTPResponse, limit: int) -> Lack | None:
    """What the headers show already."""
    lengths = set(response.headers.get_all("Content-Length", ()))
    if len(lengths) > 1 or (response.length is None and not response.chunked):
        return Lack.undeclared
    return Lack.too_long if response.length is not None and response.length > limit else None


def decoded(content: bytes, encoding: str, limit: int = MAX_BYTES) -> Body:
    """Decompress a whole body as its Content-Encoding says, never to more than `limit` bytes.

    `encoding` is the header's value, empty for none. A body that cannot be decompressed whole has a
    `lack`.
    """
    name = encoding.strip().lower()
    if len(content) > limit:
        return Body(lack=Lack.too_long)
    if name in ("", "identity") or not content:
        return Body(content)
    return _inflated(content, name, limit) if name in _DECODERS else Body(lack=Lack.encoding)


def _inflated(content: bytes, name: str, limit: int) -> Body:
    decoder = zlib.decompressobj(_DECODERS[name])
    try:
        plain = decoder.decompress(content, limit + 1)
    except zlib.error:
        return Body(lack=Lack.broken)
    if len(plain) > limit:
        return Body(lack=Lack.too_long)
    # Bytes after the compressed data do not belong to it.
    if not decoder.eof or decoder.unused_data:
        return Body(lack=Lack.broken)
    return Body(plain)
