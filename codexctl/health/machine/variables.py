"""Every variable that codexctl reads and whose value can be wrong, one row each.

`docs/reference/environment.md` names all that are read; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from codexctl.health.here import Here
from codexctl.health.machine import misfits
from codexctl.health.machine.misfits import Misfit
from codexctl.settings.capture import ENV_WEAVE, OFF, ON
from codexctl.settings.destinations.otel_env import PREFIX, PROTOCOL, endpoint
from codexctl.settings.destinations.said import environment_first
from codexctl.settings.destinations.way import FREE, is_heard
from codexctl.settings.model import OTLP, Destination


@dataclass(frozen=True, slots=True)
class Row:
    """A variable: what can be wrong with it, what applies instead, and whether it is read here."""

    name: str
    misfit: Misfit
    instead: str
    is_read: Callable[[Here], bool] = lambda _: True


def rows(here: Here) -> Iterator[Row]:
    """All rows, without the capture variables that have a fixed set of words."""
    yield Row(ENV_WEAVE, misfits.switch, "metadata applies")
    for name in ("CODEXCTL_DEBUG", "WEAVE_CODEX_DEBUG"):
        loud = misfits.word_of(*ON, "stderr", *OFF)
        yield Row(name, loud, "each step is logged")
    yield Row("TRACEPARENT", misfits.span, "turns that begin here are linked to nothing")
    yield Row("OTEL_RESOURCE_ATTRIBUTES", misfits.pairs, "that part is left out")
    yield from _switches()
    yield from _of_addresses()
    yield from _of_the_way(here)
    yield from _of_the_terminal(here)


def _switches() -> Iterator[Row]:
    """Variables that forbid sending."""
    sends = "traces are sent"
    yield Row("OTEL_SDK_DISABLED", misfits.word_of("true", "false"), sends, _sends)
    yield Row("OTEL_TRACES_EXPORTER", misfits.not_quite_none, sends, _sends)
    yield Row("OTEL_METRICS_EXPORTER", misfits.not_quite_none, "metrics are sent", _counts)


def _of_addresses() -> Iterator[Row]:
    """OpenTelemetry's variables for addresses, read if they give a destination's address."""
    nowhere, left_out = "nothing is sent there", "that part is left out, or nothing is sent"
    for signal, is_read in (
        ("", _is_named),
        ("TRACES_", _is_named),
        ("METRICS_", _is_named_to_count),
    ):
        yield Row(f"{PREFIX}{signal}ENDPOINT", misfits.address, nowhere, is_read)
        yield Row(f"{PREFIX}{signal}HEADERS", misfits.headers, left_out, is_read)
    for signal in ("", "TRACES_"):
        yield Row(f"{PREFIX}{signal}PROTOCOL", misfits.word_of(PROTOCOL), nowhere, _is_named)


def _of_the_way(here: Here) -> Iterator[Row]:
    """Variables that control how requests are made, to any address that the person chose."""
    policy = here.limits.policy
    rules = policy.way if policy else FREE
    unsent = "requests fail"
    for signal in ("", "TRACES_"):
        of_signal = f"{PREFIX}{signal}"
        yield Row(f"{of_signal}TIMEOUT", misfits.milliseconds, "the usual time holds", _sends)
        compression = misfits.word_of("gzip", "none")
        yield Row(f"{of_signal}COMPRESSION", compression, "gzip is used", _sends)
        for name in ("CLIENT_CERTIFICATE", "CLIENT_KEY"):
            yield Row(f"{of_signal}{name}", misfits.file, unsent, _sends)
    files = (f"{PREFIX}CERTIFICATE", f"{PREFIX}TRACES_CERTIFICATE", "SSL_CERT_FILE")
    proxies = ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY")
    judged = dict.fromkeys(files, misfits.file) | {"SSL_CERT_DIR": misfits.folder}
    judged |= dict.fromkeys(proxies, misfits.proxy)
    for name, misfit in judged.items():
        counts = is_heard(name, rules)
        yield Row(name, misfit, unsent, _sends if counts else lambda _: False)
    yield Row("NETRC", misfits.file, "no key is found there", _logs_in)


def _of_the_terminal(here: Here) -> Iterator[Row]:
    program = misfits.program(here.environ.get("PATH", ""))
    yield Row("COLUMNS", misfits.columns, "the screen's own width holds")
    yield Row("PAGER", program, "pages are printed")
    for name in ("VISUAL", "EDITOR"):
        yield Row(name, program, "codexctl config edit does not start")


def _own(here: Here) -> Iterator[Destination]:
    """The person's own OTLP destinations; no variable affects others."""
    for one in here.settings.destinations:
        if one.kind == OTLP and not one.administration:
            yield one


def _sends(here: Here) -> bool:
    return any(_own(here))


def _is_named(here: Here) -> bool:
    """Whether variables give a destination's address; their headers then apply to it, too."""
    named = endpoint(here.environ)
    plain = [one for one in _own(here) if not one.preset]
    return bool(named) and any(
        one.endpoint in ("", named) or environment_first(one) for one in plain
    )


def _is_named_to_count(here: Here) -> bool:
    return _is_named(here) and _counts(here)


def _counts(here: Here) -> bool:
    return any(one.metrics for one in _own(here))


def _logs_in(here: Here) -> bool:
    from codexctl.settings.destinations.presets import presets  # here: not needed without presets

    named = (presets().get(one.preset) for one in _own(here) if one.preset)
    return any(preset.key.netrc for preset in named if preset)
