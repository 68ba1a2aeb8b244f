"""What an agency does when it hears a fact: begin, answer, fall with its ground, undo in reverse, revoke."""

from __future__ import annotations

from exportlane.contracts.decision import Heard
from exportlane.process import Step, StepName
from tests.process.choreography import Lot

Cause = tuple[str, str]
OVER = frozenset({"ended", "undone"})


class Hearing(Lot):
    """The agencies as listeners."""

    def hear(self, agency: str, fact: Heard) -> None:
        desk, step = self.desks[agency, fact.case_id], self.steps[agency]
        if fact.type not in self.listens[agency]:
            return
        if desk.parked is not None:
            desk.behind.append(fact)
            return
        desk.heard.add(fact.type)
        cause = (fact.type, fact.case_id)
        self.take_note(step, fact, cause)
        if fact.type in self.order.falls_with(step):
            self.fall(step, fact.case_id, fact, cause)
        elif fact.type in step.revoked_by:
            self.flag(step, cause)
        elif fact.type in self.order.undo_triggers(step):
            self.undo(step, fact.case_id, fact, cause)
        elif fact.type in self.order.reversals(step):
            self.reverse(step, fact.case_id, cause)
        answers = dict(step.answers)
        if fact.type in answers:
            self.answer(step, fact, answers[fact.type], cause)
        if fact.type in self.order.starts(step):
            self.start(step, fact.case_id, fact, cause)
        elif fact.type in step.early and self.scheme:
            self.start_if_all_are_there(step, cause, on=frozenset(step.early))

    def take_note(self, step: Step, fact: Heard, cause: Cause) -> None:
        """Whether a licence is in force, and whether the vehicle is locked."""
        licence = self.order.step(StepName.LICENCE)
        desk = self.desk(step, fact.case_id)
        if fact.type in licence.done:
            desk.covered = True
        elif fact.type in licence.voided:
            desk.covered = False
        lock = next(hold for hold in self.order.step(StepName.DEREGISTRATION).holds if hold.lasts)
        if step.name is StepName.CUSTOMS and fact.type in lock.opened + lock.closed:
            self.hold_or_let_go(step, locked=fact.type in lock.opened, cause=cause)

    def hold_or_let_go(self, step: Step, *, locked: bool, cause: Cause) -> None:
        hold = next(hold for hold in step.holds if hold.each)
        for line in self.cases:
            desk = self.desk(step, line)
            desk.locks += 1 if locked else -1
            if locked and desk.stage in {"begun", "correction", "loosed"} and hold not in desk.holds:
                desk.holds.append(hold)
                self.say(step.agency, line, hold.opened[0], cause=cause)
            elif not desk.locks and hold in desk.holds:
                desk.holds.remove(hold)
                self.say(step.agency, line, hold.closed[0], cause=cause)

    def start(self, step: Step, case: str, fact: Heard, cause: Cause) -> None:
        if step.whole_lot:
            self.start_if_all_are_there(step, cause, on=self.order.starts(step))
            return
        desk = self.desk(step, case)
        if desk.fallen and not step.final:
            self.park(step.agency, fact)  # the goods left on a licence that no longer stands
        elif not desk.fallen:
            desk.started = True
            desk.stage = "begun" if desk.stage == "new" else desk.stage

    def start_if_all_are_there(self, step: Step, cause: Cause, *, on: frozenset[str]) -> None:
        """Every vehicle that is still on the licence."""
        left = [line for line in self.cases if self.desk(step, line).stage not in OVER]
        if not left or not all(self.desk(step, line).heard & on for line in left):
            return
        returned = step.name is StepName.CUSTOMS and self.percent(self.temper.correction)
        for line in left:
            desk = self.desk(step, line)
            if desk.stage != "new" or desk.fallen:
                continue
            desk.started = True
            desk.stage = "correction" if returned else "begun"
            if returned:
                self.say(step.agency, line, step.correction[0], cause=None)
            elif step.after is not None:
                self.open(step, line, cause)

    def open(self, step: Step, case: str, cause: Cause | None) -> None:
        self.desk(step, case).opened = True
        for type_ in step.begun:
            self.say(step.agency, case, type_, cause=cause)

    def answer(self, step: Step, fact: Heard, says: str, cause: Cause) -> None:
        desk = self.desk(step, fact.case_id)
        reinstating = says in step.stands_again
        if desk.stage == "renewal" and not reinstating and step.stands_again:
            # Released on the last day, heard on the next: the licence was used, after all.
            desk.stage, desk.holds, desk.late = "done", [], True
            self.say(step.agency, fact.case_id, step.stands_again[0], cause=cause)
        if desk.stage == "done" and (desk.relied_on or not reinstating):
            desk.relied_on = not reinstating
            late = reinstating and desk.late
            self.say(step.agency, fact.case_id, step.voided[0] if late else says, cause=cause)
            if late:
                self.wait_for_renewal(step)
            if says in step.final:
                desk.stage = "final"
        elif step.name is StepName.DEREGISTRATION:
            self.park(step.agency, fact)
        if reinstating and desk.flagged:
            self.flag(step, cause)

    def wait_for_renewal(self, step: Step) -> None:
        """Every vehicle is back and the last day has passed: another licence is applied for, as one."""
        left = [desk for line in self.cases if (desk := self.desk(step, line)).stage not in OVER]
        if any(desk.relied_on for desk in left):
            return
        for desk in left:
            desk.stage, desk.late = "renewal", False

    def fall(self, step: Step, case: str, fact: Heard, cause: Cause) -> None:
        ground = None if step.rests_on is None else self.order.step(step.rests_on)
        alone = ground is not None and fact.type in ground.struck_off
        for line in [case] if alone else self.group(step, case):
            desk = self.desk(step, line)
            desk.fallen = True
            if desk.stage in {"new", "begun", "correction"}:
                for type_ in self.refusing(step, opened=desk.opened and not alone):
                    self.say(step.agency, line, type_, cause=cause)
                desk.stage = "ended"
            elif desk.stage in {"bound", "loosed", "renewal"} or self.takes_back(step, line):
                self.take_back(step, line, cause)
            elif desk.stage in {"done", "final"} and line == case and step.name is not StepName.REBATE:
                self.park(step.agency, fact)
        if step.whole_lot:
            self.start_if_all_are_there(step, cause, on=self.order.starts(step))

    def refusing(self, step: Step, *, opened: bool) -> tuple[str, ...]:
        refuses = step.rests_on is None or (opened and step.name is StepName.CUSTOMS)
        return (step.refused if refuses else step.lapsed)[:1]

    def take_back(self, step: Step, line: str, cause: Cause | None) -> None:
        for hold in step.holds:
            if set(hold.closed) & set(step.undone) and step.rests_on is StepName.CUSTOMS:
                self.say(step.agency, line, hold.opened[0], cause=cause)
        ways = step.undone if step.name is StepName.REBATE else step.undone[:1]
        self.say(step.agency, line, self.chance.choice(ways), cause=cause)
        self.desk(step, line).stage = "undone"

    def takes_back(self, step: Step, case: str) -> bool:
        said = {one.heard.type for one in self.ledger if one.heard.case_id == case}
        done = self.desk(step, case).stage == "done"
        return done and bool(step.undone) and bool(said & set(step.undo_of) & set(step.done))

    def undo(self, step: Step, case: str, fact: Heard, cause: Cause) -> None:
        behind = self.order.behind(step)
        refused = {type_ for other in behind for type_ in other.refused + other.struck_off}
        triggers = self.order.undo_triggers(step)
        left = [line for line in self.cases if self.desk(step, line).stage not in OVER]
        every_line = all(self.desk(step, line).heard & triggers for line in left)
        if step.whole_lot and fact.type not in refused and not every_line:
            return  # the licence is cancelled when every vehicle is back
        for line in self.group(step, case):
            desk = self.desk(step, line)
            if desk.stage in {"done", "renewal"}:
                self.take_back(step, line, cause)
            elif desk.stage == "final" and line == case:
                self.park(step.agency, fact)

    def reverse(self, step: Step, case: str, cause: Cause) -> None:
        """The goods of an early claim did not leave after all."""
        desk = self.desk(step, case)
        if desk.stage in {"begun", "correction"} and desk.opened:
            self.say(step.agency, case, step.refused[0], cause=cause)
            desk.stage = "ended"
        elif self.takes_back(step, case):
            self.take_back(step, case, cause)

    def flag(self, step: Step, cause: Cause) -> None:
        """An unused licence is revoked, one under application will be refused, a used one is a person's matter."""
        for line in self.cases:
            self.desk(step, line).flagged = True
        if any(self.desk(step, line).relied_on for line in self.cases):
            return
        for line in self.cases:
            if self.desk(step, line).stage in {"done", "renewal"}:
                self.say(step.agency, line, step.undone[-1], cause=cause)
                self.desk(step, line).stage = "undone"
