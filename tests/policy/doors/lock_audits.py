"""Root in a person's home, and what the person put there for root: one line a door."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

from tests.policy.doors.lock_lacks import READING, Lack
from tests.policy.doors.lock_machine import PERSON, Machine

POLICY = """\
version = 1
[destinations]
allow = ["https://otel.example.com/"]
[codex]
tracing = true
"""
# Only root's files know of it.
CANARY = "kumquat"
_TELEMETRY = f"""\
[otel.exporter.otlp-http]
endpoint = "https://{CANARY}.example/v1"
protocol = "json"
"""
ROOTS = {
    "config.toml": _TELEMETRY,
    "hooks.json": f'{{"{CANARY}": 1, "{CANARY}": 2}}',
    "settings.toml": f"version = 1\n{CANARY} = 1\n",
}
# Without an end and without a bound on memory a test would not end either.
AUDIT = """\
ulimit -v 1500000
timeout 8 "$PY" -m codexctl policy check --json
echo "ended $?"
"""
_ENDLESS = ("ended 124", "MemoryError", "a bug in codexctl", "ended 137")


class Roots(Machine):
    """A machine whose root works with the person's HOME; `$ROOTS` is a folder of root's."""

    def __enter__(self) -> Roots:
        super().__enter__()
        self.roots = self.folder / "roots"
        self.roots.mkdir(mode=0o700)
        for name, text in ROOTS.items():
            (self.roots / name).write_text(text)
        return self

    def run(self, script: str, environ: Mapping[str, str] | None = None) -> bytes:
        """Run shell commands as root."""
        return super().run(script, {**(environ or {}), "ROOTS": str(self.roots)})

    def _entry(self) -> str:
        return f'{super()._entry().rpartition("exec ")[0]}exec /bin/sh -c "$1"'

    def give(self) -> None:
        """Give the person all that root put there but second names, which are root's files."""
        for path in self.home.rglob("*"):
            if path.is_dir() or path.lstat().st_nlink == 1:
                os.chown(path, PERSON, PERSON, follow_symlinks=False)

    def owned_by_root(self) -> list[str]:
        """What of root's lies in the person's home."""
        return [path.name for path in self.home.rglob("*") if path.lstat().st_uid == 0]


@dataclass(frozen=True)
class Audit:
    """What the person puts there, and what in the output tells that it has worked.

    Links and pipes are made by root here, and then given to the person.
    """

    plant: str
    signs: tuple[str, ...]
    lacks: tuple[Lack, ...] = (READING,)


def _audits() -> dict[str, Audit]:
    found = {}
    for name in ROOTS:
        at = f"~/.config/codexctl/{name}" if name == "settings.toml" else f"~/.codex/{name}"
        away = f"rm -f {at}; "
        found[f"a pipe as {name}"] = Audit(f"{away}mkfifo {at}", _ENDLESS)
        found[f"an endless device as {name}"] = Audit(f"{away}ln -s /dev/zero {at}", _ENDLESS)
        found[f"a link to root's {name}"] = Audit(f"{away}ln -s $ROOTS/{name} {at}", (CANARY,))
        found[f"a second name of root's {name}"] = Audit(f"{away}ln $ROOTS/{name} {at}", (CANARY,))
    return found


AUDITS: dict[str, Audit] = {
    **_audits(),
    "a Codex home that is a link to root's": Audit(
        "mv ~/.codex ~/mine; ln -s $ROOTS ~/.codex", (CANARY,)
    ),
}
# What root runs, and would leave something behind by.
VISITS: dict[str, str] = {
    "an export by root": "codexctl trace export --all",
    "setup by root": "codexctl setup --yes --no-proof --destination local",
    "config set by root": "codexctl config set model gpt-5 --yes --offline",
    "a hook of root's": "codexctl hooks add Stop /bin/false --yes --offline",
    "the worker of root": '"$PY" -I -E -P -m codexctl.deliver',
}
