"""A variable that nobody can read counts in silence inside Codex; a person is told of each."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from codexctl.checks import Check, State
from codexctl.health.machine import environment
from codexctl.policy.limits.effective import under
from codexctl.settings.destinations.presets import presets
from codexctl.settings.model import OTLP, Destination, Settings
from tests.checks.reference.environment import names
from tests.health.test_recipe_check import here

PLAIN = Destination("otlp", OTLP, metrics=True)
WEAVE = Destination("weave", OTLP, preset="weave", project="team/traces")
OTEL = "OTEL_EXPORTER_OTLP_"
NAMED = {f"{OTEL}ENDPOINT": "http://localhost:4318"}
PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

# A value of each variable that cannot be read, and one that can.
VALUES = {
    "CODEXCTL_CAPTURE": ("redcated", "redacted"),
    "CODEXCTL_EXCLUDE": ("respones", "responses"),
    "WEAVE_CODEX_CAPTURE_CONTENT": ("flase", "False"),
    "CODEXCTL_DEBUG": ("yess", "stderr"),
    "WEAVE_CODEX_DEBUG": ("fasle", "no"),
    "TRACEPARENT": (PARENT.upper(), PARENT),
    "OTEL_RESOURCE_ATTRIBUTES": ("team", "team=a%20b,"),
    "OTEL_SDK_DISABLED": ("ture", "TRUE"),
    "OTEL_TRACES_EXPORTER": ("noen", "zipkin"),
    "OTEL_METRICS_EXPORTER": ("nonee", "none"),
    f"{OTEL}ENDPOINT": ("localhost:4318", "http://localhost:4318"),
    f"{OTEL}TRACES_ENDPOINT": ("htp://host/v1/traces", "https://host/v1/traces"),
    f"{OTEL}METRICS_ENDPOINT": ("https://", "https://host/v1/metrics"),
    f"{OTEL}HEADERS": ("authorization: Bearer k", "authorization=Bearer%20k"),
    f"{OTEL}TRACES_HEADERS": ("a b=c", "a=b,"),
    f"{OTEL}METRICS_HEADERS": ("a=b%0Ac", "a=b=c"),
    f"{OTEL}PROTOCOL": ("grpc", "http/protobuf"),
    f"{OTEL}TRACES_PROTOCOL": ("http/json", "http/protobuf"),
    f"{OTEL}TIMEOUT": ("10s", "10000"),
    f"{OTEL}TRACES_TIMEOUT": ("-1", "2.5"),
    f"{OTEL}COMPRESSION": ("gizp", "None"),
    f"{OTEL}TRACES_COMPRESSION": ("deflate", "gzip"),
    f"{OTEL}CERTIFICATE": ("/no/such/ca.pem", __file__),
    f"{OTEL}TRACES_CERTIFICATE": ("/no/such/ca.pem", __file__),
    f"{OTEL}CLIENT_CERTIFICATE": ("/no/such/me.pem", __file__),
    f"{OTEL}TRACES_CLIENT_CERTIFICATE": ("/no/such/me.pem", __file__),
    f"{OTEL}CLIENT_KEY": ("/no/such/key.pem", __file__),
    f"{OTEL}TRACES_CLIENT_KEY": ("/no/such/key.pem", __file__),
    "SSL_CERT_FILE": ("/no/such/ca.pem", __file__),
    "SSL_CERT_DIR": ("/no/such", "/"),
    "http_proxy": ("http://", "proxy:3128"),
    "https_proxy": ("http://proxy:port", "http://user:word@proxy:3128"),
    "HTTP_PROXY": ("http://[::1", "http://[::1]:3128"),
    "HTTPS_PROXY": ("http://proxy:999999", "socks5://proxy"),
    "NETRC": ("/no/such/netrc", __file__),
    "COLUMNS": ("wide", "120"),
    "PAGER": ("no-such-pager -R", "sh -c cat"),
    "VISUAL": ("'unended", "sh"),
    "EDITOR": ("no-such-editor", "sh -e"),
}
_FOLDER = "any name of a folder will do; one that cannot be ends every command with an error"
_TEXT = "any text will do"
_SWITCH = "it counts by being set"
_OURS = "set by codexctl, for itself"
# Variables that cannot be wrong by what they say, or whose fault another line names.
ANY = {
    **dict.fromkeys(("CODEXCTL_HOME", "HOME", "USERPROFILE"), _FOLDER),
    **dict.fromkeys(("XDG_CONFIG_HOME", "XDG_DATA_HOME"), _FOLDER),
    "CODEX_HOME": "Codex's own: codex.found says that there is nothing",
    "PATH": "codex.found says that there is no codex on it",
    **dict.fromkeys(("OTEL_SERVICE_NAME", "no_proxy", "NO_PROXY", "TERM"), _TEXT),
    **dict.fromkeys(("all_proxy", "ALL_PROXY"), "never heard: network.ignored says so"),
    **dict.fromkeys(("NO_COLOR", "SSH_CONNECTION", "DISPLAY", "WAYLAND_DISPLAY"), _SWITCH),
    "BROWSER": "the address is printed as well, and Python's own rules say what may stand there",
    "_CODEXCTL_COMPLETE": "set by the shell's completion script",
    **dict.fromkeys(("CODEXCTL_MANAGED", "CODEXCTL_ONE_RUN", "PEX"), _OURS),
    "OPENAI_API_KEY": "a key: `codexctl providers test` asks the provider",
    "WANDB_API_KEY": "a key: destination.NAME.credential judges it",
    **dict.fromkeys(("XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS", "SYSTEMROOT"), "the system's"),
}
OF_PRESETS = {"WEAVE_PROJECT": ("traces", "team/traces"), "WANDB_BASE_URL": ("api", "https://h")}


def said(home: Path, *destinations: Destination, **environ: str) -> list[Check]:
    settings = Settings(destinations=destinations)
    given = {"PATH": "/usr/bin:/bin", **(NAMED if destinations else {}), **environ}
    limits = under(None, settings, given)
    now = replace(here(home), environ=given, settings=settings, limits=limits)
    return list(environment.CHECK.look(now))


def test_every_variable_of_the_reference_page_is_judged_or_cannot_be_wrong() -> None:
    assert {*VALUES, *ANY, *OF_PRESETS} == {*names()}
    assert not VALUES.keys() & ANY.keys()


@pytest.mark.parametrize("name", [*VALUES, *OF_PRESETS])
def test_a_value_that_cannot_be_read_is_named_with_what_holds_and_clears(
    tmp_path: Path, name: str
) -> None:
    bad, good = (VALUES | OF_PRESETS)[name]
    (check,) = said(tmp_path, PLAIN, WEAVE, **{name: bad})
    assert (check.id, check.state) == ("environment.valid", State.problem)
    assert check.summary.startswith(f"{name}: ")
    assert "until it is fixed" in check.summary
    assert check.remedy == f"unset {name}"
    assert said(tmp_path, PLAIN, WEAVE, **{name: good}) == []
    assert said(tmp_path, PLAIN, WEAVE, **{name: ""}) == []


@pytest.mark.parametrize("name", ["HEADERS", "TRACES_HEADERS", "PROTOCOL", "METRICS_ENDPOINT"])
def test_what_belongs_to_the_variables_address_is_not_read_at_another(
    tmp_path: Path, name: str
) -> None:
    other = Destination("mine", OTLP, endpoint="https://mine.example/v1/traces", metrics=True)
    (check,) = said(tmp_path, other, **{OTEL + name: VALUES[OTEL + name][0]})
    assert check.state is State.inactive


@pytest.mark.parametrize("name", [name for name in VALUES if name.startswith(("OTEL_E", "SSL"))])
def test_a_variable_that_no_destination_reads_is_named_and_is_no_problem(
    tmp_path: Path, name: str
) -> None:
    (check,) = said(tmp_path, **{name: VALUES[name][0]})
    assert (check.state, check.remedy) == (State.inactive, "")
    assert check.summary.startswith(f"{name}: ")


@pytest.mark.parametrize("name", ["HEADERS", "TRACES_HEADERS", "METRICS_HEADERS"])
@pytest.mark.parametrize("value", ["a=1,sEcReT", "sEc ReT=1", "a=sEcReT%0A", "a: sEcReT"])
def test_what_a_header_says_is_not_shown(tmp_path: Path, name: str, value: str) -> None:
    (check,) = said(tmp_path, PLAIN, **{OTEL + name: value})
    assert "ReT" not in str(check)


def test_a_password_in_an_address_is_not_shown(tmp_path: Path) -> None:
    found = said(tmp_path, PLAIN, **{f"{OTEL}ENDPOINT": "https://me:sEcReT@host", "http_proxy":
                                     "http://me:sEcReT@:x"})  # fmt: skip
    assert len(found) == 2
    assert "sEcReT" not in str(found)


@pytest.mark.parametrize(("preset", "name", "value"), [
    ("langfuse", "LANGFUSE_PUBLIC_KEY", "sk-lf-sEcReT"),
    ("datadog", "DD_SITE", "https://datadoghq.eu/"),
])  # fmt: skip
def test_a_backends_own_variable_is_named_as_well(
    tmp_path: Path, preset: str, name: str, value: str
) -> None:
    (check,) = said(tmp_path, Destination(preset, OTLP, preset=preset), **{name: value})
    assert check.summary.startswith(f"{name}: ")
    assert "sEcReT" not in check.summary
    assert any(slot.env == name for slot in presets()[preset].parameters.values())


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        (
            "CODEXCTL_CAPTURE",
            "redcated",
            ("redcated", "did you mean redacted?", "metadata applies"),
        ),
        ("CODEXCTL_CAPTURE", "FULL", ("metadata, redacted, full", "did you mean full?")),
        ("CODEXCTL_EXCLUDE", "prompts,respones", ("respones", "responses", "all categories")),
        ("WEAVE_CODEX_CAPTURE_CONTENT", "flase", ("did you mean false?", "metadata applies")),
    ],
)
def test_a_word_that_is_none_is_named_with_what_holds_instead(
    tmp_path: Path, name: str, value: str, words: tuple[str, ...]
) -> None:
    (check,) = said(tmp_path, **{name: value})
    assert all(word in check.summary for word in words)


def test_all_are_named(tmp_path: Path) -> None:
    found = said(tmp_path, CODEXCTL_CAPTURE="some", CODEXCTL_EXCLUDE="all", COLUMNS="x")
    assert [check.remedy for check in found] == [
        "unset CODEXCTL_CAPTURE", "unset CODEXCTL_EXCLUDE", "unset COLUMNS"
    ]  # fmt: skip


def test_nothing_is_said_of_several_categories_that_can_be_read(tmp_path: Path) -> None:
    assert said(tmp_path, CODEXCTL_EXCLUDE=" prompts , paths ,") == []
