"""A Codex home for other programs: what they want becomes a plan, and a plan a receipt."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Self

from codexctl.edit import plan as internal
from codexctl.edit.library import steps
from codexctl.edit.library.receipt import Receipt, given
from codexctl.edit.library.words import checked_value, key_of, title_of
from codexctl.edit.library.writing import applied, judged, undone
from codexctl.locations import Locations, locate

Key = str | tuple[str, ...]
"""A dotted TOML key (`tui.theme`, `projects."/a b".trust_level`), or its parts one by one."""
# The key type of a mapping is invariant, so each possible type is named for type checkers.
Values = Mapping[str, Any] | Mapping[tuple[str, ...], Any] | Mapping[Sequence[str], Any]


def open_home(codex_home: str | os.PathLike[str] | None = None) -> Home:
    """Open a Codex home: the folder named, else `CODEX_HOME`, else `~/.codex`.

    Nothing is read or made by that. Raises CodexctlError where no such folder can be named.
    """
    named = {} if codex_home is None else {"CODEX_HOME": os.fspath(codex_home)}
    return Home(locate({**os.environ, **named}))


@dataclass(frozen=True, slots=True)
class Home:
    """The files of one Codex home. It holds no state: each plan reads the files as they are."""

    _locations: Locations = field(repr=False)

    @property
    def path(self) -> Path:
        """The folder, links resolved."""
        return self._locations.codex_home

    @property
    def config(self) -> Path:
        """Its config.toml, which need not exist."""
        return self._locations.config_toml

    @property
    def hooks(self) -> Path:
        """Its hooks.json, which need not exist."""
        return self._locations.hooks_json

    def plan(self, title: str = "") -> Plan:
        """Begin a plan that does nothing yet.

        `title` is for people, in `codexctl history`: the name of the program that edits, for
        example. Raises UsageError for one that is not a short line.
        """
        return Plan(self._locations, title_of(title))

    def undo(self, receipt: Receipt | str) -> Receipt:
        """Undo a plan by its receipt, or the receipt's id.

        A file that still is what the plan made of it becomes what it was, byte for byte; one that
        was edited since loses our change alone. Raises UndoConflict, whose `diff` shows why, where
        the two cannot be told apart, and EditRefused where it has been undone already.
        """
        if isinstance(receipt, Receipt) and not receipt.files:
            return receipt
        receipt_id = receipt if isinstance(receipt, str) else receipt.id
        return given(undone(receipt_id, self._locations))


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to become of a home's files. Each method gives a longer plan; none changes this one.

    Words that can never be right raise UsageError at once. What depends on the files is known when
    they are read: by `diff`, `is_empty` and `apply`.
    """

    _locations: Locations = field(repr=False)
    title: str = ""
    _steps: tuple[steps.Step, ...] = field(default=(), repr=False)

    def set(self, values: Values, *, unchecked: bool = False) -> Self:
        """Set keys of config.toml to plain data (text, numbers, flags, times, lists, tables).

        Raises UsageError for a key or value that Codex does not take, as far as codexctl knows;
        `unchecked` writes it anyway.
        """
        pairs = {key_of(key): value for key, value in values.items()}
        for key, value in pairs.items():
            checked_value(key, value, unchecked=unchecked)
        return self._with(steps.setting(pairs))

    def unset(self, *keys: Key) -> Self:
        """Delete keys of config.toml; one that is not there is skipped."""
        return self._with(steps.unsetting(map(key_of, keys)))

    def enable_feature(self, name: str) -> Self:
        """Switch a feature of Codex on, by its name or an older one."""
        return self._switch(name, on=True)

    def disable_feature(self, name: str) -> Self:
        """Switch a feature of Codex off."""
        return self._switch(name, on=False)

    def add_server(self, name: str, table: Mapping[str, Any], *, replace: bool = False) -> Self:
        """Add an MCP server, its table as config.toml has it (`command` or `url`, and so on).

        The same server once more changes nothing. One with that name which says something else is
        replaced with `replace`, and raises UsageError without. Raises UsageError for a name or a
        table that Codex would not start with. Leave secrets out: `env_vars` and
        `bearer_token_env_var` name variables that hold them.
        """
        from codexctl.edit.library.words import checked_server
        from codexctl.edit.plans.config.mcp_servers import adding

        checked_server(name, table)
        return self._with(steps.in_config(adding({name: table}, force=replace)))

    def remove_server(self, name: str) -> Self:
        """Remove an MCP server. CodexctlError, when the files are read, if it is not there."""
        from codexctl.edit.plans.config.mcp_servers import removing

        return self._with(steps.in_config(removing((name,))))

    def add_hook(
        self,
        event: str,
        command: str,
        *,
        matcher: str | None = None,
        timeout: int | None = None,
        status_message: str | None = None,
    ) -> Self:
        """Add a hook to hooks.json that runs a shell command; `timeout` is in seconds.

        The same hook once more changes nothing. Codex runs it once the person has trusted it, which
        no program does for them. Trust in hooks that move by it goes along. Raises UsageError for
        an event that Codex does not have.
        """
        words = {
            "shell_command": command,
            "matcher": matcher,
            "timeout": timeout,
            "status_message": status_message,
        }
        return self._with(steps.adding_hook(event, words))

    def remove_hook(self, event: str, command: str) -> Self:
        """Remove the hooks of an event that run this very command.

        CodexctlError, when the files are read, if there is none.
        """
        return self._with(steps.removing_hook(event, command))

    @property
    def is_empty(self) -> bool:
        """Whether all of it is so already. Raises what `diff` raises."""
        return self._made().is_empty

    def diff(self) -> str:
        """What would change now, as a unified diff; empty where nothing would.

        Secrets in the files are hidden, as in what the commands show.

        Raises DocumentError for a file that Codex would not read either, EditRefused for an edit
        that would disturb something else, PolicyRefused for what the administrator does not allow.
        """
        return internal.diff(self._made())

    def apply(self, *, ask_codex: bool = False) -> Receipt:
        """Make all of it so, or nothing: under codexctl's lock, from the files as they are then.

        With `ask_codex` the installed Codex is asked first, in a copy of its home, whether it
        starts with the result. Raises what `diff` raises, EditRefused where Codex says no, where
        another program keeps the files changing, or where a file cannot be replaced.
        """
        return given(applied(self._made, self._locations, ask_codex=ask_codex))

    def _switch(self, name: str, *, on: bool) -> Self:
        from codexctl.edit.library.words import checked_feature
        from codexctl.edit.plans.config_edit import switching

        checked_feature(name)
        return self._with(steps.in_config(switching(name, on=on)))

    def _with(self, step: steps.Step) -> Self:
        return replace(self, _steps=(*self._steps, step))

    def _made(self) -> internal.Plan:
        made = steps.composed(self._steps, self._locations, self.title)
        return judged(made, self._locations)
