"""`docs/reference/fleet-sizes.md`: how large an engine must be, with the arithmetic shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

from codexctl.policy.render.fleet.names import NAMES

SIZES = (1_000, 10_000, 100_000)
GB = 10**9


@dataclass(frozen=True)
class Given:
    """One number that the arithmetic begins with: what it is, and where it comes from."""

    value: float
    unit: str
    meaning: str
    source: str


_TURNS = "measured: 126 recorded turns"
GIVEN = {
    "turns": Given(30, "turns", "a developer and day", "assumed"),
    "spans": Given(30, "spans", "a turn", "assumed for working turns; a short one has 4"),
    "peak": Given(5, "×", "the busiest second beside a day's mean", "assumed: one time zone"),
    "wire": Given(235, "bytes", "a span on its way, metadata, gzip", _TURNS),
    "queued": Given(624, "bytes", "a span in a queue, metadata, protobuf", _TURNS),
    "raw": Given(250, "bytes", "a span in the raw table", "assumed; 92 where texts repeat"),
    "typed": Given(40, "bytes", "a span in the typed table", "assumed; 17 where texts repeat"),
    "content": Given(40_000, "bytes", "a turn with content, stored", "assumed"),
    "sampled": Given(0.15, "of turns", "errors, slow turns and 5 % of the rest", "assumed"),
    "load": Given(16_000, "spans/s", "a core of ClickHouse inserts", "measured: 32,126 on 2"),
    "gateway": Given(5_000, "spans/s", "a core of a gateway", "assumed; its README says 40,000"),
    "herd": Given(10, "requests/s", "1,000 developers, after an outage", "simulated: `bench_herd`"),
    "outage": Given(4, "hours", "the store may be away, at the busiest time", "chosen"),
}

HEAD = """# How large the engine must be

Made by `tests/checks/pages/fleet_sizes.py`: the numbers that it begins with, and what follows from
them. What was assumed is worth measuring (`codexctl trace stats` counts turns and calls) before
anything is bought.

| | | | from |
|---|---:|---|---|
"""

TAIL = """
Two gateways are the least, so that one can be renewed. The store's disks are for one copy of
everything, and a store has two. The typed table answers the dashboards, so that the raw one may be
short-lived. After an outage of an hour so many requests a second come at most, if the machines were
in step; a balancer lets them through or answers 429, which machines obey.

**Kafka** belongs between gateways and store where an outage would fill more than the gateways'
queues (`queue_bytes`, {queue:.0f} GB each), or where the store is more than one shard, so that its
upgrades are nobody's outage. Below that it is one more system that can be away.
"""


def _value(key: str) -> float:
    return GIVEN[key].value


def _gb(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:.1f}"


def _figures(developers: int) -> Iterator[tuple[str, str, str]]:
    """A row's name, its value for so many developers, and the arithmetic."""
    turns = developers * _value("turns")
    spans = turns * _value("spans")
    peak = spans / 86_400 * _value("peak")
    requests = turns / 86_400 * _value("peak")
    cores = ceil(peak / _value("gateway"))
    gateways = max(2, cores)
    outage = peak * _value("outage") * 3600 * _value("queued") / GB
    raw_days, days, content_days = (
        int(NAMES[n].default) for n in ("raw_days", "days", "content_days")
    )
    content = turns * _value("sampled") * _value("content") * content_days / GB
    yield "turns a day", f"{turns:,.0f}", "developers × turns"
    yield "spans a day", f"{spans:,.0f}", "turns × spans"
    yield "spans a second, mean", f"{spans / 86_400:,.0f}", "spans a day ÷ 86,400"
    yield "spans a second, busiest", f"{peak:,.0f}", "mean × peak"
    yield "requests a second, busiest", f"{requests:,.0f}", "turns a day ÷ 86,400 × peak"
    after = developers / 1000 * _value("herd")
    yield "requests a second, after an outage", f"{after:,.0f}", "developers ÷ 1,000 × herd"
    yield "Mbit/s, busiest", f"{peak * _value('wire') * 8 / 1e6:,.1f}", "busiest × wire × 8"
    yield "gateways (of a core each)", f"{gateways}", "busiest ÷ gateway, at least 2"
    yield "GB queued in an outage", _gb(outage), "busiest × outage × 3,600 × queued"
    is_queued = outage > gateways * int(NAMES["queue_bytes"].default) / GB
    yield "Kafka", "yes" if is_queued else "no", "queued > gateways × queue_bytes"
    share = peak / _value("load")
    yield "cores that insert", f"{share:.3f}", "busiest ÷ load"
    raw = spans * raw_days * _value("raw") / GB
    yield "GB of the raw table", _gb(raw), f"spans a day × {raw_days} days × raw"
    typed = spans * days * _value("typed") / GB
    yield "GB of the typed table", _gb(typed), f"spans a day × {days} days × typed"
    said = f"turns a day × sampled × content × {content_days} days"
    yield "GB of content, where it may leave", _gb(content), said


def text() -> str:
    """The page as it should be."""
    rows = "".join(
        f"| {key} | {given.value:,g} {given.unit} | {given.meaning} | {given.source} |\n"
        for key, given in GIVEN.items()
    )
    heads = " | ".join(f"{size:,}" for size in SIZES)
    table = f"\n| developers | {heads} | |\n|---|{'---:|' * len(SIZES)}---|\n"
    columns = [list(_figures(size)) for size in SIZES]
    for cells in zip(*columns, strict=True):
        values = " | ".join(value for _, value, _ in cells)
        table += f"| {cells[0][0]} | {values} | {cells[0][2]} |\n"
    return HEAD + rows + table + TAIL.format(queue=int(NAMES["queue_bytes"].default) / GB)
