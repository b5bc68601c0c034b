"""What is in a release and what its files hash to: the SBOM (CycloneDX) and SHA256SUMS."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tempfile
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

SPECIFICATION = "1.6"


def sbom(lock: Path, pyproject: Path, wheel: Path, out: Path, *, when: int) -> Path:
    """Write the list of all packages of the lock, with hashes and licences; gives its path.

    It is that of one release: the same wheel has the same list, to its serial number. `when` is
    the time (Unix seconds) that it names.
    """
    version = wheel.name.split("-")[1]
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder, "sbom.json")
        subprocess.run(
            [sys.executable, "-m", "cyclonedx_py", "requirements", str(lock), "--pyproject",
             str(pyproject), "--spec-version", SPECIFICATION, "--output-reproducible",
             "--validate", "--output-file", str(made)],
            check=True, capture_output=True,
        )  # fmt: skip
        document = json.loads(made.read_text("utf-8"))
    path = out / f"codexctl-{version}.cdx.json"
    _name(document, version, digest, when)
    path.write_text(json.dumps(document, indent=1, sort_keys=True) + "\n", "utf-8")
    return path


def _name(document: dict[str, Any], version: str, digest: str, when: int) -> None:
    """Say which release it is: the version stands in the code, where the tool does not look."""
    document["serialNumber"] = f"urn:uuid:{uuid.UUID(digest[:32])}"
    document["metadata"]["timestamp"] = datetime.fromtimestamp(when, UTC).isoformat()
    component = document["metadata"]["component"]
    component["version"], component["purl"] = version, f"pkg:pypi/codexctl@{version}"
    component["hashes"] = [{"alg": "SHA-256", "content": digest}]


def sums(folder: Path) -> Path:
    """Write SHA256SUMS of all files of a folder, as `sha256sum --check` reads it."""
    path = folder / "SHA256SUMS"
    files = sorted(file for file in folder.iterdir() if file.is_file() and file != path)
    lines = [f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in files]
    path.write_text("".join(lines), "utf-8")
    return path
