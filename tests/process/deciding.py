"""What an agency, the enterprise or chance does of its own accord."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from exportlane.process import ENDORSED, Hold, Order, Step, StepName
from exportlane.process.shape import NOT_ENDORSED
from tests.process.hearing import OVER, Hearing

MISUSE = "vehicle.misuse_reported.v1"


class World(Hearing):
    """The agencies as deciders."""

    def jobs(self) -> list[Callable[[], None]]:
        jobs: list[Callable[[], None]] = []
        for (agency, case), desk in self.desks.items():
            step = self.steps[agency]
            if agency == "vehicle-registry" and not desk.endorsed:
                jobs.append(partial(self.endorse, case))
            if desk.parked is not None:
                jobs.append(partial(self.skip, agency, case))
            elif desk.stage in {"begun", "correction", "bound", "loosed", "renewal"}:
                same = [line for line in self.group(step, case) if self.desk(step, line).stage == desk.stage]
                if case == same[0] and self.may_decide(step, case):
                    jobs.append(partial(self.decide, step, same))
        return jobs + [partial(self.follow, whim) for whim in self.whims]

    def may_decide(self, step: Step, case: str) -> bool:
        """Nothing is released without a licence in force, nor decided about a locked vehicle."""
        desk = self.desk(step, case)
        if desk.locks and desk.stage != "bound":
            return False
        return step.name is not StepName.CUSTOMS or desk.stage != "begun" or desk.covered

    def temptations(self, case: str) -> None:
        registry = self.order.step(StepName.DEREGISTRATION)
        for befalls in (self.lock, self.misuse, self.strike_off, self.lift, self.miss_exit):
            if self.percent(self.temper.lost // 2):
                self.whims.append(partial(befalls, registry, case))

    def endorse(self, case: str) -> None:
        registry = self.order.step(StepName.DEREGISTRATION)
        desk = self.desk(registry, case)
        desk.endorsed = True
        if self.percent(self.temper.correction):
            transfer = next(hold for hold in registry.holds if ENDORSED in hold.closed)
            self.say(registry.agency, case, transfer.opened[0], cause=None)
            self.say(registry.agency, case, self.chance.choice(transfer.closed[:2]), cause=None)
        refused = self.percent(self.temper.refusal // 2)
        self.say(registry.agency, case, NOT_ENDORSED[0] if refused else ENDORSED, cause=None)
        desk.fallen = desk.fallen or refused

    # what befalls a vehicle

    def follow(self, whim: Callable[[], None]) -> None:
        self.whims.remove(whim)
        whim()

    def lock(self, step: Step, case: str) -> None:
        desk = self.desk(step, case)
        hold = next(hold for hold in step.holds if hold.lasts)
        if desk.stage == "final" or not desk.endorsed:
            return
        desk.locks += 1
        self.say(step.agency, case, hold.opened[0], cause=None)
        if self.percent(60):
            self.whims.append(partial(self.unlock, step, case, hold))

    def unlock(self, step: Step, case: str, hold: Hold) -> None:
        self.desk(step, case).locks -= 1
        self.say(step.agency, case, hold.closed[0], cause=None)

    def misuse(self, step: Step, case: str) -> None:
        self.say(step.agency, case, MISUSE, cause=None)

    def strike_off(self, step: Step, case: str) -> None:
        desk = self.desk(step, case)
        if desk.stage in {"new", "begun", "correction"} or (step.final and desk.stage == "done"):
            self.say(step.agency, case, step.struck_off[0], cause=None)
            desk.stage = "undone"

    def lift(self, step: Step, case: str) -> None:
        customs = self.order.step(StepName.CUSTOMS)
        desk = self.desk(step, case)
        if desk.endorsed and desk.stage == "new" and not desk.heard & {*customs.done, *customs.binding}:
            self.say(step.agency, case, NOT_ENDORSED[1], cause=None)

    def miss_exit(self, step: Step, case: str) -> None:
        overdue = [hold for hold in step.holds if {*hold.closed} & {*step.final}]
        if overdue and self.desk(step, case).stage == "done":
            self.say(step.agency, case, overdue[0].opened[0], cause=None)

    # what an agency decides

    def decide(self, step: Step, group: list[str]) -> None:
        desk = self.desk(step, group[0])
        self.say_something(step, group)
        if desk.holds:
            self.settle(step, group)
        elif desk.stage == "renewal":
            self.renew(step, group)
        elif desk.stage == "correction":
            self.supply(step, group)
        elif desk.stage == "bound":
            self.finish(step, group)
        elif desk.stage == "loosed":
            self.rebook(step, group)
        elif desk.corrections < 2 and self.percent(self.temper.correction):
            desk.corrections += 1
            self.all_say(step, group, step.correction[0], "correction")
        elif desk.corrections < 4 and self.percent(self.temper.holding):
            desk.corrections += 1
            self.hold_up(step, group)
        else:
            self.close(step, group)
        self.afterwards(step, group)

    def say_something(self, step: Step, group: list[str]) -> None:
        """What an agency tells on the way and what moves nothing."""
        beside = {MISUSE, *NOT_ENDORSED, *self.early(self.order)}
        idle = [type_ for type_ in step.at_work + step.noted if type_ not in beside]
        if self.desk(step, group[0]).stage in {"begun", "bound"} and self.percent(self.temper.holding):
            self.all_say(step, group, self.chance.choice(idle))

    def early(self, order: Order) -> tuple[str, ...]:
        return tuple(type_ for step in order.steps for type_ in step.early)

    def supply(self, step: Step, group: list[str]) -> None:
        for line in group:
            desk = self.desk(step, line)
            self.all_say(step, [line], step.correction[1], "begun" if desk.started else "new")
            if desk.started and step.after is not None and not desk.opened:
                self.open(step, line, None)

    def hold_up(self, step: Step, group: list[str]) -> None:
        """Anything that the table says may hold up a step under way."""
        taking_back = {*step.voided, *step.loosed, *step.undone}
        usual = [
            hold
            for hold in step.holds
            if not hold.lasts
            and ENDORSED not in hold.closed
            and not {*hold.opened, *hold.closed} & {*taking_back, *step.final}
        ]
        hold = self.chance.choice(usual)
        self.all_say(step, group, self.chance.choice(hold.opened))
        for line in group:
            self.desk(step, line).holds.append(hold)

    def settle(self, step: Step, group: list[str]) -> None:
        for line in group:
            desk = self.desk(step, line)
            for hold in desk.holds:
                if hold.closed:
                    self.say(step.agency, line, hold.closed[0], cause=None)
            desk.holds = []

    def close(self, step: Step, group: list[str]) -> None:
        flagged = any(self.desk(step, line).flagged for line in group)
        if flagged or self.percent(self.temper.refusal):
            ways = step.refused if flagged else step.refused + step.withdrawn
            self.all_say(step, group, self.chance.choice(ways), "ended")
        elif step.binding:
            self.all_say(step, group, step.binding[0], "bound")
        else:
            for type_ in step.asked_for + step.on_the_way:
                self.all_say(step, group, type_)
            self.all_say(step, group, self.chance.choice(step.done), "done")

    def finish(self, step: Step, group: list[str]) -> None:
        """Released: it leaves, over a port of departure perhaps; or it is not loaded; or it is cancelled."""
        early = self.early(self.order)
        if self.scheme and not self.desk(step, group[0]).under_way:
            self.all_say(step, group, early[0])
            for line in group:
                self.desk(step, line).under_way = True
        elif self.percent(self.temper.lost):
            for type_ in reversed(step.loosed) if self.scheme else step.loosed[:1]:
                self.all_say(step, group, type_, "loosed")
        elif self.percent(self.temper.refusal):
            self.all_say(step, group, step.undone[0], "undone")
        else:
            self.all_say(step, group, step.done[0], "done")

    def rebook(self, step: Step, group: list[str]) -> None:
        if self.percent(25):
            self.all_say(step, group, step.undone[0], "undone")
            return
        hold = next(hold for hold in step.holds if set(hold.opened) & set(step.loosed))
        self.all_say(step, group, self.chance.choice(hold.closed[:2]), "begun")
        for line in group:
            self.desk(step, line).under_way = False

    def renew(self, step: Step, group: list[str]) -> None:
        """A new licence, for fewer vehicles perhaps; or the enterprise gives up."""
        if self.percent(25) or any(self.desk(step, line).flagged for line in group):
            self.all_say(step, group, step.undone[0], "undone")
            return
        if len(group) > 1 and self.percent(40):
            out = group.pop(self.chance.randrange(len(group)))
            self.all_say(step, [out], step.struck_off[0], "undone")
        hold = next(hold for hold in step.holds if set(hold.opened) & set(step.voided))
        self.all_say(step, group, hold.closed[0])
        self.all_say(step, group, step.done[0], "done")

    def afterwards(self, step: Step, group: list[str]) -> None:
        """Sometimes an officer undoes what was done, goods come back, or a licence is lost, some time later."""
        if self.desk(step, group[0]).stage != "done":
            return
        if step.voided and self.percent(self.temper.lost):
            self.whims.append(partial(self.void, step, list(self.cases)))
        if not self.percent(self.temper.by_hand):
            return
        if step.came_back:
            self.whims.append(partial(self.return_goods, step, self.chance.choice(group)))
        elif step.name is StepName.REBATE:
            self.whims += [partial(self.claw_back, step, line) for line in group]
        elif step.undone and not step.binding:
            self.whims.append(partial(self.undo_by_hand, step, list(self.cases)))

    def void(self, step: Step, group: list[str]) -> None:
        left = [line for line in group if self.desk(step, line).stage not in OVER]
        if not self.stands_unused(step, left):
            return
        type_ = self.chance.choice(step.voided)
        waits = any(type_ in hold.opened for hold in step.holds)
        for line in left:
            self.all_say(step, [line], type_, "renewal" if waits else None)
            if not waits:
                self.all_say(step, [line], step.done[0])

    def undo_by_hand(self, step: Step, group: list[str]) -> None:
        left = [line for line in group if self.desk(step, line).stage not in OVER]
        if self.stands_unused(step, left):
            self.all_say(step, left, self.chance.choice(step.undone), "undone")

    def stands_unused(self, step: Step, group: list[str]) -> bool:
        used = any(self.desk(step, line).heard & {heard for heard, _ in step.answers} for line in group)
        used = (used and any(self.desk(step, line).relied_on for line in group)) or (
            used and not step.stands_again
        )
        return bool(group) and not used and all(self.desk(step, line).stage == "done" for line in group)

    def return_goods(self, step: Step, line: str) -> None:
        if self.desk(step, line).stage == "done":
            self.all_say(step, [line], step.came_back[0], "undone")

    def claw_back(self, step: Step, line: str) -> None:
        if self.takes_back(step, line):
            self.take_back(step, line, None)
