"""What carries a secret where only a name belongs, and whatever lifts masking: one line a door.

Each has a secret of its own, so that one run of an export tries all doors that need the same
policy and the same settings; the secret is looked for in what was sent and what was printed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.policy.doors.lock_lacks import FORGERY, MASKING, NAMES, OUTSIDE, PATHS, Lack
from tests.policy.doors.lock_machine import METADATA

REDACTED = 'version = 1\n[capture]\nmax = "redacted"\n'
NO_PATHS = REDACTED + 'exclude = ["paths"]\n'
# What the recorded session says at these places.
MODEL, CALL, RESPONSE, PROMPT = "gpt-5.5", "call_1_1", "resp_1", "Use many tools"
TURN, SESSION = "01a1fb3e-0043-79e1-8d43-7502d8d81adb", "01a1fb3e-002f-7a83-a456-29812c24433f"
VERSION = '"cli_version":"0.169.0'


def token(name: str) -> str:
    """A key in the form of GitHub's, of which there is one for each name."""
    return "ghp_" + hashlib.sha256(name.encode()).hexdigest()[:36]


def mail(name: str) -> str:
    return f"{token(name)[4:16]}@example.com"


@dataclass(frozen=True)
class Leak:
    """A door of a run; `secret` is what must not come out of it, `lacks` what holds it."""

    secret: str
    lacks: tuple[Lack, ...]


@dataclass(frozen=True, eq=False)
class Run:
    """One export: what stands in the session, in the settings and in the environment."""

    doors: Mapping[str, Leak]
    policy: str | None
    replaced: Mapping[str, str] = field(default_factory=dict)
    settings: str = ""
    recording: str = "tools-mixed"
    env: Mapping[str, str] = field(default_factory=dict)

    @property
    def lacks(self) -> tuple[Lack, ...]:
        return tuple(dict.fromkeys(lack for door in self.doors.values() for lack in door.lacks))


def names() -> Run:
    """A key in each place of a session from which a name is told."""
    places = {
        "a key as the model": (MODEL, "{}"), "a key as a call's id": (CALL, "{}"),
        "a key as a response's id": (RESPONSE + '"', '{}"'), "a key as a turn's id": (TURN, "{}"),
        "a key as the session's id": (SESSION, "{}"),
        "a key behind the version": (VERSION, VERSION + "-{}"),
    }  # fmt: skip
    return Run(
        {name: Leak(token(name)[4:20], (NAMES,)) for name in places},
        METADATA,
        {old: new.format(token(name)) for name, (old, new) in places.items()},
    )


def failed() -> Run:
    """A key as the kind of an error; in `metadata` none but the known kinds are told."""
    name = "a key as the kind of an error"
    said = {'"usage_limit_exceeded"': f'"{token(name)}"'}
    return Run({name: Leak(token(name)[4:20], (NAMES,))}, REDACTED, said, recording="usage-limit")


def outside() -> Run:
    """Keys and addresses in the resource, by the environment and by the settings."""
    doors = ("a key in OTEL_RESOURCE_ATTRIBUTES", "an address in OTEL_RESOURCE_ATTRIBUTES",
             "a percent-encoded key in OTEL_RESOURCE_ATTRIBUTES", "a key as OTEL_SERVICE_NAME",
             "a key in [resource]", "an address in [resource]", "a key as a label")  # fmt: skip
    listed, address, encoded, service, own, own_address, label = doors
    said = f"team={token(listed)},owner={mail(address)},note=%67hp_{token(encoded)[4:]}"
    settings = (
        f'[resource]\ncontact = "{token(own)}"\nauthor = "{mail(own_address)}"\n'
        f'"deployment.environment.name" = "{token(label)}"\n'
    )
    return Run(
        {name: Leak(token(name)[4:16], (OUTSIDE,)) for name in doors},
        METADATA,
        settings=settings,
        env={"OTEL_RESOURCE_ATTRIBUTES": said, "OTEL_SERVICE_NAME": token(service)},
    )


def forged(policy: str | None, *names: str) -> Run:
    """Our own names in the resource, with a word of somebody else's."""
    where = "under a policy" if policy else "where there is no policy"
    words = {f"a forged {name} {where}": f"{name}=forged{i}" for i, name in enumerate(names)}
    return Run(
        {door: Leak(word.partition("=")[2], (FORGERY,)) for door, word in words.items()},
        policy,
        env={"OTEL_RESOURCE_ATTRIBUTES": ",".join(words.values())},
    )


def lifted(name: str, redaction: str) -> Run:
    """A key in a prompt, and settings of a person's that would leave it there."""
    said = {PROMPT: f"the key is {token(name)} and that is it"}
    return Run({name: Leak(token(name)[10:30], (MASKING,))}, REDACTED, said, redaction)


def paths() -> Run:
    """Folders in a prompt, in forms that do not look like one path."""
    texts = {
        "a quoted path with spaces": ('"/home/ada/Big {} Deal/plan of it.txt"', "Kiwano7"),
        "a path in single quotes": ("'/srv/our {} files/a b.txt'", "Mizuna8"),
        "a relative name with a slash behind it": ("cd {}/ please", "Quandong9"),
        "a name below the home": ("open ~/{}/x", "Rambutan5"),
    }
    prompt = "; ".join(text.format(word) for text, word in texts.values())
    return Run(
        {name: Leak(word, (PATHS,)) for name, (_, word) in texts.items()},
        NO_PATHS,
        {PROMPT: json.dumps(prompt)[1:-1]},
    )


# A person's own rule, which comes before all others and gives its name to what it finds.
_RULE = """\
[[redaction.rule]]
name = "mine"
anchors = ["{0}"]
pattern = "{0}{1}"
yes = ["{0}0123"]
no = ["nothing"]
"""
RUNS: tuple[Run, ...] = (
    names(),
    failed(),
    outside(),
    forged(None, "codexctl.policy.id", "codexctl.capture.exclude"),
    forged(METADATA, "codexctl.capture.exclude", "codexctl.workspace", "codex.cli.version"),
    lifted("masking with no kinds", "[redaction]\nkinds = []\n"),
    lifted("masking of another kind alone", '[redaction]\nkinds = ["email-address"]\n'),
    lifted("a rule that takes only a key's beginning", _RULE.format("ghp_", "")),
    lifted("a rule that ends within a key", _RULE.format("the key is ghp_", "[0-9a-f]{4}")),
    paths(),
)
LEAKS: dict[str, tuple[Run, Leak]] = {
    name: (run, leak) for run in RUNS for name, leak in run.doors.items()
}
