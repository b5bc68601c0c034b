"""A thousand machines and one gateway in virtual time; who may send when is codexctl's decision.

The machines are simulated, and so is the gateway; `wait_ns` and `Standing.is_waiting` are the real
ones. A machine holds turns until the gateway has said yes, as the rollout does on a real one.
"""

from __future__ import annotations

import heapq
import itertools
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from codexctl.deliver.cursors.destination_state import Standing, wait_ns
from codexctl.deliver.worker.gathering import BATCH_SPANS

NS = 10**9
_AFTERWARDS_S = 1800.0


@dataclass(frozen=True)
class Plan:
    """What happens; times in seconds.

    A machine's turns end `every_s` apart on average. `in_step`: all have one at the moment at which
    the outage begins (jobs that one scheduler started). `eager` machines come back as soon as they
    may (`watch`, the timer's service); the others when their next turn ends, or a session begins
    (each has one more in the last half of an hour, when no turn ends any more). The gateway takes
    `rate` requests a second and up to `burst` at once, and answers what is above with 429 and
    `retry_after_s`.
    """

    machines: int = 1000
    every_s: float = 960.0
    spans: int = 30
    outage: tuple[float, float] = (600.0, 4200.0)
    until_s: float = 7200.0
    rate: float = 50.0
    burst: float = 100.0
    retry_after_s: float = 30.0
    in_step: bool = False
    eager: bool = True


@dataclass
class Told:
    """What became of it: requests and refusals by second, and how many turns were delivered.

    `drained_s` is when the last turn from before the outage's end came, `healthy_waits` how long
    turns waited while nothing had failed, in seconds.
    """

    requests: Counter[int] = field(default_factory=Counter)
    refused: Counter[int] = field(default_factory=Counter)
    ended: int = 0
    delivered: int = 0
    drained_s: float = 0.0
    healthy_waits: list[float] = field(default_factory=list)

    def peak(self, first: float, last: float) -> int:
        """The most requests in any second of a time."""
        return max((self.requests[s] for s in range(int(first), int(last))), default=0)


@dataclass
class _Machine:
    held: list[float] = field(default_factory=list)
    standing: Standing = field(default_factory=lambda: Standing("far", 0))


class _Gateway:
    def __init__(self, plan: Plan) -> None:
        self._plan, self._tokens, self._at = plan, plan.burst, 0.0

    def answer(self, at: float) -> int:
        """200, 429, or 0 for no answer at all."""
        if self._plan.outage[0] <= at < self._plan.outage[1]:
            return 0
        gained = (at - self._at) * self._plan.rate
        self._tokens, self._at = min(self._plan.burst, self._tokens + gained), at
        if self._tokens < 1:
            return 429
        self._tokens -= 1
        return 200


def simulate(plan: Plan, seed: int, chance: Callable[[], float]) -> Told:
    """Run it; the same for the same arguments. `chance` is what `Clock.chance` gives machines."""
    told, gateway = Told(), _Gateway(plan)
    rolled, order = random.Random(seed), itertools.count()
    machines = [_Machine() for _ in range(plan.machines)]
    due: list[tuple[float, int, int, bool]] = []
    for number in range(plan.machines):
        ends = rolled.expovariate(1 / plan.every_s)
        while ends < plan.until_s - _AFTERWARDS_S:
            heapq.heappush(due, (ends, next(order), number, True))
            ends += rolled.expovariate(1 / plan.every_s)
        later = plan.until_s - rolled.uniform(1, _AFTERWARDS_S)
        heapq.heappush(due, (later, next(order), number, False))
        if plan.in_step:
            heapq.heappush(due, (plan.outage[0], next(order), number, True))
    while due and due[0][0] < plan.until_s:
        at, _, number, is_turn = heapq.heappop(due)
        machine = machines[number]
        if is_turn:
            told.ended += 1
            machine.held.append(at)
        if not machine.held or machine.standing.is_waiting(round(at * NS)):
            continue
        again = _send(plan, machine, gateway, at, told, chance)
        if again and (plan.eager or at > plan.until_s - _AFTERWARDS_S):
            heapq.heappush(due, (max(again, at + 0.01), next(order), number, False))
    return told


def _send(
    plan: Plan, machine: _Machine, gateway: _Gateway, at: float, told: Told,
    chance: Callable[[], float],
) -> float:  # fmt: skip
    """Send all that is held, batch by batch; gives when to come back (0: nothing is left)."""
    most = max(1, BATCH_SPANS // plan.spans)
    while machine.held:
        told.requests[int(at)] += 1
        status = gateway.answer(at)
        if status != 200:
            told.refused[int(at)] += 1
            failures = machine.standing.failures + 1
            asked = plan.retry_after_s if status == 429 else 0.0
            until = round(at * NS) + wait_ns(failures, asked, chance())
            machine.standing = Standing("far", 0, failures=failures, not_before_ns=until)
            return until / NS
        if machine.standing.failures == 0 and not plan.outage[0] <= at < plan.outage[1] + 900:
            told.healthy_waits += [at - ended for ended in machine.held[:most]]
        told.delivered += len(machine.held[:most])
        if machine.held[0] < plan.outage[1] <= at:
            told.drained_s = max(told.drained_s, at)
        del machine.held[:most]
        machine.standing = Standing("far", 0)
        at += 0.05
    return 0.0
