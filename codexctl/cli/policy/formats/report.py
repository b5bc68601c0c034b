"""An audit's findings, of one or more Codex homes, for all output formats."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

from codexctl.policy.audit.finding import Finding
from codexctl.policy.file.model import Policy

_LINE = re.compile(r"(.+):([1-9][0-9]*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Home:
    """A Codex home that was checked, and its user, if that was asked for."""

    path: Path
    user: str = ""


@dataclass(frozen=True, slots=True)
class Located:
    """A finding, and the Codex home in which it was found first."""

    finding: Finding
    home: Home

    @property
    def file(self) -> str:
        """The file that it is in; empty if it is in no file."""
        return self._split[0]

    @property
    def line(self) -> int | None:
        """The line in the file, from 1; None for the whole file."""
        return self._split[1]

    @property
    def _split(self) -> tuple[str, int | None]:
        where = self.finding.where
        found = _LINE.fullmatch(where)
        file = found[1] if found else where
        if not PurePath(file).is_absolute():
            return "", None
        return file, int(found[2]) if found else None

    @property
    def fingerprint(self) -> str:
        """A key that is the same for this finding in every run, even if lines moved."""
        place = self.file or self.finding.where
        parts = (self.finding.id, place, self.finding.summary)
        joined = "\0".join(parts).encode(errors="surrogatepass")
        return hashlib.sha256(joined).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Report:
    """A whole audit: the policy, the homes, and the findings, violations first."""

    policy: Policy | None
    homes: tuple[Home, ...]
    found: tuple[Located, ...]

    @property
    def violations(self) -> list[Located]:
        """The findings that violate the policy."""
        return [each for each in self.found if each.finding.violation]

    @property
    def notices(self) -> list[Located]:
        """The findings that violate nothing."""
        return [each for each in self.found if not each.finding.violation]


def report_of(policy: Policy | None, audits: Iterable[tuple[Home, Iterable[Finding]]]) -> Report:
    """Merge the findings of several homes; findings about the machine occur only once."""
    audits = [(home, tuple(found)) for home, found in audits]
    once: dict[Finding, Located] = {}
    for home, found in audits:
        for finding in found:
            once.setdefault(finding, Located(finding, home))
    ordered = sorted(once.values(), key=lambda each: not each.finding.violation)
    return Report(policy, tuple(home for home, _ in audits), tuple(ordered))


def counts(report: Report) -> Iterator[tuple[str, bool, int]]:
    """How often each id was found: the id, whether it violates the policy, the number."""
    keys = [(each.finding.id, each.finding.violation) for each in report.found]
    for key in dict.fromkeys(keys):
        yield (*key, keys.count(key))
