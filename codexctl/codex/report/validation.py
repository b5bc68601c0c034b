"""Checking files as a whole: our own findings, and the word of the installed Codex beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from codexctl.codex.asking.acceptance import rejection_of
from codexctl.codex.asking.app_server import CodexSilent
from codexctl.codex.asking.ask import ask
from codexctl.codex.asking.find import find_codex
from codexctl.codex.asking.requirements import requirements_file
from codexctl.codex.asking.strict import Verdict, strict_verdict
from codexctl.codex.config.files import config_files
from codexctl.codex.config.findings import Finding, Weight
from codexctl.codex.report.config_check import (
    config_findings,
    inline_hooks_findings,
    requirements_findings,
)
from codexctl.codex.report.hooks_check import hooks_findings
from codexctl.codex.report.rejected_place import place_of
from codexctl.locations import Locations
from codexctl.projects.markers import PROJECT_FOLDER
from codexctl.safe_read import read_text

REQUIREMENTS = "requirements.toml"
NOT_ASKED = "Codex was not asked"


@dataclass(frozen=True, slots=True)
class Validation:
    """The result: what was looked at, what was found, and what the installed Codex says.

    `accepts` is None where no Codex was asked; `why` then says why not.
    """

    files: tuple[str, ...]
    findings: tuple[Finding, ...] = ()
    accepts: bool | None = None
    why: str = NOT_ASKED

    @property
    def ok(self) -> bool:
        """Whether there is nothing that anybody should fix."""
        return all(finding.weight is Weight.note for finding in self.findings)


def check_config_files(paths: Sequence[Path], home: Path, version: str = "") -> Validation:
    """Check files by their names: hooks.json, requirements.toml, else a config.toml.

    `home` is the Codex home; in another folder .codex a config.toml is a project's. `version` is
    that of the installed Codex, empty where it is not known.
    """
    found = (finding for path in paths for finding in _config_file(path, home, version))
    return Validation(tuple(map(str, paths)), tuple(found))


def check_hooks_files(paths: Sequence[Path]) -> Validation:
    """Check the hooks in files: of a hooks.json all, of a TOML file those written into it.

    Files that cannot be read are findings, not errors.
    """
    found = (finding for path in paths for finding in _hooks_file(path))
    return Validation(tuple(map(str, paths)), tuple(found))


def with_verdict(
    result: Validation, locations: Locations, cwd: Path, environ: Mapping[str, str]
) -> Validation:
    """Ask Codex, as seen from the folder `cwd`, whether it accepts its configuration.

    It does if it starts. What it ignores then, because it knows no such key, is asked of its
    strict mode, which is no reason to call it rejected.
    """
    try:
        binary = _codex(locations, environ)
        rejection = rejection_of(binary, locations.codex_home, cwd, environ)
        if rejection:
            files = config_files(locations.codex_home, cwd, requirements_file().parent)
            findings = _with(result.findings, place_of(rejection, files))
            return replace(result, findings=findings, accepts=False)
        verdict = strict_verdict(binary, locations.codex_home, cwd, environ)
    except CodexSilent as error:
        return replace(result, why=error.message)
    if not verdict.known:
        return replace(result, accepts=True)
    findings = settled(result.findings, verdict, locations.config_toml)
    return replace(result, findings=findings, accepts=True)


def with_warnings(
    result: Validation, locations: Locations, cwd: Path, environ: Mapping[str, str]
) -> Validation:
    """Ask Codex what it warns of when it lists its hooks; add what we had not found.

    `cwd` is the folder from which Codex sees its hooks. Where it cannot be asked, `why` says so.
    """
    try:
        seen = ask(_codex(locations, environ), locations.codex_home, cwd, environ)
    except CodexSilent as error:
        return replace(result, why=error.message)
    new = tuple(_news(seen.warnings, result))
    rejected = any(finding.weight is Weight.rejected for finding in (*result.findings, *new))
    return replace(result, findings=(*result.findings, *new), accepts=not rejected)


def _codex(locations: Locations, environ: Mapping[str, str]) -> Path:
    """The Codex that can be asked about its home. Raises CodexSilent where there is none."""
    binary = find_codex(environ)
    if binary is None:
        raise CodexSilent("there is no Codex to ask")
    if not locations.codex_home.is_dir():
        raise CodexSilent(
            f"Codex is not asked, as there is no Codex home at {locations.codex_home}"
        )
    return binary


def settled(findings: Iterable[Finding], verdict: Verdict, config: Path) -> tuple[Finding, ...]:
    """Bring our findings together with Codex's verdict on the user's `config` and other layers.

    Where it accepts the file, what only our schema objects to is not a problem: this Codex is newer
    or older than the one that the schema describes. The first key that it does not know is added.
    """
    if verdict.finding is None:
        return tuple(
            finding
            for finding in findings
            if not (finding.by_schema and finding.path == str(config))
        )
    return _with(findings, replace(verdict.finding, weight=Weight.ignored))


def _with(findings: Iterable[Finding], new: Finding) -> tuple[Finding, ...]:
    """Add what Codex itself says first, unless that line is named already."""
    found = tuple(findings)
    named = any((finding.path, finding.line) == (new.path, new.line) for finding in found)
    return found if named else (new, *found)


def _config_file(path: Path, home: Path, version: str) -> tuple[Finding, ...]:
    text = _text(path)
    if isinstance(text, Finding):
        return (text,)
    if path.suffix == ".json":
        return hooks_findings(text, str(path))
    if path.name == REQUIREMENTS:
        return requirements_findings(text, str(path))
    project = path.parent.name == PROJECT_FOLDER and path.parent.resolve() != home
    return config_findings(text, str(path), project=project, version=version)


def _hooks_file(path: Path) -> tuple[Finding, ...]:
    text = _text(path)
    if isinstance(text, Finding):
        return (text,)
    if path.suffix == ".json":
        return hooks_findings(text, str(path))
    return inline_hooks_findings(text, str(path))


def _text(path: Path) -> str | Finding:
    try:
        return read_text(path)
    except OSError as error:
        return Finding(str(path), 1, 1, f"cannot be read: {error.strerror}")
    except UnicodeDecodeError:
        return Finding(str(path), 1, 1, "not UTF-8 text", "save it as UTF-8")


def _news(warnings: Iterable[str], result: Validation) -> Iterator[Finding]:
    """What Codex warns of in one of the files in which we found nothing."""
    for warning in warnings:
        for path in result.files:
            if path in warning and not any(finding.path == path for finding in result.findings):
                hint = "the installed Codex says so"
                yield Finding(path, 1, 1, warning, hint, Weight.ignored)
