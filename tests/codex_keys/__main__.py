"""Ask the releases of Codex which keys they know, and renew `schemas/codex/keys.json`.

`python -m tests.codex_keys [VERSION…]` asks those named, and of the lines those whose answers are
not kept in `.cache/codex-keys` yet, and puts all of them together. A release takes some minutes;
its binary is got from npm where it is not there yet.
"""

from __future__ import annotations

import json
import sys
import tempfile
import tomllib
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from codexctl.codex.config.schemas import known_paths
from tests.codex_keys.asked import Asked
from tests.codex_keys.names import field_lists
from tests.codex_keys.refused import note_refused
from tests.codex_keys.table import table, written
from tests.codex_keys.walk import Found, Walk

LINES = ("0.130.0", "0.142.0", "0.150.0", "0.160.0", "0.169.0", "0.171.0")
ROOT = Path(__file__).parents[2]
KEPT = ROOT / ".cache" / "codex-keys"
WORDS = Path(__file__).with_name("words.toml")
TARGET = ROOT / "schemas" / "codex" / "keys.json"


def main(versions: Sequence[str]) -> None:
    """Ask, keep, and write the table."""
    KEPT.mkdir(parents=True, exist_ok=True)
    missing = [version for version in LINES if not (KEPT / f"{version}.json").exists()]
    for version in dict.fromkeys((*versions, *missing)):
        (KEPT / f"{version}.json").write_text(json.dumps(asked(version)))
    kept = {line_of(version): json.loads((KEPT / f"{version}.json").read_text())
            for version in LINES}  # fmt: skip
    found = {
        line: {tuple(path): Found(**said) for path, said in one["keys"]}
        for line, one in kept.items()
    }
    features = {line: one["features"] for line, one in kept.items()}
    document = table(found, features, tomllib.loads(WORDS.read_text()))
    TARGET.write_text(written(document))
    print(f"{len(document['keys'])} keys in {TARGET.relative_to(ROOT)}")


def asked(version: str) -> dict[str, object]:
    """Everything that one release says of its keys and flags."""
    likely: dict[tuple[str, ...], list[str]] = {}
    for path in known_paths():
        likely.setdefault(path[:-1], []).append(path[-1])
    with tempfile.TemporaryDirectory(dir=KEPT) as folder:
        codex = Asked(version, Path(folder))
        features = codex.features()
        walk = Walk(codex, field_lists(codex.binary), likely)
        walk.enter()
        note_refused(codex, walk.found)
    keys = [[list(path), asdict(found)] for path, found in walk.found.items()]
    return {"features": features, "keys": keys}


def line_of(version: str) -> str:
    """The release line of a version: `0.169` of `0.169.0`."""
    return version.rpartition(".")[0]


if __name__ == "__main__":
    main(sys.argv[1:])
