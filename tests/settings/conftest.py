"""What tests of keys share: a person's folders, and the keyring that they chose by its name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from codexctl.locations import Locations, locate

ROOT = Path(__file__).parents[2]
FAKES = "tests.settings.fake_keyrings"
Use = Callable[[str], None]


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Use:
    """Choose a keyring, as a person does it: by its name."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    return lambda name: monkeypatch.setenv(
        "PYTHON_KEYRING_BACKEND", name if "." in name else f"{FAKES}.{name}"
    )


@pytest.fixture
def locations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, use: Use) -> Locations:
    """A person's folders, with a keyring that works."""
    monkeypatch.setenv("TEST_KEYRING", str(tmp_path / "keyring.json"))
    use("InFile")
    return locate({"HOME": str(tmp_path), "CODEXCTL_HOME": str(tmp_path / "own")})
