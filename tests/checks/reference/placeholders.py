"""The word in capitals that stands in a message for a value that is put in."""

from __future__ import annotations

import ast
import re

UNKNOWN = "…"
# What is called on a value, or around it, does not say what the value is.
_METHODS = {"join", "lower", "upper", "strip", "replace", "removeprefix", "removesuffix"}
_NO_NAMES = _METHODS | {"self", "shlex", "quote", "str", "sorted"}
# A variable's name that says little to a reader, and what stands for it.
_MEANS = {
    "strerror": "REASON",
    "error": "REASON",
    "message": "REASON",
    "reason": "REASON",
    "why": "REASON",
    "wrong": "PROBLEM",
    "fault": "PROBLEM",
    "said": "DETAILS",
    "at": "PLACE",
    "returncode": "CODE",
    "getuid": "USER",
    "but": "EXCEPTION",
    "shown": "NAMES",
}


def placeholder(node: ast.expr) -> str:
    """`path` is PATH, `error.strerror` is REASON, `len(names)` is N."""
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "len":
        return "N"
    if isinstance(node, ast.BoolOp):
        return placeholder(node.values[0])
    key = node.slice if isinstance(node, ast.Subscript) else None
    if isinstance(key, ast.Constant) and isinstance(key.value, str):
        return key.value.upper()
    words = re.findall(r"[a-z][a-z_]+", re.sub(r"'[^']*'|\"[^\"]*\"", "", ast.unparse(node)))
    useful = [word.strip("_") for word in words if word not in _NO_NAMES]
    return _MEANS.get(useful[-1], useful[-1].upper()) if useful else UNKNOWN


def apart(texts: tuple[str, ...]) -> str:
    """The parts of a sentence in one, with a space where a placeholder would run into a word."""
    said = ""
    for text in texts:
        ends = re.search(r"(?:^|[^A-Za-z])[A-Z][A-Z_]+$", said) and re.match(r"[A-Za-z]|--", text)
        begins = re.fullmatch(r"[A-Z][A-Z_]+", text) and re.search(r"[a-z)]$|[A-Z]$", said)
        said += f" {text}" if ends or begins else text
    return said
