"""Libraries see known names; our code and the person's own programs see what they gave."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from codexctl.environment import CARRIED, acting_at_start, carried, given, is_known

THEIRS = {
    **dict.fromkeys(("OPENSSL_CONF", "OPENSSL_MODULES", "SSL_CERT_FILE", "SSLKEYLOGFILE"), "/x"),
    **dict.fromkeys(("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "HOSTALIASES", "LOCALDOMAIN"), "/x"),
    **dict.fromkeys(("GCONV_PATH", "LOCPATH", "LD_PRELOAD", "DYLD_INSERT_LIBRARIES"), "/x"),
    **dict.fromkeys(("PYTHONPATH", "PYTHON_KEYRING_BACKEND", "PYTHONSTARTUP"), "/x"),
    **dict.fromkeys(("OTEL_PYTHON_CONTEXT", "OTEL_PROPAGATORS", "OTEL_TRACES_SAMPLER"), "/x"),
    **dict.fromkeys(("http_proxy", "HTTPS_PROXY", "all_proxy", "no_proxy"), "/x"),
    **dict.fromkeys(("MY_KEY", "LANGUAGE", "PAGER", "BROWSER", "LS_COLORS"), "/x"),
}
OURS = {
    **dict.fromkeys(("HOME", "PATH", "LC_ALL", "TZ", "CODEX_HOME", "CODEXCTL_HOME"), "/y"),
    **dict.fromkeys(("XDG_CONFIG_HOME", "OTEL_EXPORTER_OTLP_ENDPOINT", "NO_COLOR"), "/y"),
    "WEAVE_CODEX_CAPTURE_CONTENT": "0",
}
# Reads the environment as a library does, by the C library, and as our code does.
PROGRAM = """\
import ctypes, os
from codexctl.environment import given, reduce
reduce()
c = ctypes.CDLL(None).getenv
c.restype = ctypes.c_char_p
names = sorted(given())
print(*[name for name in names if c(name.encode())])
print(*[name for name in names if name in os.environ])
print(*names)
"""


@pytest.mark.parametrize("name", THEIRS)
def test_a_name_that_is_not_known_is_hidden(name: str) -> None:
    assert not is_known(name)


def test_a_known_name_is_kept() -> None:
    assert [name for name in OURS if not is_known(name)] == []


@pytest.mark.skipif(os.name != "posix", reason="Windows has one environment for all")
def test_libraries_see_known_names_and_our_code_sees_all() -> None:
    harmless = {name: "/x" for name in THEIRS if not name.startswith(("LD_", "PYTHON", "DYLD_"))}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={**harmless, **OURS}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    by_c, by_python, ours = (set(line.split()) - {"LC_CTYPE"} for line in done.stdout.splitlines())
    assert by_c == by_python == OURS.keys()
    assert ours == harmless.keys() | OURS.keys()


def test_what_is_hidden_survives_a_new_start(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = carried(THEIRS | OURS)
    assert {name: value for name, value in kept.items() if not name.startswith(CARRIED)} == OURS
    assert carried(kept) == kept, "and another"
    assert list(acting_at_start(kept)) == []
    program = "from codexctl.environment import given, reduce; import json; reduce();"
    program += "print(json.dumps(given()))"
    done = subprocess.run(
        [sys.executable, "-I", "-c", program], env=kept, capture_output=True, check=True
    )
    found = json.loads(done.stdout)
    assert {**THEIRS, **OURS}.items() <= found.items()


def test_a_process_that_hid_nothing_gives_what_it_has() -> None:
    assert given() == dict(os.environ)
