"""`config validate` and `hooks validate`: which files they check, and how they print the result."""

from __future__ import annotations

import errno
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

from codexctl.cli.render import paint, print_json, tell
from codexctl.environment import given
from codexctl.errors import EXIT_PROBLEM
from codexctl.locations import Locations
from codexctl.wording import counted

if TYPE_CHECKING:
    from codexctl.codex.config.findings import Finding
    from codexctl.codex.report.validation import Validation
    from codexctl.edit.intent.scope import Scope

SCHEMA = "codexctl.findings/1"
_MARKS = {"rejected": ("✗", "red"), "ignored": ("!", "yellow"), "note": ("-", None)}


def validate_config(
    locations: Locations, files: Sequence[str], scopes: Sequence[Scope], *, offline: bool
) -> Validation:
    """Check the config.toml of each scope, profiles and the administrator's file, or `files`.

    `files` are paths as they were typed. Codex is asked only about the files that it reads itself,
    not about `files`; with `offline` it is not asked at all.
    """
    from codexctl.codex.asking.requirements import requirements_file
    from codexctl.codex.asking.version import installed_version
    from codexctl.codex.report.validation import check_config_files, with_verdict

    own = [path for scope in scopes for path in _config_files(scope)]
    paths = [Path(name).absolute() for name in files] or _existing([*own, requirements_file()])
    version = installed_version(given(), locations.codex_home, start=not offline)
    result = check_config_files(paths, locations.codex_home, version)
    lost = () if files else tuple(_lost_links(own))
    result = replace(result, findings=(*lost, *result.findings))
    if files or offline:
        return result
    return with_verdict(result, locations, Path.cwd(), given())


def validate_hooks(
    locations: Locations, files: Sequence[str], scopes: Sequence[Scope], *, offline: bool
) -> Validation:
    """Check the hooks.json of each scope, hooks in config.toml, and the trust; or `files`.

    The arguments are those of `validate_config`.
    """
    from codexctl.codex.report.hook_files import read_hooks
    from codexctl.codex.report.trust_check import stale_trust
    from codexctl.codex.report.validation import check_hooks_files, with_warnings
    from codexctl.edit.files.read import read_text

    own = [path for scope in scopes for path in (scope.hooks, *_config_files(scope))]
    paths = [Path(name).absolute() for name in files] or _existing(own)
    result = check_hooks_files(paths)
    if files:
        return result
    read = [read_hooks(scope.hooks) for scope in scopes]
    stale = stale_trust(read_text(locations.config_toml) or "", str(locations.config_toml), read)
    result = replace(result, findings=(*result.findings, *stale))
    return result if offline else with_warnings(result, locations, Path.cwd(), given())


def report(result: Validation, *, as_json: bool) -> int:
    """Print the result; return the exit code."""
    if as_json:
        print_json(
            {
                "schema": SCHEMA,
                "ok": result.ok,
                "files": list(result.files),
                "codex_accepts": result.accepts,
                "findings": [_row(finding) for finding in result.findings],
            }
        )
    else:
        for line in _lines(result):
            tell(line)
    return 0 if result.ok else EXIT_PROBLEM


def _config_files(scope: Scope) -> list[Path]:
    """A scope's config.toml; for the person's own scope also the profiles."""
    from codexctl.codex.config.files import profiles_of

    profiles = [] if scope.project else [*profiles_of(scope.config.parent)]
    return [scope.config, *profiles]


def _existing(paths: Iterable[Path]) -> list[Path]:
    """The paths that exist. A cycle of links counts as existing: reading it reports the error."""
    return [path for path in paths if path.exists() or _is_ring(path)]


def _lost_links(paths: Iterable[Path]) -> Iterator[Finding]:
    """Name each file that is a broken link: nothing is read from it."""
    from codexctl.codex.config.findings import Finding, Weight

    for path in paths:
        if path.is_symlink() and not path.exists() and not _is_ring(path):
            what = f"a link to {path.readlink()}, which does not exist: nothing is read"
            yield Finding(str(path), 1, 1, what, f"ls -l {path}", Weight.note)


def _is_ring(path: Path) -> bool:
    try:
        path.stat()
    except OSError as error:
        return error.errno == errno.ELOOP
    return False


def _row(finding: Finding) -> dict[str, object]:
    row = asdict(_shown(finding))
    del row["by_schema"]
    return row


def _shown(finding: Finding) -> Finding:
    """A finding with secrets hidden: somebody may have typed a key in place of a name."""
    from codexctl.edit.shown import shown_copy

    return replace(finding, what=shown_copy(finding.what))


def _lines(result: Validation) -> Iterator[str]:
    from codexctl.wording import safe

    for finding in result.findings:
        mark, colour = _MARKS[finding.weight]
        yield f"{paint(mark, colour)} {safe(str(_shown(finding)))}"
        if finding.hint:
            yield f"  → {safe(finding.hint)}"
    if result.accepts is None:
        yield f"- {result.why}"
    elif result.accepts:
        yield f"{paint('✓', 'green')} the installed Codex accepts it"
    else:
        yield f"{paint('✗', 'red')} the installed Codex does not accept it: see ✗ above"
    count = counted(len(result.findings), "finding") if result.findings else "no findings"
    yield f"{count} in {counted(len(result.files), 'file')}"
