"""Another program's servers as tables of Codex's: what carries over, and what cannot. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from codexctl.codex.mcp.carried import Imported, Reason, Remark
from codexctl.codex.mcp.formats import Format
from codexctl.codex.mcp.inputs import Input, Inputs
from codexctl.codex.mcp.server import is_name
from codexctl.codex.secrets.names import is_secret, names_free_secret

AUTHORIZATION, BEARER = "Authorization", "Bearer "
# Placeholders that another program replaces.
_FILLED_IN = re.compile(r"\$\{[^{}]+\}")
# Members that mean the same everywhere.
_SAME = ("command", "args", "cwd")
_KNOWN = frozenset({*_SAME, "type", "env", "headers", "disabled", "enabled"})


@dataclass(frozen=True, slots=True)
class _Cannot(Exception):
    reason: Reason
    member: str


def imported(
    tables: Mapping[str, Any],
    written: Format,
    looks_secret: Callable[[str], bool],
    inputs: Mapping[str, Input] | None = None,
) -> Iterator[Imported]:
    """The servers of one table; `looks_secret` says whether redaction would mask a text.

    `inputs` are the values that the other program asks its user for, as the file declares them.
    """
    for name, data in tables.items():
        one = _Reading(written, looks_secret, inputs or {}).server(name, data)
        taken = re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-") or "server"
        if is_name(name):
            yield one
        else:
            yield replace(one, name=taken, remarks=(*one.remarks, (Remark.renamed, name)))


class _Reading:
    """Reads one server."""

    def __init__(
        self,
        written: Format,
        looks_secret: Callable[[str], bool],
        inputs: Mapping[str, Input],
    ) -> None:
        self._format, self._looks_secret = written, looks_secret
        self._inputs = Inputs(written.input, inputs)
        self._secrets: dict[str, str | None] = {}
        self._prefixes: dict[str, str] = {}
        self._remarks: list[tuple[Remark, str]] = []

    def server(self, name: str, data: Any) -> Imported:
        try:
            table = self._table(data)
        except _Cannot as cannot:
            return Imported(name, problem=cannot.reason, member=cannot.member)
        remarks = tuple(dict.fromkeys(self._remarks))
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
        for name, raw in env.items():
            value = self._filled(raw)
            if self._is_asked(name, value):
                continue
            variable, default = self._whole(value), self._default(value)
            if variable == name:
                forwarded.append(name)
                self._without_default(value)
            elif variable and default is None:
                self._later(name, Remark.value_of, variable)
            else:
                self._remarks += [(Remark.default_taken, name)] if default is not None else []
                self._sort(name, self._plain("env", value) if default is None else default, plain)
        both = {"env": plain, "env_vars": forwarded}
        return {key: value for key, value in both.items() if value}

    def _headers(self, headers: Mapping[str, str]) -> dict[str, Any]:
        plain, variables, token = dict[str, str](), dict[str, str](), ""
        for name, raw in headers.items():
            value = self._filled(raw)
            bare = value.removeprefix(BEARER)
            is_token = name.lower() == AUTHORIZATION.lower() and bare != value
            if self._is_asked(name, value, BEARER if is_token else ""):
                continue
            self._without_default(bare)
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
        """Whether the other program asks for it: its owner is asked for a secret, too."""
        asked = self._inputs.asked(value)
        if not asked:
            return False
        if not names_free_secret(name) and not any(map(self._inputs.is_secret, asked)):
            self._remarks.append((Remark.chosen_there, name))
            return True
        if prefix:
            self._prefixes[name] = prefix
        self._later(name, Remark.to_be_asked, name)
        return True

    def _filled(self, text: str) -> str:
        """A text with the usual value of each input that is not a secret."""
        filled, names = self._inputs.filled(text)
        self._remarks += [(Remark.usual_value, name) for name in names]
        return filled

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

    def _without_default(self, text: str) -> None:
        """Say that Codex passes a variable on only where it is set."""
        if self._default(text):
            self._remarks.append((Remark.default_lost, self._whole(text)))

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
        text = self._filled(value)
        # Others belong to the program: ${workspaceFolder}, ${userHome}, ${command:…}.
        named = any(True for _ in self._format.variables(text)) or _FILLED_IN.search(text)
        if named or self._inputs.asked(text):
            raise _Cannot(Reason.variable, member)
        return text


def _names(match: re.Match[str]) -> Iterator[str]:
    return (found for key in ("name", "bare") if (found := match.groupdict().get(key)))


def _pairs(value: Any, member: str) -> dict[str, str]:
    if not isinstance(value, Mapping) or any(
        isinstance(one, Mapping | list) or one is None for one in value.values()
    ):
        raise _Cannot(Reason.wrong_type, member)
    return {str(key): one if isinstance(one, str) else str(one) for key, one in value.items()}
