"""The lock is cut down to what one kind of machine needs, and nothing without a hash gets in."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from distribution.homebrew import Resource, formula, resources
from distribution.locked import as_text, needed, parsed, with_ours
from distribution.platforms import PLATFORMS, PYTHONS, Platform

ROOT = Path(__file__).parents[2]
LOCK = """\
both==1.0 \\
    --hash=sha256:aa \\
    --hash=sha256:bb
for-linux==2.0 ; sys_platform == 'linux' \\
    --hash=sha256:cc
older==3.0 ; python_full_version < '3.12' \\
    --hash=sha256:dd
setuptools==80.0 \\
    --hash=sha256:ee
"""
PYPI = "https://files.pythonhosted.org/packages/source"
LINUX, MACOS = PLATFORMS[0], PLATFORMS[2]


def names(platform: Platform, python: str) -> list[str]:
    return [one.name for one in needed(LOCK, platform, python)]


def test_each_machine_gets_what_it_needs_and_never_the_back_end() -> None:
    assert names(LINUX, "3.11") == ["both", "for-linux", "older"]
    assert names(LINUX, "3.13") == ["both", "for-linux"]
    assert names(MACOS, "3.13") == ["both"]


def test_every_package_keeps_all_of_its_hashes(tmp_path: Path) -> None:
    assert as_text(needed(LOCK, MACOS, "3.13")) == "both==1.0 --hash=sha256:aa --hash=sha256:bb\n"
    wheel = tmp_path / "codexctl-1.2-py3-none-any.whl"
    wheel.write_bytes(b"wheel")
    last = with_ours(needed(LOCK, MACOS, "3.13"), wheel).splitlines()[-1]
    assert last == f"codexctl==1.2 --hash=sha256:{hashlib.sha256(b'wheel').hexdigest()}"


def test_our_own_lock_is_read_whole() -> None:
    lock = (ROOT / "requirements" / "runtime.txt").read_text()
    wanted = [line for line in lock.splitlines() if line and not line.startswith((" ", "#"))]
    assert len(list(parsed(lock))) == len(wanted) - 1  # setuptools
    assert all(one.hashes for one in parsed(lock))


@pytest.mark.parametrize("platform", PLATFORMS, ids=lambda one: one.name)
@pytest.mark.parametrize("python", PYTHONS)
def test_a_machine_takes_wheels_of_its_own_kind_and_those_of_any(
    platform: Platform, python: str
) -> None:
    tags = list(platform.tags(python))
    assert "py3-none-any" in tags
    processor = platform.machine
    others = ("universal2", "universal", "intel", "fat64", "fat32", "fat3")  # macOS: several in one
    assert all(tag.endswith(("-any", processor, *others)) for tag in tags)
    compiled = f"cp{python.replace('.', '')}"
    assert tags[0].startswith(f"{compiled}-{compiled}-")


def test_linux_stops_at_the_libc_of_debian_ten() -> None:
    assert "manylinux_2_28_x86_64" in LINUX.wheels
    assert "manylinux_2_29_x86_64" not in LINUX.wheels
    assert "manylinux2014_x86_64" in LINUX.wheels


def found(**digests: str) -> list[dict[str, object]]:
    return [
        {"name": name, "sdist": {"url": f"https://m.example/x/{name}-1.tar.gz",
                                 "hashes": {"sha256": digest}}}
        for name, digest in digests.items()
    ]  # fmt: skip


def test_the_formula_takes_source_archives_that_are_locked_and_no_others() -> None:
    ok = found(**{"both": "bb", "for-linux": "cc"})
    assert list(resources(LOCK, ok)) == [
        Resource(
            "both", "https://files.pythonhosted.org/packages/source/b/both/both-1.tar.gz", "bb"
        ),
        Resource(
            "for-linux",
            "https://files.pythonhosted.org/packages/source/f/for-linux/for-linux-1.tar.gz",
            "cc",
            "linux",
        ),
    ]
    for wrong in (found(**{"both": "zz", "for-linux": "cc"}), found(both="bb")):
        with pytest.raises(LookupError, match="is locked"):
            list(resources(LOCK, wrong))


def test_the_formula_names_our_archive_by_its_hash_and_tests_what_was_installed(
    tmp_path: Path,
) -> None:
    sdist = tmp_path / "codexctl-1.2.tar.gz"
    sdist.write_bytes(b"source")
    text = formula(
        sdist, tuple(resources(LOCK, found(**{"both": "bb", "for-linux": "cc"}))), "https://h"
    )
    assert f'sha256 "{hashlib.sha256(b"source").hexdigest()}"' in text
    assert 'url "https://h/releases/download/v1.2/codexctl-1.2.tar.gz"' in text
    linux = text[text.index("on_linux do") : text.index('resource "both"')]
    assert 'resource "for-linux" do' in linux
    assert 'resource "both"' not in linux
