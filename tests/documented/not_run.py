"""Command lines of the documents that no test executes as they stand there, and why."""

from __future__ import annotations

from collections.abc import Mapping

_PACKAGE = "gets the package from an index: what is installed there, other tests install from here"

NOT_RUN: Mapping[str, Mapping[str, str]] = {
    "README.md": {
        "make run": "its demo is tests/cli/setup/test_demo.py, its set-up tests/test_set_up.py",
        "make test": "is what runs this",
        "pipx install codexctl": _PACKAGE,
    },
    "docs/tutorial.md": {"pipx install codexctl": _PACKAGE},
    "docs/policy.md": {
        "sudo install -d -o root -m 0755 /etc/codexctl": "the commands of coreutils alone",
        "sudo install -o root -m 0644 policy.toml /etc/codexctl/policy.toml": (
            "the commands of coreutils alone; tests/e2e/policy have such a file"
        ),
    },
    "docs/install.md": {
        "gh attestation verify codexctl-0.1.0-py3-none-any.whl --repo codexctl/codexctl": (
            "asks GitHub about a release that the workflow has made"
        ),
        "git checkout v0.1.0": "there is no such tag before the release",
        'make dist DIST_FOR="--only wheel"': (
            "tests/e2e/installing/release.py makes a release with the same program"
        ),
        "sha256sum dist/*": "coreutils alone, on what the line before has made",
        "pip install --no-deps --require-hashes -r codexctl-0.1.0.requirements.txt": (
            "tests/e2e/installing/test_machine.py installs from that file as the image does"
        ),
    },
    "docs/plugin.md": {
        "codex plugin marketplace add codexctl/codexctl": (
            "gets it from GitHub: tests/e2e/plugin add a copy, then follow the page"
        ),
    },
    "docs/view.md": {
        "ssh -L 8137:127.0.0.1:8137 build-host codexctl view --port 8137": (
            "needs a second machine; what ssh starts is executed in tests/e2e/view"
        ),
    },
}

# Pages whose commands are executed in another way than by commands_of, and the test that does it.
OTHERWISE: Mapping[str, str] = {
    # The page is made from the descriptions of commands, and so are this test's examples.
    "docs/reference/commands.md": (
        "tests/cli/help/test_examples.py::test_an_example_works_as_it_stands"
    ),
}
