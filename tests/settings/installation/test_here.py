"""Looking at our own installation changes nothing in the process and says nothing."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest

from codexctl.settings.installation.here import this_installation


def test_a_look_for_pip_leaves_distutils_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    # setuptools would take it out of sys.modules for pip, with a warning (an error in these tests).
    distutils = ModuleType("distutils")
    monkeypatch.setitem(sys.modules, "distutils", distutils)
    this_installation()
    assert sys.modules["distutils"] is distutils
