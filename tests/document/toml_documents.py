"""Random TOML documents in every form that people write, and random edits of them.

Every number in a document occurs once, every comment has its own number: so a test can tell by
a line's text what it says, without any knowledge of how the document is scanned.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import Any

from hypothesis import strategies as st

from codexctl.document import toml_keys
from codexctl.errors import DocumentError

NAMES = ("a", "b", "c", "features", "hooks", "x-y", "1", "key with space", "dot.ted", "ü", 'q"q')
VALUES = st.one_of(
    st.integers(-(2**40), 2**40),
    st.booleans(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=12).filter(lambda text: text.isprintable() or "\n" in text),
    st.lists(st.integers(0, 9), max_size=3),
    st.dictionaries(st.sampled_from(NAMES), st.integers(0, 9), max_size=2),
    st.lists(st.dictionaries(st.sampled_from(NAMES), st.booleans(), max_size=2), max_size=2),
)


@dataclass(frozen=True)
class Edit:
    """Set `path` to `value`, or unset it where the value is None."""

    path: tuple[str, ...]
    value: Any


@st.composite
def spelled_keys(draw: st.DrawFn, depth: int = 3) -> str:
    """A dotted key, its parts bare or quoted, now and then with blanks around the dots."""
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=depth))
    dot = draw(st.sampled_from([".", ".", ".", " . ", ". "]))
    return dot.join(draw(st.sampled_from(_spellings(name))) for name in names)


def _spellings(name: str) -> list[str]:
    quoted = '"' + name.replace('"', '\\"') + '"'
    bare = name.isascii() and name.replace("-", "").isalnum()
    return [name, name, name, quoted, f"'{name}'"] if bare else [quoted, f"'{name}'"]


@st.composite
def values(draw: st.DrawFn, numbers: count[int], depth: int = 2) -> str:
    """A value that holds a number found nowhere else."""
    number = next(numbers)
    plain = {
        "number": str(number),
        "string": f'"s{number} # no comment, [no.table]"',
        "literal": f"'C:\\s{number} = {{'",
        "block": f'"""\n[features]\n# s{number}\nhooks = zzz s{number}"""',
        "literal block": f"'''s{number}\n[[a]]\n's{number}\n s{number}'''",
    }
    kind = draw(st.sampled_from([*plain, *(["array", "lines", "inline"] if depth else [])]))
    if kind == "array":
        return draw(arrays(numbers, number, depth))
    if kind == "lines":
        return draw(arrays_of_lines(numbers, number))
    return plain[kind] if kind in plain else draw(inline_tables(numbers, number, depth))


@st.composite
def arrays(draw: st.DrawFn, numbers: count[int], number: int, depth: int) -> str:
    """An array that begins and ends on one line."""
    items = draw(st.lists(values(numbers, depth - 1), max_size=3))
    comma = draw(st.sampled_from([",", ", ", " , "]))
    return "[" + comma.join([str(number), *items]) + "]"


@st.composite
def arrays_of_lines(draw: st.DrawFn, numbers: count[int], number: int) -> str:
    """An array with one item a line, with comments, and with and without a trailing comma."""
    items = draw(st.lists(values(numbers, 0), min_size=1, max_size=3))
    lines = [f"  {item},{draw(trailing_comments(numbers))}\n" for item in items]
    return "[\n" + "".join(lines) + draw(st.sampled_from(["]", f"  {number}\n]", f"  {number} ]"]))


@st.composite
def trailing_comments(draw: st.DrawFn, numbers: count[int]) -> str:
    """A comment behind something, or none."""
    return draw(st.sampled_from(["", "", f"  # c{next(numbers)}, x"]))


@st.composite
def inline_tables(draw: st.DrawFn, numbers: count[int], number: int, depth: int) -> str:
    """An inline table with dotted and nested members."""
    keys = draw(st.lists(spelled_keys(depth=2), max_size=3, unique=True))
    if draw(st.integers(0, 3)) == 0:  # TOML 1.1
        pairs = [f"  {key} = {draw(values(numbers, 0))}, # c{next(numbers)}\n" for key in keys]
        return (
            "{\n"
            + "".join(pairs)
            + f"  n = {number}"
            + draw(st.sampled_from([",\n}", "\n}", " }"]))
        )
    pairs = [f"{key} = {draw(values(numbers, depth - 1))}" for key in keys]
    if draw(st.booleans()):
        pairs.append(f"n = {number}")
    comma = draw(st.sampled_from([",", ", "]))
    padding = draw(st.sampled_from(["", " "]))
    return "{" + padding + comma.join(pairs) + padding + "}"


@st.composite
def blocks(draw: st.DrawFn, numbers: count[int]) -> str:
    """One pair, header, comment or blank line, as text with line feeds."""
    indent = draw(st.sampled_from(["", "", "", "  ", "\t"]))
    comment = draw(trailing_comments(numbers))
    match draw(st.sampled_from(["pair"] * 5 + ["table"] * 3 + ["tables", "comment", "blank"])):
        case "table":
            blank = draw(st.sampled_from(["", "", " "]))
            return f"{indent}[{blank}{draw(spelled_keys())}{blank}]{comment}\n"
        case "tables":
            return f"{indent}[[{draw(spelled_keys(2))}]]{comment}\n"
        case "comment":
            return f"{indent}# c{next(numbers)} [not.a.table]\n"
        case "blank":
            return "\n"
    equals = draw(st.sampled_from([" = ", " = ", "=", "  =  "]))
    return indent + draw(spelled_keys()) + equals + draw(values(numbers)) + comment + "\n"


@st.composite
def documents(draw: st.DrawFn) -> str:
    """A valid document; line endings, byte order mark and final newline vary too."""
    numbers = count(1000)
    text = ""
    for block in draw(st.lists(blocks(numbers), max_size=14)):
        if _is_valid(text + block):
            text += block
    ending = draw(st.sampled_from(["\n", "\n", "\r\n", "mixed"]))
    if ending == "mixed":
        lines = text.split("\n")
        text = "".join(line + ("\r\n" if i % 2 else "\n") for i, line in enumerate(lines[:-1]))
    else:
        text = text.replace("\n", ending)
    if draw(st.booleans()):
        text = text.rstrip("\r\n")
    return draw(st.sampled_from(["", "", "", "\ufeff"])) + text


@st.composite
def edits(draw: st.DrawFn, text: str) -> Edit:
    """An edit of a place that is there, or of a key that may be missing."""
    paths = list(_paths(toml_keys.parse(text)))
    path: tuple[str, ...] = draw(st.sampled_from(paths)) if paths else ()
    if not path or draw(st.booleans()):
        path += tuple(draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=3)))
    return Edit(path, draw(st.one_of(st.none(), VALUES)))


def _paths(data: Any, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    items = data.items() if isinstance(data, dict) else enumerate(data)
    found: list[tuple[str, ...]] = []
    for key, item in items:
        found.append((*path, str(key)))
        if isinstance(item, dict | list):
            found += _paths(item, (*path, str(key)))
    return found


def _is_valid(text: str) -> bool:
    try:
        toml_keys.parse(text)
    except DocumentError:
        return False
    return True
