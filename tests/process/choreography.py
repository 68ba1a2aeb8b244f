"""One lot, its four agencies and the gateway's view; messages come late, early, twice and in any order.

Nothing here knows a fact by its name except the rules about lots (`TOGETHER`, and that one refused vehicle voids the
licence of all). Everything else is read from the order, so that a broken table breaks the world it describes. What an
agency hears stands in `hearing.py`, what it decides of its own accord in `deciding.py`.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from exportlane.contracts.decision import FactData, Heard
from exportlane.process import CaseState, Hold, Order, Step, StepName, apply, begin

TOGETHER = frozenset({StepName.LICENCE, StepName.CUSTOMS})
"""One decision for every vehicle of the lot. A rebate claim is accepted together and decided line by line."""

START = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
GATEWAY = "gateway"


class Said(FactData):
    """As much of a fact's data as the fold reads."""

    phase: str | None = None
    complete: bool = True
    rebate_class: int | None = None
    fact_id: str | None = None
    code: str | None = None
    accepted_on: date | None = None
    on: date | None = None


@dataclass(frozen=True)
class Uttered:
    """A fact, with what led to it: the type and case of a fact heard, or None for a decision by hand."""

    heard: Heard
    cause: tuple[str, str] | None


@dataclass
class Desk:
    """What one agency holds of one case."""

    stage: str = "new"  # new, begun, correction, bound, loosed, done, renewal, final, ended, undone
    endorsed: bool = False
    flagged: bool = False
    """Something was heard upon which an unused licence is revoked."""
    covered: bool = False
    """As far as it has heard, the licence is in force."""
    relied_on: bool = False
    """The licence was used."""
    late: bool = False
    """Its last day had passed when its use was heard: given back, it is expired."""
    under_way: bool = False
    """The goods have left the port of departure."""
    locks: int = 0
    holds: list[Hold] = field(default_factory=list)
    started: bool = False
    opened: bool = False
    fallen: bool = False
    corrections: int = 0
    heard: set[str] = field(default_factory=set)
    next: dict[str, int] = field(default_factory=lambda: defaultdict(lambda: 1))
    early: dict[tuple[str, int], Heard] = field(default_factory=dict)
    parked: Heard | None = None
    behind: list[Heard] = field(default_factory=list)


@dataclass
class Temper:
    """How often, in per cent, something else than the straight way is taken."""

    correction: int = 20
    refusal: int = 10
    by_hand: int = 6
    holding: int = 12
    lost: int = 6
    """A licence that is voided, a release that is taken back, a lock."""
    twice: int = 15


class Lot:
    """The vehicles of one licence, run until nobody has anything left to do."""

    def __init__(self, order: Order, *, version: str, lines: int, seed: int, temper: Temper) -> None:
        self.order, self.chance, self.temper = order, random.Random(seed), temper
        self.listens = {step.agency: order.hears(step.agency) for step in order.steps}
        self.cases = [f"case-{n}" for n in range(lines)]
        self.steps = {step.agency: step for step in order.steps}
        self.desks = {(agency, case): Desk() for agency in self.steps for case in self.cases}
        self.ledger: list[Uttered] = []
        self.counts: dict[tuple[str, str], int] = defaultdict(int)
        self.under_way: list[tuple[str, Heard]] = []
        self.views: dict[str, CaseState] = {case: begin(order.name, version) for case in self.cases}
        self.prefixes: list[CaseState] = []
        self.whims: list[Callable[[], None]] = []
        self.scheme = self.percent(25)
        """Whether the goods take the way over a port of departure."""
        self.now = START

    # what an agency says

    def say(
        self, agency: str, case: str, type_: str, *, cause: tuple[str, str] | None, about: str | None = None
    ) -> None:
        self.counts[agency, case] += 1
        self.now += timedelta(minutes=self.chance.randrange(1, 2000))
        step = self.steps[agency]
        phase = None
        if step.name is StepName.DEREGISTRATION and type_ in step.done:
            phase = "provisional" if step.final else "final"
        sequence = self.counts[agency, case]
        fact = Heard(
            id=f"{agency}:{case}:{sequence}",
            source=agency,
            type=type_,
            case_id=case,
            sequence=sequence,
            occurred_at=self.now,
            correlation_id="batch",
            data=Said(phase=phase, rebate_class=3, fact_id=about),
        )
        self.ledger.append(Uttered(fact, cause))
        for listener in (*self.steps, GATEWAY):
            if listener != agency:
                self.under_way += [(listener, fact)] * (2 if self.percent(self.temper.twice) else 1)

    def percent(self, number: int) -> bool:
        return self.chance.randrange(100) < number

    # the run

    def run(self) -> None:
        for case in self.cases:
            for type_ in self.order.step(StepName.LICENCE).begun:
                self.say("licensing", case, type_, cause=None)
            if self.percent(self.temper.correction // 2):
                self.ask_before_it_begins(self.order.step(StepName.DEREGISTRATION), case)
            self.temptations(case)
        while (jobs := self.jobs()) or self.under_way:
            if self.under_way and (not jobs or not self.percent(25)):
                self.pass_on(self.chance.randrange(len(self.under_way)))
            else:
                self.chance.choice(jobs)()

    def ask_before_it_begins(self, step: Step, case: str) -> None:
        """The papers are looked at when they come in, long before the licence is there."""
        self.say(step.agency, case, step.correction[0], cause=None)
        self.desks[step.agency, case].stage = "correction"

    def pass_on(self, chosen: int) -> None:
        """Hand over any message: each may overtake all others."""
        listener, fact = self.under_way[chosen]
        self.under_way[chosen] = self.under_way[-1]
        self.under_way.pop()
        self.deliver(listener, fact)

    def jobs(self) -> list[Callable[[], None]]:
        """Everything that some agency could do of its own accord now."""
        raise NotImplementedError

    def temptations(self, case: str) -> None:
        """What may befall a vehicle at some time or other."""
        raise NotImplementedError

    def hear(self, agency: str, fact: Heard) -> None:
        """What an agency does on a fact that is in order."""
        raise NotImplementedError

    # what every agency knows

    def desk(self, step: Step, case: str) -> Desk:
        return self.desks[step.agency, case]

    def group(self, step: Step, case: str) -> list[str]:
        return self.cases if step.name in TOGETHER else [case]

    def all_say(self, step: Step, group: list[str], type_: str, stage: str | None = None) -> None:
        for line in group:
            self.say(step.agency, line, type_, cause=None)
            self.desk(step, line).stage = stage or self.desk(step, line).stage

    def park(self, agency: str, fact: Heard) -> None:
        self.desks[agency, fact.case_id].parked = fact
        self.say(agency, fact.case_id, "message.parked.v1", cause=None, about=fact.id)

    def skip(self, agency: str, case: str) -> None:
        desk = self.desks[agency, case]
        assert desk.parked is not None
        self.say(agency, case, "message.skipped.v1", cause=None, about=desk.parked.id)
        desk.parked = None
        waiting, desk.behind = desk.behind, []
        for fact in waiting:
            self.hear(agency, fact)

    def deliver(self, listener: str, fact: Heard) -> None:
        if listener == GATEWAY:
            before = self.views[fact.case_id]
            self.views[fact.case_id] = apply(before, fact)
            if self.views[fact.case_id] is not before:
                self.prefixes.append(self.views[fact.case_id])
            return
        desk = self.desks[listener, fact.case_id]
        if fact.sequence < desk.next[fact.source]:
            return
        desk.early[fact.source, fact.sequence] = fact
        while (following := desk.early.pop((fact.source, desk.next[fact.source]), None)) is not None:
            desk.next[fact.source] += 1
            self.hear(listener, following)
