"""The flags of `setup` as they stood on the command line."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Flags:
    """What stood on the command line, as words; empty where nothing was said.

    Words about destinations may begin with `NAME:`, the name of the one that they are about.
    """

    destination: tuple[str, ...] = ()
    endpoint: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    param: tuple[str, ...] = ()
    api_key_env: tuple[str, ...] = ()
    api_key_command: tuple[str, ...] = ()
    project: tuple[str, ...] = ()
    capture_for: tuple[str, ...] = ()
    workspace: str = ""
    environment: str = ""
    agent_id: str = ""
    capture: str = ""
    exclude: tuple[str, ...] = ()
    trigger: str = ""
    trust: str = ""
    feature: tuple[str, ...] = ()
    auto_sync: bool | None = None
    traceparent: str = ""
    keep_days: str = ""
    keep_mb: str = ""
    quiet_seconds: str = ""
    unseen_quiet_seconds: str = ""
    debug: bool | None = None

    @property
    def decide(self) -> bool:
        """Whether any of them decides something, so that nobody has to be asked."""
        return any(getattr(self, field.name) not in ("", (), None) for field in fields(self))
