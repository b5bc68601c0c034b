"""Run every check and print what is wrong; exit 1 if anything is.

With `--write`, first renew the files that are made from the code.
"""

from __future__ import annotations

import sys

from tests.checks import (
    claims,
    documents,
    generated,
    house,
    links,
    packaging,
    published,
    schemas,
    words,
)
from tests.checks.reference import environment

if __name__ == "__main__":
    if "--write" in sys.argv[1:]:
        generated.write()
        published.write()
    findings = [
        *generated.findings(),
        *schemas.findings(),
        *published.findings(),
        *documents.findings(),
    ]
    findings += [*links.findings(), *words.findings(), *environment.findings()]
    findings += [*packaging.findings(), *claims.findings(), *house.findings()]
    for finding in findings:
        print(finding)
    print(f"checks: {len(findings)} findings")
    sys.exit(1 if findings else 0)
