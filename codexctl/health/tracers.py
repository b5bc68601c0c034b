"""Other systems that trace Codex's turns: finds them, describes them, reads their settings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from codexctl.errors import CodexctlError, UsageError
from codexctl.locations import Locations
from codexctl.wording import did_you_mean

if TYPE_CHECKING:
    from codexctl.codex.callers.called import Called
    from codexctl.codex.callers.other_tracers import Tracer
    from codexctl.edit.intent.their_settings import Theirs
    from codexctl.settings.capture import CaptureMode

ALL = "all"
_FOLDERS = {"weave-codex": ".weave-codex", "staso": ".staso"}


@dataclass(frozen=True, slots=True)
class Other:
    """One of them: the files with which Codex calls it, and what its command sets.

    `inside` means that notify calls it in an argument of another program, which is not changed.
    """

    tracer: Tracer
    places: tuple[Path, ...] = ()
    environ: Mapping[str, str] | None = None
    inside: bool = False


def hook_files_here(locations: Locations) -> tuple[Path, ...]:
    """The hooks.json files that apply here: the person's, and the repository's."""
    from codexctl.edit.intent.wanted import project_hooks
    from codexctl.projects.root import project_at

    root = None
    with suppress(OSError):
        root = project_at(Path.cwd(), locations.codex_home)
    return (locations.hooks_json, *((project_hooks(root),) if root else ()))


def others_here(locations: Locations) -> tuple[Other, ...]:
    """All other tracers that Codex calls, from the files that can be read.

    Other checks report files that cannot be read.
    """
    from codexctl.codex.callers.other_tracers import (
        Tracer,
        environment_of,
        notified,
        notified_alone,
        their_hooks,
    )
    from codexctl.document import toml_keys
    from codexctl.edit.parts.hook_find import hooks_in
    from codexctl.safe_read import read_text

    places: dict[Tracer, list[Path]] = {}
    environs: dict[Tracer, dict[str, str]] = {}
    inside = set()
    for path in (*hook_files_here(locations), locations.config_toml):
        with suppress(OSError, UnicodeDecodeError, CodexctlError):
            text = read_text(path)
            for hook in their_hooks(hooks_in(path, text), tuple(Tracer)):
                tracer = _known(hook.command)
                places.setdefault(tracer, []).append(path)
                environs.setdefault(tracer, {}).update(environment_of(hook.command))
    with suppress(OSError, UnicodeDecodeError, CodexctlError):
        config = toml_keys.parse(read_text(locations.config_toml))
        if told := notified(config, locations.notify_script):
            places.setdefault(told, []).append(locations.config_toml)
            if not notified_alone(config, locations.notify_script):
                inside.add(told)
    return tuple(
        Other(tracer, tuple(dict.fromkeys(paths)), environs.get(tracer), tracer in inside)
        for tracer, paths in places.items()
    )


def traced_here(locations: Locations) -> tuple[Called, ...]:
    """Every tracer that Codex calls here, from any file; without those that it does not run.

    Those that can be taken over come first. Tracers in a profile are left out, because a profile
    applies only if it is chosen.
    """
    from codexctl.codex.asking.requirements import requirements_file
    from codexctl.codex.callers.called import callers
    from codexctl.codex.callers.ending import can_be_taken_over, stopped_by
    from codexctl.codex.config.files import Layer, config_files

    home, here, system = locations.codex_home, Path.cwd(), requirements_file().parent
    files = [file for file in config_files(home, here, system) if file.layer is not Layer.profile]
    found = callers(home, here, system, files, locations.notify_script).called
    runs = [each for each in found if each.known and not stopped_by(each, files)]
    return tuple(sorted(runs, key=lambda each: not can_be_taken_over(each)))


def _known(command: str) -> Tracer:
    from codexctl.codex.callers.other_tracers import tracer_of

    found = tracer_of(command)
    assert found is not None  # noqa: S101 - `their_hooks` gave only those
    return found


def chosen(words: str, locations: Locations) -> tuple[Other, ...]:
    """The tracers that `--take-over` names, with the calls in Codex's files, if any.

    Raises UsageError for an unknown name.
    """
    from codexctl.codex.callers.other_tracers import Tracer

    named = [word.strip() for word in words.split(",") if word.strip()]
    unknown = [word for word in named if word not in (ALL, *Tracer)]
    if unknown:
        known = ", ".join(Tracer)
        hint = did_you_mean(unknown[0], (ALL, *Tracer), f"one of {known}, or {ALL}")
        raise UsageError(f"--take-over {unknown[0]}: not a known tracer", hint)
    here = {other.tracer: other for other in others_here(locations)}
    wanted = [tracer for tracer in Tracer if tracer in named or ALL in named]
    set_up = [
        tracer
        for tracer in wanted
        if tracer in here or (locations.home / _FOLDERS[tracer]).is_dir()
    ]
    if named and not set_up:
        raise UsageError(
            f"--take-over: neither hooks nor settings of {' or '.join(wanted)} are here",
            "codexctl status",
        )
    return tuple(here.get(tracer, Other(tracer)) for tracer in set_up)


def theirs_of(found: Sequence[Other], locations: Locations) -> tuple[Theirs, ...]:
    """The settings of each.

    Settings that cannot be read are a `problem` of the result, and then less is captured.
    """
    from codexctl.edit.intent.their_settings import read_theirs

    return tuple(read_theirs(other.tracer, locations.home, other.environ or {}) for other in found)


def keys_of(
    theirs: Sequence[Theirs], locations: Locations
) -> tuple[dict[str, str], tuple[str, ...]]:
    """The keys to put into the keyring, by name, and notes about them.

    An existing key with that name is kept.
    """
    from codexctl.codex.callers.other_tracers import Tracer
    from codexctl.edit.intent.their_settings import WEAVE
    from codexctl.settings.keys import keychain
    from codexctl.settings.keys.secrets import checked

    keys, said = {}, []
    known = keychain.names(locations)
    for source in theirs:
        name = WEAVE if source.tracer is Tracer.weave_codex else source.tracer.value
        if not source.key or name in known:
            continue
        # codexctl sends nothing to Staso, so a missing keyring is no reason to stop.
        if source.tracer is Tracer.staso and (why := keychain.lack(locations)):
            said.append(f"Staso's key was not stored: {why}; nothing here needs it")
            continue
        keys[name] = checked(source.key)
        said.append(f"the key of {source.tracer} is stored in the keyring as {name}")
    return keys, tuple(said)


def said_of(
    theirs: Sequence[Theirs], found: Sequence[Other], capture: CaptureMode | None
) -> Iterator[str]:
    """Notes about replacing a tracer; `capture` is the mode in the new settings."""
    from codexctl.settings.capture import CaptureMode

    for source in theirs:
        if source.problem:
            yield f"{source.tracer}: {source.problem}, so less is captured to be safe"
        elif source.capture.mode is CaptureMode.metadata:
            now = (capture or source.capture.mode).name
            but = "" if now == CaptureMode.metadata.name else ", as you said"
            yield f"{source.tracer} is set to capture no content: capture is {now}{but}"
        if source.capture.exclude:
            left_out = ", ".join(sorted(source.capture.exclude))
            yield f"{source.tracer} left out content: codexctl also leaves out {left_out}"
    for other in found:
        if other.inside:
            yield (
                f"{other.tracer} stays in notify: it is an argument of another program; delete it "
                f"there"
            )
