"""Four agencies that do nothing but follow the table; messages come late, early, twice and in any order.

Nothing here knows a fact by its name except the two rules about lots (`TOGETHER`, and that one refused vehicle voids
the licence of all). Everything else is read from the order, so that a broken table breaks the world it describes.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial

from exportlane.contracts.decision import FactData, Heard
from exportlane.process import ENDORSED, CaseState, Order, Step, StepName, apply, begin

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


@dataclass(frozen=True)
class Uttered:
    """A fact, with what led to it: the type and case of a fact heard, or None for a decision by hand."""

    heard: Heard
    cause: tuple[str, str] | None


@dataclass
class Desk:
    """What one agency holds of one case."""

    stage: str = "new"  # new, begun, correction, bound, done, ended, undone
    endorsed: bool = False
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
    twice: int = 15


class World:
    """One lot, its four agencies and the gateway's view, run until nobody has anything left to do."""

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
        self.whims: list[tuple[Step, list[str], str]] = []
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
        jobs: list[Callable[[], None]] = []
        for (agency, case), desk in self.desks.items():
            step = self.steps[agency]
            if agency == "vehicle-registry" and not desk.endorsed:
                jobs.append(partial(self.endorse, case))
            if desk.parked is not None:
                jobs.append(partial(self.skip, agency, case))
            elif desk.stage in {"begun", "correction", "bound"} and case == self.group(step, case)[0]:
                jobs.append(partial(self.decide, step, case))
        return jobs + [partial(self.follow, *whim) for whim in self.whims]

    def endorse(self, case: str) -> None:
        self.desks["vehicle-registry", case].endorsed = True
        self.say("vehicle-registry", case, ENDORSED, cause=None)

    def skip(self, agency: str, case: str) -> None:
        desk = self.desks[agency, case]
        assert desk.parked is not None
        self.say(agency, case, "message.skipped.v1", cause=None, about=desk.parked.id)
        desk.parked = None
        waiting, desk.behind = desk.behind, []
        for fact in waiting:
            self.hear(agency, fact)

    # what an agency hears

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

    def hear(self, agency: str, fact: Heard) -> None:
        desk, step = self.desks[agency, fact.case_id], self.steps[agency]
        if fact.type not in self.listens[agency]:
            return
        if desk.parked is not None:
            desk.behind.append(fact)
            return
        desk.heard.add(fact.type)
        cause = (fact.type, fact.case_id)
        if fact.type in self.order.falls_with(step):
            self.fall(step, fact.case_id, fact, cause)
        elif fact.type in self.order.undo_triggers(step):
            self.undo(step, fact.case_id, fact, cause)
        answers = dict(step.answers)
        if fact.type in answers:
            self.answer(step, fact, answers[fact.type], cause)
        if fact.type in self.order.starts(step):
            self.start(step, fact.case_id, fact, cause)

    def park(self, agency: str, fact: Heard) -> None:
        self.desks[agency, fact.case_id].parked = fact
        self.say(agency, fact.case_id, "message.parked.v1", cause=None, about=fact.id)

    def group(self, step: Step, case: str) -> list[str]:
        return self.cases if step.name in TOGETHER else [case]

    def start(self, step: Step, case: str, fact: Heard, cause: tuple[str, str]) -> None:
        if step.whole_lot:
            if all(self.desks[step.agency, line].heard & self.order.starts(step) for line in self.cases):
                self.start_together(step, cause)
            return
        desk = self.desks[step.agency, case]
        if desk.fallen and not step.final:
            self.park(step.agency, fact)  # the goods left on a licence that no longer stands
        elif not desk.fallen:
            desk.started = True
            desk.stage = "begun" if desk.stage == "new" else desk.stage

    def start_together(self, step: Step, cause: tuple[str, str]) -> None:
        returned = step.name is StepName.CUSTOMS and self.percent(self.temper.correction)
        for line in self.cases:
            desk = self.desks[step.agency, line]
            if desk.stage != "new" or desk.fallen:
                continue
            desk.started = True
            desk.stage = "correction" if returned else "begun"
            if returned:
                self.say(step.agency, line, step.correction[0], cause=None)
            elif step.after is not None:
                self.open(step, line, cause)

    def open(self, step: Step, case: str, cause: tuple[str, str] | None) -> None:
        self.desks[step.agency, case].opened = True
        for type_ in step.begun:
            self.say(step.agency, case, type_, cause=cause)

    def answer(self, step: Step, fact: Heard, says: str, cause: tuple[str, str]) -> None:
        desk = self.desks[step.agency, fact.case_id]
        if desk.stage == "done":
            self.say(step.agency, fact.case_id, says, cause=cause)
            if says in step.final:
                desk.stage = "final"
        elif step.name is StepName.DEREGISTRATION:
            self.park(step.agency, fact)

    def fall(self, step: Step, case: str, fact: Heard, cause: tuple[str, str]) -> None:
        for line in self.group(step, case):
            desk = self.desks[step.agency, line]
            desk.fallen = True
            if desk.stage in {"new", "begun", "correction"}:
                refusing = step.refused if desk.opened and step.name is StepName.CUSTOMS else step.lapsed
                for type_ in refusing[:1]:
                    self.say(step.agency, line, type_, cause=cause)
                desk.stage = "ended"
            elif desk.stage == "bound" or (desk.stage == "done" and self.takes_back(step, line)):
                self.say(step.agency, line, step.undone[0], cause=cause)
                desk.stage = "undone"
            elif desk.stage in {"done", "final"} and line == case and step.name is not StepName.REBATE:
                self.park(step.agency, fact)

    def takes_back(self, step: Step, case: str) -> bool:
        said = {one.heard.type for one in self.ledger if one.heard.case_id == case}
        return bool(step.undone) and bool(said & set(step.undo_of) & set(step.done))

    def undo(self, step: Step, case: str, fact: Heard, cause: tuple[str, str]) -> None:
        refused = {type_ for other in self.order.behind(step) for type_ in other.refused}
        triggers = self.order.undo_triggers(step)
        every_line = all(self.desks[step.agency, line].heard & triggers for line in self.cases)
        if step.whole_lot and fact.type not in refused and not every_line:
            return  # the licence is cancelled when every vehicle is back
        for line in self.group(step, case):
            desk = self.desks[step.agency, line]
            if desk.stage == "done":
                self.say(step.agency, line, step.undone[0], cause=cause)
                desk.stage = "undone"
            elif desk.stage == "final" and line == case:
                self.park(step.agency, fact)

    # what an agency decides

    def decide(self, step: Step, case: str) -> None:
        desk = self.desks[step.agency, case]
        group = [line for line in self.group(step, case) if self.desks[step.agency, line].stage == desk.stage]
        requested, supplied = step.correction
        if desk.stage == "correction":
            self.all_say(step, group, supplied, "begun" if desk.started else "new")
            for line in group:
                if desk.started and step.after is not None and not self.desks[step.agency, line].opened:
                    self.open(step, line, None)
        elif desk.stage == "bound":
            undoing = bool(step.undone) and self.percent(self.temper.refusal)
            self.all_say(
                step, group, step.undone[0] if undoing else step.done[0], "undone" if undoing else "done"
            )
        elif desk.corrections < 2 and self.percent(self.temper.correction):
            desk.corrections += 1
            self.all_say(step, group, requested, "correction")
        elif self.percent(self.temper.refusal):
            self.all_say(step, group, self.chance.choice(step.refused + step.withdrawn), "ended")
        elif step.binding:
            self.all_say(step, group, step.binding[0], "bound")
        else:
            for type_ in step.on_the_way:
                self.all_say(step, group, type_, "begun")
            self.all_say(step, group, self.chance.choice(step.done), "done")
        self.afterwards(step, group)

    def all_say(self, step: Step, group: list[str], type_: str, stage: str) -> None:
        for line in group:
            self.say(step.agency, line, type_, cause=None)
            self.desks[step.agency, line].stage = stage

    def afterwards(self, step: Step, group: list[str]) -> None:
        """Sometimes an officer undoes what was done, or goods come back, some time later."""
        if not self.percent(self.temper.by_hand):
            return
        if step.came_back and self.desks[step.agency, group[0]].stage == "done":
            self.whims.append((step, [self.chance.choice(group)], step.came_back[0]))
        elif step.name is StepName.REBATE:
            self.whims += [(step, [line], step.undone[0]) for line in group if self.takes_back(step, line)]
        elif step.undone and not step.binding:
            self.whims.append((step, list(self.cases), step.undone[0]))

    def follow(self, step: Step, group: list[str], type_: str) -> None:
        self.whims.remove((step, group, type_))
        used = any(self.desks[step.agency, line].heard & dict(step.answers).keys() for line in group)
        if not used and all(self.desks[step.agency, line].stage == "done" for line in group):
            self.all_say(step, group, type_, "undone")
