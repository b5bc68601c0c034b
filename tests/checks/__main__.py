"""Run every check and print what is wrong; exit 1 if anything is."""

from __future__ import annotations

import sys

from tests.checks import claims, documents, packaging, schemas

if __name__ == "__main__":
    findings = [*schemas.findings(), *documents.findings(), *packaging.findings()]
    findings += claims.findings()
    for finding in findings:
        print(finding)
    print(f"checks: {len(findings)} findings")
    sys.exit(1 if findings else 0)
