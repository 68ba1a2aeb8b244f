"""Whatever is done to a quota in whatever order: what is bound never exceeds the amount, and a car has one unit."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from exportlane.contracts.decision import Announce, Decided, Refused
from tests.transport.given import BY, COMMERCE, NOW, SMALL, USCC, registered, wanted
from transport import domain
from transport.domain import (
    PURPOSE,
    Ended,
    Finding,
    Fixed,
    Grant,
    GrantStatus,
    Misuse,
    Proposal,
    Report,
    Standing,
    ToAllocate,
    Unit,
    UnitStatus,
)

VINS = [f"LSVAU033{number:09d}" for number in range(6)]
GROUND = Ended("given_up", "It is not needed.", "第二条")


class Quota(RuleBasedStateMachine):
    """One firm's grant, its units and its proceedings, driven by everybody who has a verb."""

    grant: Grant
    now: datetime

    @initialize(amount=st.integers(0, 8))
    def determined(self, amount: int) -> None:
        self.now = NOW
        self.units: dict[str, Unit] = {}
        self.misuses: dict[str, Misuse] = {}
        self.facts: list[Announce] = []
        self.consumed: dict[str, str] = {}
        answer = domain.determine_new(
            wanted(), None, Fixed(amount, "orders", COMMERCE), now=NOW, policy=SMALL
        )
        assert isinstance(answer, Decided)
        self.grant = answer.state

    def standing(self) -> Standing:
        counts = {status.value: 0 for status in UnitStatus}
        for unit in self.units.values():
            counts[unit.status.value] += 1
        return Standing(**counts)

    def free(self) -> list[Unit]:
        return [unit for unit in self.units.values() if unit.status is UnitStatus.AVAILABLE]

    def keep(self, *decisions: Decided[Any]) -> None:
        for decided in decisions:
            self.facts.extend(decided.facts)
            if isinstance(decided.state, Unit):
                self.units[decided.state.id] = decided.state
            elif isinstance(decided.state, Grant):
                self.grant = decided.state
            else:
                self.misuses[decided.state.id] = decided.state

    def together(self, made: object) -> None:
        if not isinstance(made, Refused):
            grant, units = made  # type: ignore[misc]
            self.keep(grant, *units)

    @rule(amount=st.integers(0, 10))
    def change(self, amount: int) -> None:
        fixed = Fixed(amount, "changed", COMMERCE)
        self.together(
            domain.determine(self.grant, self.standing(), self.free(), fixed, now=self.now, policy=SMALL)
        )

    @rule(units=st.integers(1, 6))
    def allocate(self, units: int) -> None:
        open_ = any(misuse.live for misuse in self.misuses.values())
        wish = ToAllocate(units, BY, misuse_open=open_)
        self.together(domain.allocate(self.grant, self.standing(), wish, now=self.now, policy=SMALL))

    @rule()
    def cancel(self) -> None:
        self.together(domain.cancel(self.grant, self.standing(), self.free(), GROUND, by=BY, now=self.now))

    @rule(vin=st.sampled_from(VINS))
    def reserve(self, vin: str) -> None:
        holder = next((unit for unit in self.units.values() if unit.live_vin == vin), None)
        if domain.may_reserve(self.grant, now=self.now) or domain.second_unit(vin, holder) or not self.free():
            return
        answer = domain.reserve(self.free()[0], vin, by=BY, now=self.now, policy=SMALL)
        assert isinstance(answer, Decided)
        self.keep(answer)

    @rule(data=st.data())
    @precondition(lambda self: self.units)
    def release(self, data: st.DataObject) -> None:
        unit = self.units[data.draw(st.sampled_from(sorted(self.units)))]
        answer = domain.release(unit, code="purchase_failed", reason="no car", by=BY, now=self.now)
        if isinstance(answer, Decided):
            self.keep(answer)

    @rule(data=st.data(), vin=st.sampled_from(VINS))
    @precondition(lambda self: self.units)
    def consume(self, data: st.DataObject, vin: str) -> None:
        unit = self.units[data.draw(st.sampled_from(sorted(self.units)))]
        if any(one.live_vin == vin and one.id != unit.id for one in self.units.values()):
            return
        day = (self.now + timedelta(hours=8)).date()
        answer = domain.consume(unit, registered(unit.id, vin, on=day), now=self.now)
        if isinstance(answer, Decided):
            self.keep(answer)
            self.consumed[unit.id] = vin
        else:
            assert answer is None or isinstance(answer, Finding)

    @rule(data=st.data())
    @precondition(lambda self: self.consumed)
    def report(self, data: st.DataObject) -> None:
        unit = self.units[data.draw(st.sampled_from(sorted(self.consumed)))]
        before = next((one for one in self.misuses.values() if one.unit_no == unit.id and one.live), None)
        said = Report(f"r{len(self.facts)}", "road_use", "seen", NOW.date(), BY)
        answer = domain.report(f"m{len(self.misuses)}", unit, said, before)
        if isinstance(answer, Decided):
            self.keep(answer, domain.freeze(self.grant, answer.state, on=NOW.date()))

    @rule(data=st.data(), established=st.booleans())
    @precondition(lambda self: any(one.live for one in self.misuses.values()))
    def decide(self, data: st.DataObject, established: bool) -> None:
        misuse = data.draw(st.sampled_from([one for one in self.misuses.values() if one.live]))
        result = "established" if established else "dismissed"
        proposal = Proposal(result, "road_use", "cameras", "第二条", BY, NOW.date())  # type: ignore[arg-type]
        proposed = domain.propose(misuse, proposal)
        assert isinstance(proposed, Decided)
        outcome = domain.confirm(
            proposed.state,
            [self.grant],
            list(self.units.values()),
            by="transport/supervisor/zhou",
            now=self.now,
        )
        assert not isinstance(outcome, Refused)
        self.keep(outcome.misuse, *outcome.grants, *outcome.units)

    @rule(days=st.integers(1, 25))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days)
        for unit in list(self.units.values()):
            while (at := domain.wake_of_unit(self.units[unit.id])) is not None and at <= self.now:
                self.keep(_rung(self.units[unit.id], self.now))
        while any(clock.running and not clock.breached for clock in self.grant.clocks):
            answer = _grant_rung(self.grant, self.now)
            if answer.state == self.grant:
                break
            self.keep(answer)

    @invariant()
    def what_is_bound_never_exceeds_the_amount(self) -> None:
        standing = self.standing()
        assert standing.bound <= self.grant.amount
        assert standing.bound + standing.available <= self.grant.amount

    @invariant()
    def a_car_stands_on_one_unit(self) -> None:
        live = [unit.live_vin for unit in self.units.values() if unit.live_vin]
        assert len(live) == len(set(live))

    @invariant()
    def what_was_used_never_comes_back(self) -> None:
        for unit_no, vin in self.consumed.items():
            unit = self.units[unit_no]
            assert unit.status in {UnitStatus.CONSUMED, UnitStatus.REVOKED}
            assert unit.vin == vin

    @invariant()
    def every_number_is_given_once_and_every_unit_is_for_export_only(self) -> None:
        numbers = [unit.number for unit in self.units.values()]
        assert sorted(numbers) == list(range(1, self.grant.last_number + 1))
        assert dict(PURPOSE) == {
            "purpose": "export_only", "generates_update_quota": False, "road_use_allowed": False,
        }  # fmt: skip

    @invariant()
    def the_facts_tell_what_the_units_are(self) -> None:
        told = [fact for fact in self.facts if fact.type == "quota.unit_consumed.v1"]
        assert len(told) == len(self.consumed)
        assert all(unit.uscc == USCC for unit in self.units.values())

    @invariant()
    def a_frozen_grant_has_an_open_proceeding(self) -> None:
        live = {misuse.id for misuse in self.misuses.values() if misuse.live}
        assert set(self.grant.frozen_for) <= live
        if self.grant.status not in {GrantStatus.EXPIRED, GrantStatus.REVOKED}:
            assert set(self.grant.frozen_for) == live


def _rung(unit: Unit, now: datetime) -> Decided[Unit]:
    from transport.timing import on_unit_time  # noqa: PLC0415  # the edge, beside the pure domain of this file

    return on_unit_time(unit, now=now, policy=SMALL)


def _grant_rung(grant: Grant, now: datetime) -> Decided[Grant]:
    from transport.timing import on_grant_time  # noqa: PLC0415  # likewise

    return on_grant_time(grant, now=now, policy=SMALL)


TestQuota = Quota.TestCase
TestQuota.settings = settings(max_examples=250, stateful_step_count=40, deadline=None)
