"""The policy file can only tighten, and whatever is wrong with it tightens most."""

from __future__ import annotations

from pathlib import Path

import pytest

from codexctl.policy.file import read as policy_read
from codexctl.policy.file.model import Policy
from codexctl.policy.file.read import from_bytes, read
from codexctl.settings.capture import CATEGORIES, CaptureMode
from codexctl.settings.destinations.way import Rules

PATH = Path("/etc/codexctl/policy.toml")
EVERYTHING = """\
version = 1
sealed = true

[capture]
max = "redacted"
exclude = ["paths", "reasoning"]
redact = ["iban"]
resource = ["service.name", "deployment.*"]

[[capture.rule]]
name = "ticket"
anchors = ["sec-"]
pattern = 'SEC-\\d{4}'
yes = ["SEC-1234"]
no = ["SEC-1"]

[destinations]
allow = ["https://otel.example.com/v1/"]
required = ["https://otel.example.com/v1/traces"]
local = true
retention_days = 30
proxy = "http://proxy.example.com:3128"
certificate = "/etc/ssl/certs/example-ca.pem"
plain_http = false

[destination.company]
endpoint = "https://otel.example.com/v1/traces"
headers = { x-tenant = "acme" }
key_file = "/etc/codexctl/otel.key"
capture = "metadata"

[resource]
cost_center = "4711"
"host.group" = "build"

[user]
id = "hash"
salt = "of-the-company"
team = "payments"

[setup]
trigger = "hook"
trust = "ask"

[trust]
bypass = false
self_trust = false

[codex]
tracing = true
otel_content = false

[codex.features]
hooks = true

[view]
enabled = false

[support]
contact = "security@example.com"
# end of policy
"""


def policy(text: str) -> Policy:
    """The policy that a file with this text is."""
    return from_bytes(text.encode(), PATH)


def assert_closed(found: Policy | None, why: str = "") -> None:
    """Metadata only, nothing leaves, and it is said why."""
    assert found is not None
    assert why in found.problem
    assert str(found.path) in found.problem
    assert found.capture.mode is CaptureMode.metadata
    assert found.capture.exclude == CATEGORIES
    assert not found.allows("https://otel.example.com/v1/traces")
    assert not found.allows("http://localhost:4318/v1/traces")
    assert not found.trust.bypass
    assert not found.trust.self_trust
    assert not found.view
    assert not found.codex.otel_content


def test_without_a_file_there_is_no_policy(tmp_path: Path) -> None:
    assert read(tmp_path / "policy.toml") is None


def test_everything_that_can_be_said_is_read() -> None:
    found = policy(EVERYTHING)
    assert found.problem == ""
    assert found.capture.mode is CaptureMode.redacted
    assert found.capture.exclude == {"paths", "reasoning"}
    assert found.redaction.kinds == {"iban"}
    assert [rule.name for rule in found.redaction.rules] == ["ticket"]
    assert found.resource == ("service.name", "deployment.*")
    assert found.allows("https://otel.example.com/v1/traces")
    assert [pattern.text for pattern in found.destinations.required] == [
        "https://otel.example.com/v1/traces"
    ]
    assert (found.destinations.local, found.destinations.retention_days) == (True, 30)
    assert found.way == Rules(
        "http://proxy.example.com:3128", "/etc/ssl/certs/example-ca.pem", fixed=True
    )
    assert not found.plain_http
    assert (found.trust.bypass, found.trust.self_trust) == (False, False)
    assert (found.codex.tracing, found.codex.otel_content) == (True, False)
    assert not found.view
    assert found.codex.features == {"hooks": True}
    assert found.contact == "security@example.com"
    assert found.lines["capture.max"] == 5
    assert found.lines["codex.features.hooks"] == 54


def test_a_policy_that_says_nothing_of_something_allows_it() -> None:
    found = policy("version = 1\n")
    assert found.problem == ""
    assert found.capture.mode is CaptureMode.full
    assert found.allows("http://anywhere.example.com:4318/v1/traces")
    assert found.trust.bypass
    assert found.destinations.retention_days is None


def test_the_id_is_a_digest_of_the_content() -> None:
    assert policy("version = 1\n").id != policy("version = 1\n\n").id
    assert policy("version = 1\n").id == policy("version = 1\n").id
    assert len(policy("nonsense").id) == 16


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n# nothing yet\n",
        "version = 2\n",
        "version = 1.0\n",
        "version = true\n",
        "version = '1'\n",
        "version = 1\n[capture]\nmax = 'everything'\n",
        "version = 1\n[capture]\nmax = 3\n",
        "version = 1\n[capture]\nmaximum = 'full'\n",
        "version = 1\n[capture]\nexclude = ['thoughts']\n",
        "version = 1\n[capture]\nexclude = 'paths'\n",
        "version = 1\n[capture]\nexclude = ['paths', 'paths']\n",
        "version = 1\n[capture]\nredact = ['Iban']\n",
        "version = 1\n[capture]\n",
        "version = 1\n[capture]\nrule = []\n",
        "version = 1\n[[capture]]\nmax = 'full'\n",
        "version = 1\n[surprise]\n",
        "version = 1\nsurprise = 1\n",
        "version = 1\n[destinations]\nallow = [1]\n",
        "version = 1\n[destinations]\nallow = 'https://h/'\n",
        "version = 1\n[destinations]\nallow = ['otel.example.com']\n",
        "version = 1\n[destinations]\nallow = ['https://user@h/']\n",
        "version = 1\n[destinations]\nallow = ['https://h/?a=b']\n",
        "version = 1\n[destinations]\nallow = ['ftp://h/']\n",
        "version = 1\n[destinations]\nretention_days = 0\n",
        "version = 1\n[destinations]\nretention_days = true\n",
        "version = 1\n[destinations]\nlocal = 'no'\n",
        "version = 1\n[trust]\nbypass = 0\n",
        "version = 1\n[codex.features]\nhooks = 'on'\n",
        "version = 1\n[codex]\nfeatures = {}\n",
        "version = 1\n[support]\ncontact = ''\n",
        "version = 1\ncapture = 'full'\n",
        "version = 1\nsealed = 1\n",
        "version = 1\n[capt",
        "version = 1\nversion = 1\n",
        "\x00\x01",
        "[" * 5000,
    ],
)
def test_a_policy_that_is_not_understood_allows_nothing(text: str) -> None:
    assert_closed(policy(text))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("version = 1\n[capture]\nredact = ['ibann']\n", "has an error: no such kind: ibann"),
        (EVERYTHING.replace('yes = ["SEC-1234"]', 'yes = ["SEC-12"]'), "does not mask its example"),
        (EVERYTHING.replace(r"SEC-\d{4}", r"SEC-\d+"), "needs a bound"),
        (EVERYTHING.replace("# end of policy", ""), "half-written"),
    ],
)
def test_a_policy_whose_meaning_is_wrong_allows_nothing(text: str, why: str) -> None:
    assert_closed(policy(text), why)


def test_bytes_that_are_no_text_allow_nothing() -> None:
    assert_closed(from_bytes(b"version = 1 # \xff\n", PATH), "not valid TOML")
    assert_closed(from_bytes(b"#" * (2 << 20), PATH), "larger")


def test_a_sealed_policy_that_was_cut_anywhere_allows_nothing() -> None:
    raw = EVERYTHING.encode()
    for size in range(len(b"version = 1\nsealed = true\n"), len(raw) - len(b"\n")):
        assert_closed(from_bytes(raw[:size], PATH))


def test_a_file_that_cannot_be_looked_at_allows_nothing(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "plain").write_text("version = 1\n")
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "nowhere").symlink_to(tmp_path / "missing")
    for name in ("folder", "plain/policy.toml", "loop", "nowhere"):
        assert_closed(read(tmp_path / name, owner=None))


def test_a_folder_that_leads_nowhere_is_closed(tmp_path: Path) -> None:
    (tmp_path / "codexctl").symlink_to(tmp_path / "not mounted")
    found = read(tmp_path / "codexctl" / "policy.toml", owner=None)
    assert found
    assert "behind a link to nothing" in found.problem
    assert read(tmp_path / "nothing" / "policy.toml", owner=None) is None


@pytest.mark.parametrize(
    "error", [MemoryError(), RecursionError(), OSError(24, "Too many"), ValueError()]
)
@pytest.mark.parametrize("step", ["lstat", "read_bytes"])
def test_no_error_of_any_kind_passes_for_no_policy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, step: str
) -> None:
    path = tmp_path / "policy.toml"
    path.write_text("version = 1\n")

    def fails(*_: object) -> None:
        raise error

    monkeypatch.setattr(Path if step == "lstat" else policy_read, step, fails)
    found = read(path, owner=None)
    monkeypatch.undo()
    assert found
    assert found.problem.startswith(f"{path} cannot be read: ")
    assert found.capture.mode is CaptureMode.metadata
