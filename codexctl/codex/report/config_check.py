"""Everything in a config.toml or requirements.toml that Codex would reject or skip."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from codexctl.codex.config.features import ALIASES
from codexctl.codex.config.findings import Finding, Weight, located
from codexctl.codex.config.known_keys import KeyTable, known
from codexctl.codex.config.positions import in_toml
from codexctl.codex.config.remark import Remark
from codexctl.codex.config.remedies import fix_command
from codexctl.codex.config.rules import broken_rules
from codexctl.codex.config.schema_errors import misfits
from codexctl.codex.config.schemas import CONFIG, REQUIREMENTS, holds_in_project
from codexctl.codex.config.suggest import meant
from codexctl.codex.report.hooks_check import inline_findings
from codexctl.codex.report.line_check import UPGRADE, is_known, line_findings
from codexctl.document import toml_keys
from codexctl.document.data import KeyPath, Place, existing, spell
from codexctl.errors import DocumentError


def config_findings(
    text: str, path: str, *, project: bool = False, version: str = ""
) -> tuple[Finding, ...]:
    """Check the text of a config.toml; `project` says that it is a repository's own.

    `path` is only named in the findings: nothing is read. They come in the order of the text.
    `version` is that of the installed Codex, whose keys and words count; empty for the newest.
    """
    data = _data(text, path)
    if isinstance(data, Finding):
        return (data,)
    table = known(version)
    double = tuple(_double_features(text, path, data))
    unfit = tuple(_misfits(text, path, data, CONFIG, table, project=project))
    named = {finding.line for finding in (*unfit, *double)}
    found = [
        *unfit,
        *double,
        *(one for one in line_findings(text, path, data, table) if one.line not in named),
        *_rules(text, path, data, project=project),
        *inline_findings(text, path, data),
    ]
    if project:
        found += _passed_over_in_project(text, path, data)
    return tuple(sorted(_worst(found), key=lambda finding: (finding.line, finding.column)))


def _worst(found: Sequence[Finding]) -> Iterator[Finding]:
    """Of two findings at one place, that Codex ignores it says nothing where it rejects it."""
    rejected = {
        (finding.line, finding.column) for finding in found if finding.weight is Weight.rejected
    }
    for finding in found:
        if finding.weight is not Weight.ignored or (finding.line, finding.column) not in rejected:
            yield finding


def requirements_findings(text: str, path: str) -> tuple[Finding, ...]:
    """Check the text of a requirements.toml.

    The arguments are those of `config_findings`.
    """
    data = _data(text, path)
    if isinstance(data, Finding):
        return (data,)
    hooks = inline_findings(text, path, _without_folders(data))
    found = [*_misfits(text, path, data, REQUIREMENTS), *hooks]
    return tuple(sorted(found, key=lambda finding: (finding.line, finding.column)))


def inline_hooks_findings(text: str, path: str) -> tuple[Finding, ...]:
    """Check only the hooks in the text of a config.toml or requirements.toml."""
    data = _data(text, path)
    return (data,) if isinstance(data, Finding) else tuple(inline_findings(text, path, data))


def _without_folders(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Leave out what only requirements.toml has beside the events: where managed scripts are."""
    hooks = data.get("hooks")
    if not isinstance(hooks, Mapping):
        return data
    folders = ("managed_dir", "windows_managed_dir")
    events = {name: groups for name, groups in hooks.items() if name not in folders}
    return {**data, "hooks": events}


def _data(text: str, path: str) -> Mapping[str, Any] | Finding:
    try:
        return toml_keys.parse(text)
    except DocumentError as error:
        return located(path, error.message, "fix that line: it is not TOML")


def _misfits(
    text: str,
    path: str,
    data: Mapping[str, Any],
    name: str,
    table: KeyTable | None = None,
    *,
    project: bool = False,
) -> Iterator[Finding]:
    for remark in misfits(data, (), name):
        unknown = remark.is_unknown
        if table and is_known(remark, data, table):
            continue
        place = existing(data, tuple(map(str, remark.place)))[0]
        line, column = in_toml(text, place, key=unknown)
        if unknown:
            hint = _did_you_mean(tuple(map(str, remark.place)), name, table)
            what = f"{spell(remark.place)}: Codex knows no such key and ignores it"
            yield Finding(path, line, column, what, hint, Weight.ignored, by_schema=True)
        else:
            hint = fix_command(_to_fix(remark), project=project) if name == CONFIG else ""
            hint = _upgrade(remark, table) or hint
            yield Finding(path, line, column, str(remark), hint, by_schema=True)


def _upgrade(remark: Remark, table: KeyTable | None) -> str:
    """The command that puts something in the place of a key that Codex refuses."""
    key = table.anywhere(tuple(map(str, remark.place))) if table else None
    return UPGRADE if key and key.refused and key.replaced_by else ""


def _to_fix(remark: Remark) -> Place:
    """The key that is to be set or removed: what lacks nothing but a name gets one."""
    return (*remark.place, "name") if remark.lacks == ("name",) else remark.place


def _rules(text: str, path: str, data: Mapping[str, Any], *, project: bool) -> Iterator[Finding]:
    for broken in broken_rules(data, project=project):
        line, column = in_toml(text, existing(data, broken.key)[0])
        hint = f"{broken.fix} --scope project" if project else broken.fix
        what = f"{spell(broken.key)}: {broken.what}"
        yield Finding(path, line, column, what, hint, by_schema=broken.elsewhere)


def _did_you_mean(path: KeyPath, name: str, table: KeyTable | None) -> str:
    found = table.suggest(path) if table else meant(path, name)
    return f"did you mean {spell(found)}?" if found else "codexctl config validate asks Codex too"


def _double_features(text: str, path: str, data: Mapping[str, Any]) -> Iterator[Finding]:
    """A flag under two names: Codex takes the canonical one, wherever it is."""
    features = data.get("features")
    table = features if isinstance(features, Mapping) else {}
    for alias, name in ALIASES.items():
        if alias in table and name in table:
            line, column = in_toml(text, ("features", alias), key=True)
            what = f"features.{alias} is an old name of features.{name}: only the new name counts"
            yield Finding(path, line, column, what, f"remove {alias}", Weight.ignored)


def _passed_over_in_project(text: str, path: str, data: Mapping[str, Any]) -> Iterator[Finding]:
    for key in _keys(data):
        if not holds_in_project(key):
            line, column = in_toml(text, key, key=True)
            what = f"{spell(key)}: Codex ignores it in a project's file"
            hint = "set it for yourself, without --scope project"
            yield Finding(path, line, column, what, hint, Weight.ignored)


def _keys(data: Mapping[str, Any]) -> Iterator[KeyPath]:
    """The keys of the first two levels: nothing deeper is for the user alone."""
    for key, value in data.items():
        yield (key,)
        if isinstance(value, Mapping):
            yield from ((key, below) for below in value)
