"""The word in capitals that replaces a value in a message: one of a few, each with its meaning."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping

UNKNOWN = "…"
# Every placeholder of the page, as its table explains them.
WORDS: Mapping[str, str] = {
    "ADDRESS": "An address on the network, or a part of one.",
    "BACKEND": "A backend, for example Langfuse.",
    "CODE": "The exit code of a program.",
    "COMMAND": "A program, or a command with its arguments.",
    "COUNT": "How many there are.",
    "DETAILS": "More words; they depend on the case.",
    "EVENT": "A hook event of Codex, for example `Stop`.",
    "FILE": "The path of a file.",
    "FOLDER": "The path of a folder.",
    "ID": "The id of a turn, trace, session or receipt, or the beginning of one.",
    "KEY": "A key in a file, for example `model` in `config.toml`.",
    "KIND": "What a value must be, for example `true or false`.",
    "LINE, COLUMN": "A place in a file.",
    "LIST": "One name or several.",
    "NAME": "The name of the thing: a destination, a server, a profile, a feature, a person.",
    "NUMBER": "A number, for example a position in a list, counted from 0.",
    "OPTION": "An option of the command, for example `--header`.",
    "PATH": "The path of a file or a folder.",
    "PID": "The number of a process.",
    "PROBLEM": "What is wrong.",
    "REASON": "Why, in the words of the system, a server or Codex.",
    "USER": "An account on the machine.",
    "VALUE": "What you typed, or what a file contains.",
    "VARIABLE": "An environment variable.",
    "VERSION": "A version of Codex or of a plugin.",
}
_KNOWN = frozenset(word for words in WORDS for word in words.split(", "))
# The usual word for the last name in an expression; any other name is a VALUE.
_USUAL: Mapping[str, str] = {
    "ADDRESS": "endpoint url host",
    "BACKEND": "title",
    "CODE": "returncode",
    "COMMAND": "again arguments binary command_path program words",
    "DETAILS": "contact detail help how instead meaning more said summary what _outlook",
    "FILE": "config config_path config_toml executable file filename hook_script hooks_json "
    "kept layer log_file machine_script missing python script settings_toml source target "
    "traces_db",
    "FOLDER": "codex_home gone home parent root roots where",
    "ID": "asked over receipt receipt_id span_id trace_id",
    "KEY": "member place spelling",
    "KIND": "bounds kind taken",
    "LINE": "line_of",
    "LIST": "events keys known left names others places shown there",
    "NAME": "entry found guess lacking near param plugins preset profile provider remote server "
    "shell twice unknown",
    "NUMBER": "group handler high index low most most_s port start took_ms",
    "OPTION": "flag",
    "PATH": "foreign hooks part paths",
    "PROBLEM": "fault wrong",
    "REASON": "config_problem damage disabled error last_error message rejected rejection "
    "sentence settings_problem silence strerror why",
    "USER": "getuid owner",
}
_BY_NAME = {name: word for word, names in _USUAL.items() for name in names.split()}
# Expressions whose last name says something else than elsewhere.
_EXACT: Mapping[str, str] = {
    "plugin.folder.name": "VERSION",
    "plugins[0]": "NAME",
    "pin.at": "FILE",
    "person.name": "USER",
    "kind or repr(kind)": "VALUE",
    "found.key_source": "VARIABLE",
    "options['url']": "ADDRESS",
    "type(error).__name__": "REASON",
    "type(value).__name__": "KIND",
    "otel_env.TRACES_PATH": "/v1/traces",
    "errors": "REASON",
    "pos - text.rfind(chr(10), 0, pos)": "COLUMN",
}
_CALLS: Mapping[str, str] = {
    "len": "COUNT",
    "join": "LIST",
    "spell": "KEY",
    "name_of": "NAME",
    "not_one_of": "is not one of LIST",
}
# What a value is wrapped in, and does not say what it is.
_METHODS = {"lower", "upper", "strip", "replace", "removeprefix", "removesuffix"}
_NO_NAMES = _METHODS | {"self", "shlex", "quote", "str", "sorted", "safe", "repr"}
# A value that is a part of the sentence, in all the forms that it has.
_PHRASES: Mapping[str, tuple[str, ...]] = {
    "hand.who": ("belongs to USER", "can be written by others"),
}


def placeholders(node: ast.expr) -> list[str]:
    """`path` is PATH, `error.strerror` is REASON, `len(names)` is COUNT."""
    return [*_PHRASES.get(ast.unparse(node), [_placeholder(node)])]


def _placeholder(node: ast.expr) -> str:
    text = ast.unparse(node)
    if isinstance(node, ast.BoolOp) and text not in _EXACT:
        return _placeholder(node.values[0])
    found = _EXACT.get(text) or _of_call(node)
    if isinstance(node, ast.BinOp) and "len(" in text:
        found = "COUNT"
    key = node.slice if isinstance(node, ast.Subscript) else None
    if isinstance(key, ast.Constant) and isinstance(key.value, str):
        found = _word(key.value)
    names = re.findall(r"[a-z_][a-z_]+", re.sub(r"'[^']*'|\"[^\"]*\"", "", text))
    useful = [name for name in names if name.strip("_") not in _NO_NAMES]
    return found or (_word(useful[-1]) if useful else UNKNOWN)


def _of_call(node: ast.expr) -> str:
    if not isinstance(node, ast.Call):
        return ""
    name = str(getattr(node.func, "id", getattr(node.func, "attr", "")))
    if name == "counted":
        return f"COUNT {ast.literal_eval(node.args[1])}s"
    return _CALLS.get(name, "")


def _word(name: str) -> str:
    plain = name.strip("_")
    return plain.upper() if plain.upper() in _KNOWN else _BY_NAME.get(plain, "VALUE")


def apart(texts: tuple[str, ...]) -> str:
    """The parts of a sentence in one, with a space where a placeholder would run into a word."""
    said = ""
    for text in texts:
        ends = re.search(r"(?:^|[^A-Za-z])[A-Z][A-Z_]+$", said) and re.match(r"[A-Za-z]|--", text)
        begins = re.fullmatch(r"[A-Z][A-Z_]+", text) and re.search(r"[a-z)]$|[A-Z]$", said)
        said += f" {text}" if ends or begins else text
    return said
