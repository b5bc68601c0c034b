"""What redaction finds, what it takes too much, and how fast it is.

`python -m tests.bench.bench_redaction [ROUNDS]`: recall over every kind of secret in every
wrapping, over-redaction on benign text, and megabytes of text a second of processor time.
"""

from __future__ import annotations

import random
import statistics
import sys
import sysconfig
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from codexctl.redact.masker import compile_rules
from codexctl.settings.redaction import rule_file
from tests.corpora import benign
from tests.corpora.drawn import Drawn
from tests.corpora.judge import cases, over_redaction
from tests.corpora.secrets import samples
from tests.corpora.wrappings import WRAPPINGS

ROUNDS = 5
_CHUNK = 4000
_SPEED_RUNS = 7
# What could be made of nothing but the beginnings of secrets, to make rules work in vain.
HOSTILE = (
    "password=",
    "token=",
    "sk-",
    "-----BEGIN PRIVATE KEY-----",
    "@a.a",
    "\\",
    "://a:",
    "eyJ",
)


def main(rounds: int) -> None:
    """Measure and print."""
    masker = compile_rules(rule_file())
    seen = list(cases(masker.mask, rounds))
    leaks = [case for case in seen if case.leaks]
    kinds = {case.sample.kind for case in seen}
    print(f"\nRecall: {1 - len(leaks) / len(seen):.4f} ({len(leaks)} of {len(seen)} missed)")
    print(f"  {len(kinds)} kinds of secret × {len(WRAPPINGS)} wrappings × {rounds}")
    for kind, count in Counter((c.sample.kind, c.wrapping) for c in leaks).most_common(10):
        print(f"  missed {count}: {' in '.join(kind)}")
    total, touched = over_redaction(masker.mask, rounds)
    print(f"\nOver-redaction: {100 * len(touched) / total:.4f} % of {total} benign tokens")
    for where, token in touched[:10]:
        print(f"  touched in {where}: {token}")
    print(f"\nSpeed (processor time, median of {_SPEED_RUNS})")
    for name, texts in corpora().items():
        print(f"  {name:<34} {speed(masker.mask, texts):7.1f} MB/s")
    for unit in HOSTILE:
        text = unit * (100_000 // len(unit))
        print(f"  hostile: {unit!r:<25} {speed(masker.mask, [text], 1):7.2f} MB/s")


def corpora() -> dict[str, list[str]]:
    """Texts as tools' outputs are: a few kilobytes each; the mix holds a secret now and then."""
    generated = [text for _, text in benign.texts(20)]
    library = sorted(Path(sysconfig.get_paths()["stdlib"]).glob("*.py"))
    code = [text for path in library for text in _chunks(path.read_text("utf-8", "replace"))]
    mix = [*generated, *code]
    for number, sample in enumerate(samples(1)):
        name = Drawn(number).one(*WRAPPINGS)
        mix.append(generated[number] + WRAPPINGS[name](sample, Drawn(number)))
    random.Random(0).shuffle(mix)
    by_kind = {kind: [t for k, t in benign.texts(20) if k == kind] for kind in benign.BENIGN}
    return {"everything mixed": mix, "Python's standard library": code, **by_kind}


def speed(mask: Callable[[str], str], texts: list[str], runs: int = _SPEED_RUNS) -> float:
    """Megabytes of UTF-8 a second."""
    size = sum(len(text.encode("utf-8", "replace")) for text in texts)
    for text in texts[:50]:
        mask(text)
    taken = []
    for _ in range(runs):
        began = time.process_time()
        for text in texts:
            mask(text)
        taken.append(time.process_time() - began)
    return size / statistics.median(taken) / 1e6


def _chunks(text: str) -> list[str]:
    return [text[start : start + _CHUNK] for start in range(0, len(text), _CHUNK)]


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
