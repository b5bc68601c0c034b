"""What somebody wrote does not leave in `metadata`, and excluded categories never do."""

from __future__ import annotations

import logging
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from codexctl.deliver.clock import Clock
from codexctl.deliver.rollouts.convert import convert
from codexctl.deliver.worker.deliver import deliver
from codexctl.locations import Locations, locate
from codexctl.policy.limits.effective import Effective
from codexctl.settings.capture import CATEGORIES, CaptureLimits, CaptureMode
from codexctl.trace.capture.filter import Capture
from codexctl.trace.pipeline import Pipeline
from codexctl.trace.spans.otlp_json import export_request
from tests.deliver.conftest import configure
from tests.deliver.sink import Sink
from tests.trace.canaries import Aviary, all_files, rollout_bytes
from tests.trace.recorded import FOLDERS, KINDS, NAMES, rollouts


def placed(folder: Path, into: Path, aviary: Aviary | None = None) -> Aviary:
    """A recording's rollouts with canaries, as a Codex home has them."""
    aviary = aviary or Aviary()
    into.mkdir(parents=True, exist_ok=True)
    for path in rollouts(folder):
        target = into / path.name.removesuffix(".zst")
        target.write_bytes(aviary.marked(rollout_bytes(path)))
    return aviary


def converted(into: Path, mode: CaptureMode, *exclude: str) -> bytes:
    """Everything that `trace convert` writes of a folder, spans and figures."""
    limits = Effective(CaptureLimits(mode, frozenset(exclude)), None)
    pipeline = Pipeline(Capture(limits.capture, limits.masker, limits.always))
    traces = list(convert([into], pipeline, lambda _: None))
    spans = (span for trace in traces for span in trace.spans)
    return b"".join(export_request(spans, {}, "0")) + str([t.summary for t in traces]).encode()


@pytest.mark.parametrize("folder", FOLDERS, ids=NAMES)
def test_no_canary_is_heard_in_metadata(folder: Path, tmp_path: Path) -> None:
    aviary = placed(folder, tmp_path)
    out = converted(tmp_path, CaptureMode.metadata)
    assert b"invoke_agent" in out or b'"spans":[\n]' in out
    assert aviary.told(aviary.heard(out)) == {}


@pytest.mark.parametrize("category", sorted(CATEGORIES))
def test_no_canary_of_an_excluded_category_is_heard(category: str, tmp_path: Path) -> None:
    leaked: dict[str, str] = {}
    heard_otherwise: Counter[str] = Counter()
    for number, folder in enumerate(KINDS):
        into = tmp_path / str(number)
        aviary = placed(folder, into)
        sung = Counter(
            aviary.category[name] for name in aviary.heard(converted(into, CaptureMode.full))
        )
        heard_otherwise += sung
        if not sung[category]:
            continue
        for mode in (CaptureMode.full, CaptureMode.redacted):
            heard = aviary.heard(converted(into, mode, category))
            leaked |= aviary.told({name for name in heard if aviary.category[name] == category})
    assert leaked == {}
    assert heard_otherwise[category], "the canaries of this category never sing: the test is blind"


def test_no_canary_is_heard_in_what_a_worker_leaves_behind(
    tmp_path: Path, sink: Sink, caplog: pytest.LogCaptureFixture
) -> None:
    locations: Locations = locate(
        {
            "HOME": str(tmp_path),
            "CODEX_HOME": str(tmp_path / "codex"),
            "CODEXCTL_HOME": str(tmp_path / "ctl"),
        }
    )
    aviary = Aviary()
    for number, folder in enumerate(FOLDERS):
        placed(folder, locations.rollout_folders[0] / str(number), aviary)
    for path in all_files(locations.rollout_folders[0]):
        os.utime(path, (1, 1))  # quiet for so long that killed turns are given up everywhere
    configure(locations, "local", f"far={sink.url}")
    with caplog.at_level(logging.DEBUG):
        reports = deliver(locations, {"CODEXCTL_CAPTURE": "metadata"}, Clock())
    assert reports["far"].delivered == reports["local"].delivered > 100
    left = [path.read_bytes() for path in all_files(tmp_path / "ctl")]
    left += [request.SerializeToString() for request in sink.requests]
    left += [str(sink.headers).encode(), caplog.text.encode(), repr(reports).encode()]
    assert aviary.told(aviary.heard(*left)) == {}


@pytest.fixture
def sink() -> Iterator[Sink]:
    """A running OTLP/HTTP sink."""
    with Sink() as running:
        yield running
