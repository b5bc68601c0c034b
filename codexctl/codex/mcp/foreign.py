"""Another program's servers as tables of Codex's: what carries over, and what cannot. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from codexctl.codex.mcp.formats import Format
from codexctl.codex.mcp.server import is_name

AUTHORIZATION, BEARER = "Authorization", "Bearer "
# A comment of JSON with comments, or a text that may hold what looks like one; and commas too many.
_COMMENT = re.compile(r'("(?:[^"\\]|\\.)*")|/\*.*?\*/|//[^\n]*', re.DOTALL)
_COMMA = re.compile(r'("(?:[^"\\]|\\.)*")|,(?=\s*[\]}])', re.DOTALL)
# What another program puts something else for.
_FILLED_IN = re.compile(r"\$\{[^{}]+\}")
# Names that hold a secret in whatever is configured by variables or headers.
_SECRET_NAME = re.compile(
    r"(?i)(?:^|[_.-])(?:api)?(?:token|key|secret|password|passwd|pat|credentials?|authorization|auth)s?$"
)
_PLAIN = re.compile(r"(?i)(?:true|false|yes|no|on|off|none|\d{1,9}|[./~].*|[a-z]+://[^@\s]*)\Z")
_SHORTEST = 6
# Members that mean the same everywhere.
_SAME = ("command", "args", "cwd")
_KNOWN = frozenset({*_SAME, "type", "env", "headers", "disabled", "enabled"})


class Reason(StrEnum):
    """Why a server is not carried over."""

    no_server = "no-server"
    older_http = "sse"
    variable = "variable"
    secret_argument = "secret-argument"  # noqa: S105 - the name of a reason
    wrong_type = "wrong-type"


class Remark(StrEnum):
    """What is different about a server that is carried over."""

    left_out = "left-out"
    renamed = "renamed"
    value_of = "value-of"
    to_be_asked = "to-be-asked"


@dataclass(frozen=True, slots=True)
class Imported:
    """A server as Codex would have it.

    `secrets` are the values for the keyring, by variable or header, None where its owner has to
    type it; `prefixes` what stands before such a header. `problem` says why it cannot be carried
    over, with the `member` that shows it; `remarks` pair what is different with that member.
    """

    name: str
    table: Mapping[str, Any] = field(default_factory=dict)
    secrets: Mapping[str, str | None] = field(default_factory=dict, repr=False)
    prefixes: Mapping[str, str] = field(default_factory=dict)
    problem: Reason | None = None
    member: str = ""
    remarks: tuple[tuple[Remark, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Cannot(Exception):
    reason: Reason
    member: str


def plain_json(text: str) -> str:
    """JSON without the comments and final commas that some programs write."""
    without = _COMMENT.sub(lambda match: match[1] or " ", text.removeprefix("\ufeff"))
    return _COMMA.sub(lambda match: match[1] or "", without)


def imported(
    tables: Mapping[str, Any], written: Format, looks_secret: Callable[[str], bool]
) -> Iterator[Imported]:
    """The servers of one table; `looks_secret` says whether redaction would mask a text."""
    for name, data in tables.items():
        one = _Reading(written, looks_secret).server(name, data)
        taken = re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-") or "server"
        if is_name(name):
            yield one
        else:
            yield replace(one, name=taken, remarks=(*one.remarks, (Remark.renamed, name)))


def is_secret_name(name: str) -> bool:
    """Whether a variable or header of this name holds a secret."""
    return bool(_SECRET_NAME.search(name))


def is_secret(name: str, value: str, looks_secret: Callable[[str], bool]) -> bool:
    """Whether a value has to stay out of a file: by its name, or as it looks."""
    if looks_secret(value) or looks_secret(f"{name}={value}"):
        return True
    is_long = len(value) >= _SHORTEST and not _PLAIN.match(value)
    return is_long and is_secret_name(name)


class _Reading:
    """Reads one server."""

    def __init__(self, written: Format, looks_secret: Callable[[str], bool]) -> None:
        self._format, self._looks_secret = written, looks_secret
        self._secrets: dict[str, str | None] = {}
        self._prefixes: dict[str, str] = {}
        self._remarks: list[tuple[Remark, str]] = []

    def server(self, name: str, data: Any) -> Imported:
        try:
            table = self._table(data)
        except _Cannot as cannot:
            return Imported(name, problem=cannot.reason, member=cannot.member)
        remarks = tuple(self._remarks)
        return Imported(name, table, self._secrets, self._prefixes, remarks=remarks)

    def _table(self, data: Any) -> dict[str, Any]:
        if not isinstance(data, Mapping):
            raise _Cannot(Reason.no_server, "")
        kind = str(data.get("type") or data.get("transport") or "").lower()
        if kind == "sse" or (self._format.sse in data and self._format.url not in data):
            raise _Cannot(Reason.older_http, self._format.sse or "type")
        if self._format.url in data:
            table: dict[str, Any] = {"url": self._plain(self._format.url, data[self._format.url])}
            table |= self._headers(_pairs(data.get("headers") or {}, "headers"))
        elif "command" in data:
            table = {key: self._plain_all(key, data[key]) for key in _SAME if key in data}
            table |= self._environment(_pairs(data.get("env") or {}, "env"))
        else:
            raise _Cannot(Reason.no_server, "")
        return table | self._rest(data)

    def _rest(self, data: Mapping[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if data.get("disabled") is True or data.get("enabled") is False:
            found["enabled"] = False
        for key, value in data.items():
            if key in self._format.renamed:
                found[self._format.renamed[key]] = value
            elif key in self._format.milliseconds and isinstance(value, int | float):
                seconds = value / 1000
                whole = int(seconds) if seconds == int(seconds) else seconds
                found[self._format.milliseconds[key]] = whole
            elif not self._is_known(key):
                self._remarks.append((Remark.left_out, key))
        return found

    def _is_known(self, key: str) -> bool:
        return key in _KNOWN or key in (self._format.url, "transport", *self._format.ignored)

    def _environment(self, env: Mapping[str, str]) -> dict[str, Any]:
        plain, forwarded = dict[str, str](), list[str]()
        for name, value in env.items():
            if self._is_asked(name, value):
                continue
            variable = self._whole(value)
            if variable == name:
                forwarded.append(name)
            elif variable and self._default(value) is None:
                self._later(name, Remark.value_of, variable)
            else:
                self._sort(name, self._default(value) or self._plain("env", value), plain)
        both = {"env": plain, "env_vars": forwarded}
        return {key: value for key, value in both.items() if value}

    def _headers(self, headers: Mapping[str, str]) -> dict[str, Any]:
        plain, variables, token = dict[str, str](), dict[str, str](), ""
        for name, value in headers.items():
            bare = value.removeprefix(BEARER)
            is_token = name.lower() == AUTHORIZATION.lower() and bare != value
            if self._is_asked(name, value, BEARER if is_token else ""):
                continue
            if is_token and self._whole(bare):
                token = self._whole(bare)
            elif self._whole(value):
                variables[name] = self._whole(value)
            elif is_token:
                self._secrets[name], self._prefixes[name] = self._plain("headers", bare), BEARER
            else:
                self._sort(name, self._plain("headers", value), plain)
        every = {
            "bearer_token_env_var": token,
            "http_headers": plain,
            "env_http_headers": variables,
        }
        return {key: value for key, value in every.items() if value}

    def _sort(self, name: str, value: str, plain: dict[str, str]) -> None:
        if is_secret(name, value, self._looks_secret):
            self._secrets[name] = value
        else:
            plain[name] = value

    def _is_asked(self, name: str, value: str, prefix: str = "") -> bool:
        """Whether the other program asks for it, as its owner is asked then."""
        if not re.search(self._format.input, value):
            return False
        if prefix:
            self._prefixes[name] = prefix
        self._later(name, Remark.to_be_asked, name)
        return True

    def _later(self, name: str, remark: Remark, member: str) -> None:
        self._secrets[name] = None
        self._remarks.append((remark, member))

    def _whole(self, text: str) -> str:
        """The variable that a text is and nothing else; empty where it is more."""
        match = re.fullmatch(self._format.variable, text)
        return next(iter(_names(match)), "") if match else ""

    def _default(self, text: str) -> str | None:
        match = re.fullmatch(self._format.variable, text)
        return match.groupdict().get("default") if match else None

    def _plain_all(self, member: str, value: Any) -> Any:
        if member != "args":
            return self._plain(member, value)
        if not isinstance(value, list) or not all(isinstance(one, str | int) for one in value):
            raise _Cannot(Reason.wrong_type, member)
        words = [self._plain(member, str(one)) for one in value]
        if any(self._looks_secret(word) for word in words):
            raise _Cannot(Reason.secret_argument, member)
        return words

    def _plain(self, member: str, value: Any) -> str:
        """A text as it is. What Codex does not fill in cannot be carried over."""
        if not isinstance(value, str):
            raise _Cannot(Reason.wrong_type, member)
        # Others are the program's own: ${workspaceFolder}, ${userHome}, ${command:…}.
        named = any(True for _ in self._format.variables(value)) or _FILLED_IN.search(value)
        if named or re.search(self._format.input, value):
            raise _Cannot(Reason.variable, member)
        return value


def _names(match: re.Match[str]) -> Iterator[str]:
    return (found for key in ("name", "bare") if (found := match.groupdict().get(key)))


def _pairs(value: Any, member: str) -> dict[str, str]:
    if not isinstance(value, Mapping) or any(
        isinstance(one, Mapping | list) or one is None for one in value.values()
    ):
        raise _Cannot(Reason.wrong_type, member)
    return {str(key): one if isinstance(one, str) else str(one) for key, one in value.items()}
