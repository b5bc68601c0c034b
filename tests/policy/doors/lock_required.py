"""What somebody may try to keep traces from an administrator's destination, or to send them amiss.

One line a way. Each also says which protection it meets: without that, it would succeed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.policy.doors.lock_lacks import Lack

# As the machine's managed hook starts it.
WORKER = 'timeout 40 "$PY" -I -m codexctl.deliver\n'
SETTINGS = ".config/codexctl/settings.toml"
POLICY = """\
version = 1
[capture]
max = "metadata"
[destination.company]
endpoint = "{sink}"
headers = {{ x-tenant = "acme" }}
[resource]
cost_center = "4711"
[user]
id = "account"
team = "payments"
"""
# An address alone says as much, but for what goes along.
REQUIRED = """\
version = 1
[capture]
max = "metadata"
[destinations]
required = ["{sink}"]
[resource]
cost_center = "4711"
[user]
id = "account"
team = "payments"
"""

# The administrator's destinations are as any other that somebody adds.
ORDINARY: Lack = (
    "codexctl/settings/model.py",
    "OfPolicy.administration = property(lambda self: None, lambda self, value: None)\n",
)
# A person's destinations go before the administrator's.
_THEIRS = """\
_joined = joined
def joined(settings, chosen):
    own = {one.name: one for one in settings.destinations}
    both = _joined(settings, chosen).destinations
    return replace(settings, destinations=tuple(own.get(one.name, one) for one in both))
"""
THEIRS_FIRST: Lack = ("codexctl/settings/administered.py", _THEIRS)
# Any destination with the address will do.
FULFILS: Lack = (
    "codexctl/settings/administered.py",
    "_adopted = lambda one: one\n_fulfils = lambda one, address: one.endpoint == address\n",
)
# Settings that cannot be used stop everything.
_STOP = """\
def settings_in_force(locations, environ):
    return chosen_by_both(with_default(load(locations.settings_toml), environ),
                          policy_on(locations))
"""
UNREAD: Lack = ("codexctl/policy/limits/in_force.py", _STOP)
# A worker writes where it is told to, or not at all.
NO_ROOM: Lack = ("codexctl/deliver/worker/elsewhere.py", "_takes = lambda locations: True\n")
# What the policy says of the resource gives way to what a variable says.
SAID: Lack = (
    "codexctl/deliver/routes/resource.py",
    "identity = lambda *_: {}\npinned = lambda *_: ()\n",
)
# An account is who it says it is.
CALLED: Lack = (
    "codexctl/settings/identity.py",
    "account = lambda: os.environ.get('USER') or os.environ.get('LOGNAME', '')\n",
)
# The stores of a person come before everything.
STORE_FIRST: Lack = (
    "codexctl/deliver/routes/route.py",
    "sorted = lambda them, key: [*them][::-1]\n",
)


@dataclass(frozen=True)
class Try:
    """One way: variables, files below the home, and what is run before the worker is."""

    lack: Lack
    env: Mapping[str, str] = field(default_factory=dict)
    plant: Mapping[str, str] = field(default_factory=dict)
    first: str = ""
    policy: str = POLICY


def env(_lack: Lack = ORDINARY, /, **variables: str) -> Try:
    return Try(_lack, variables)


def settings(text: str, lack: Lack = ORDINARY, policy: str = POLICY, first: str = "") -> Try:
    return Try(lack, plant={SETTINGS: f"version = 1\n{text}"}, policy=policy, first=first)


def named(name: str, *more: str, endpoint: str = "http://127.0.0.1:9/v1/traces") -> str:
    """A destination of the person's."""
    lines = (f'name = "{name}"', 'kind = "otlp"', f'endpoint = "{endpoint}"', *more)
    return "[[destinations]]\n" + "\n".join(lines) + "\n"


_SINK = "{sink}"
_RULE = """\
[[redaction.rule]]
name = "models"
anchors = ["gpt"]
pattern = 'gpt-[0-9.]{1,9}'
yes = ["gpt-5"]
no = ["five"]
"""
_HOME = "~/.local/share/codexctl"
TRIES: dict[str, Try] = {
    "a destination of its name elsewhere": settings(named("company"), THEIRS_FIRST),
    "a local store of its name": settings(
        '[[destinations]]\nname = "company"\nkind = "local"\n', THEIRS_FIRST
    ),
    "a destination of its name for one folder": settings(
        named("company", 'only_in = ["/nowhere"]'), THEIRS_FIRST
    ),
    "a destination of its name with a program for its key": settings(
        named("company", 'api_key_command = ["sleep", "9"]'), THEIRS_FIRST
    ),
    "settings that are no TOML": Try(UNREAD, plant={SETTINGS: "version = ["}),
    "settings of another version": Try(UNREAD, plant={SETTINGS: "version = 99\n"}),
    "settings with a key that nobody knows": settings("surprise = 1\n", UNREAD),
    "settings that are a folder": Try(UNREAD, first=f"rm -f ~/{SETTINGS}; mkdir -p ~/{SETTINGS}/x"),
    "settings that are a pipe": Try(UNREAD, first=f"rm -f ~/{SETTINGS}; mkfifo ~/{SETTINGS}"),
    "settings that may not be read": Try(UNREAD, first=f"chmod 0 ~/{SETTINGS}"),
    "settings in a folder that may not be entered": Try(UNREAD, first="chmod 0 ~/.config/codexctl"),
    "settings from the future": Try(ORDINARY, first=f"touch -d '+50 minutes' ~/{SETTINGS}"),
    "settings of this moment": Try(ORDINARY, first=f"touch ~/{SETTINGS}"),
    "a bound of one byte on every line": settings("[deliver]\nlongest_line_mb = 0.000001\n"),
    "a rule that masks the names of models": settings(_RULE),
    "a label that files elsewhere": settings(
        '[resource]\n"openinference.project.name" = "elsewhere"\n'
    ),
    "labels of another team": settings('[resource]\n"team.name" = "other"\n', SAID),
    "a name of another person": settings('[resource]\n"user.id" = "other"\n', SAID),
    "turns that are marked as seen": Try(
        ORDINARY,
        first="codexctl setup --destination company=otlp --endpoint company:http://127.0.0.1:9/v1"
        " --yes --no-proof --trust ask",
    ),
    "a set-up that was taken away": Try(
        ORDINARY,
        first="codexctl setup --destination company=local --yes --no-proof --trust ask;"
        " codexctl uninstall --purge --yes",
    ),
    "XDG_CONFIG_HOME": env(XDG_CONFIG_HOME="~/other"),
    "CODEXCTL_HOME": env(CODEXCTL_HOME="~/other"),
    "HOME": env(NO_ROOM, HOME="/nowhere", CODEX_HOME="~/.codex"),
    "OTEL_SDK_DISABLED": env(OTEL_SDK_DISABLED="true"),
    "OTEL_TRACES_EXPORTER": env(OTEL_TRACES_EXPORTER="none"),
    "OTEL_SERVICE_NAME": env(OTEL_SERVICE_NAME="elsewhere"),
    "OTEL_RESOURCE_ATTRIBUTES": env(OTEL_RESOURCE_ATTRIBUTES="openinference.project.name=b"),
    "OTEL_RESOURCE_ATTRIBUTES of the team": env(SAID, OTEL_RESOURCE_ATTRIBUTES="team.name=b"),
    "USER": env(CALLED, USER="other", LOGNAME="other"),
    "CODEXCTL_HOME in a device": env(NO_ROOM, CODEXCTL_HOME="/dev/null/x"),
    "CODEXCTL_HOME of the system's": env(NO_ROOM, CODEXCTL_HOME="/proc/codexctl"),
    "XDG_DATA_HOME that is not there": env(NO_ROOM, XDG_DATA_HOME="/sys/nothing"),
    "a file in the place of the data folder": Try(
        NO_ROOM, first=f"mkdir -p ~/.local/share; rm -rf {_HOME}; touch {_HOME}"
    ),
    "a data folder that takes nothing": Try(NO_ROOM, first=f"mkdir -p {_HOME}; chmod 500 {_HOME}"),
    "a folder in the place of the cursors": Try(NO_ROOM, first=f"mkdir -p {_HOME}/cursors.db/x"),
    "a folder in the place of the lock": Try(NO_ROOM, first=f"mkdir -p {_HOME}/worker.lock/x"),
    "a folder in the place of the store": Try(STORE_FIRST, first=f"mkdir -p {_HOME}/traces.db/x"),
    "the address with headers of one's own": settings(
        named("mine", 'headers = { x-tenant = "other" }', endpoint=_SINK), FULFILS, REQUIRED
    ),
    "the address for one folder": settings(
        named("mine", 'only_in = ["/nowhere"]', endpoint=_SINK), FULFILS, REQUIRED
    ),
    "the address with a key that is not there": settings(
        named("mine", 'api_key_env = "NOBODY"', endpoint=_SINK), FULFILS, REQUIRED
    ),
    "the address with a program that gives no key": settings(
        named("mine", 'api_key_command = ["false"]', endpoint=_SINK), FULFILS, REQUIRED
    ),
    "the address in another header": settings(
        named("mine", 'api_key_command = ["echo", "other"]', 'api_key_header = "x-tenant"',
              endpoint=_SINK), FULFILS, REQUIRED,
    ),
}  # fmt: skip
# What is in the way of the machine's hook, which then starts no worker.
HOOKED = 'timeout 5 sh "$HOOK" Stop </dev/null; sleep 6\n'
IN_THE_WAY: dict[str, str] = {
    "a program of one's own that waits": "mkdir -p ~/bin; printf '#!/bin/sh\\nexec /bin/sleep 60'"
    " >~/bin/sleep; chmod +x ~/bin/sleep",
    "hints that lead to a folder of everybody's": f"mkdir -p {_HOME}; ln -s /tmp {_HOME}/hints",
    "a pipe in the place of a hint": f"mkdir -p {_HOME}/hints; mkfifo {_HOME}/hints/Stop",
    "a pipe in the place of a number": f"mkdir -p {_HOME}/hints; mkfifo {_HOME}/hints/.worker-0",
    "a number that leads to a file": f"mkdir -p {_HOME}/hints; echo codexctl.deliver >~/cmdline;"
    f' echo "..$HOME :$HOME/.codex:" >{_HOME}/hints/.worker-0',
}
# By name: the endpoint, and a variable that leads by somebody in between (`@`: their port).
ROADS: dict[str, tuple[str, Mapping[str, str]]] = {
    "http_proxy": ("http://collector.invalid:4318/v1/traces", {"http_proxy": "http://127.0.0.1:@"}),
    "https_proxy": (
        "https://collector.invalid/v1/traces",
        {"https_proxy": "http://127.0.0.1:@"},
    ),
    "SSL_CERT_FILE": ("https://127.0.0.1:@/v1/traces", {"SSL_CERT_FILE": "~/between.pem"}),
    "OTEL_EXPORTER_OTLP_CERTIFICATE": (
        "https://127.0.0.1:@/v1/traces",
        {"OTEL_EXPORTER_OTLP_CERTIFICATE": "~/between.pem"},
    ),
}
