"""What follows for an application from the facts of customs: written off, given back, undone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from exportlane.contracts.decision import Announce, Decided, Refused
from exportlane.law.instants import is_late, statutory_day
from exportlane.law.rules import rule
from licensing.domain import clocks, licence_facts
from licensing.domain.application import LICENSED, VOID, WAITING, Application, Status, Verb, moved, with_line
from licensing.domain.articles import ANNOUNCEMENT_6
from licensing.domain.dossier import Line, Outcome
from licensing.domain.hearing import CUSTOMS, Answer
from licensing.domain.outcomes import held, void
from licensing.domain.policy import REAPPLY, Policy
from licensing.domain.standing import FILING_EXPIRED, barred_from_applying


def hear_customs_undone(
    state: Application, case_id: str, outcome: Outcome, *, now: datetime, policy: Policy
) -> Answer:
    """Customs rejected or confiscated the goods, or cancelled its release.

    Where deregistration stands between the two, the licence stays until the registry has restored the vehicles.
    """
    line = state.line(case_id)
    noted = with_line(state, replace(line, customs_undone=True))
    if policy.of(state).next_step != CUSTOMS or state.status not in LICENSED | WAITING:
        return Decided(noted)
    if line.left_out is not None or not noted.every(lambda one: one.customs_undone):
        return Decided(noted)
    ground = replace(outcome, article=outcome.article or ANNOUNCEMENT_6)
    return void(noted, Verb.UNDO, ground, on=statutory_day(now))


@rule(
    "LIC-WRITE-OFF",
    zh="海关放行即核注许可证，须为有效的同一许可证",
    en="A release writes the licence off; it must be this licence, and valid",
    article="商务部等五部门公告2024年第6号",
    slug="contradiction",
)
def hear_released(
    state: Application, case_id: str, *, licence_no: str, declaration_no: str, released_on: date
) -> Answer:
    """Customs released a vehicle: its licence is written off (核注).

    Refused as a contradiction without a valid licence, or on another one. A release heard after its own undo is late,
    not contradictory: the two come from different agencies. So is one of the last day that is heard after midnight.
    """
    line = state.line(case_id)
    if state.status in VOID and (line.restored or line.customs_undone):
        return Decided(state)
    in_time = state.status is Status.EXPIRED and released_on <= held(state).valid_to
    if (state.status not in LICENSED and not in_time) or line.left_out is not None:
        sentence = (
            f"Customs released {line.vin} on licence {licence_no}, but the application is {state.status}."
        )
        return Refused("contradiction", sentence, ANNOUNCEMENT_6)
    licence = held(state)
    if licence.licence_no != licence_no:
        sentence = (
            f"Customs released {line.vin} on licence {licence_no}, but its licence is {licence.licence_no}."
        )
        return Refused("contradiction", sentence, ANNOUNCEMENT_6)
    written = replace(line, declaration_no=declaration_no)
    after = moved(with_line(state, written), Verb.WRITE_OFF, reissue=None)
    used = licence_facts.used(after, licence, written, declaration_no)
    if in_time:
        back = clocks.stopped(after, REAPPLY, on=released_on)
        return Decided(back, (*_given_back(back, *back.live), used))
    return Decided(after, (used,))


def _given_back(state: Application, *lines: Line) -> tuple[Announce, ...]:
    return tuple(licence_facts.reinstated(state, held(state), line) for line in lines)


@rule(
    "LIC-REINSTATE-BARRED",
    zh="核注期间企业被暂停、移出或者车辆被锁定的，恢复的许可证随即撤销",
    en="What would have revoked the licence while it was written off revokes it when it is given back",
    article="商贸函〔2025〕648号（负面清单与退出机制）",
    slug="filing_suspended",
)
def fallen_meanwhile(state: Application, *, on: date) -> Outcome | None:
    """Why a licence that comes back from customs cannot stay: its firm may not apply, or a vehicle may not leave."""
    barred = barred_from_applying(state.standing, on=on) if state.standing else None
    if barred is not None and barred.code != FILING_EXPIRED:
        return barred
    return next((line.barred for line in state.live if line.barred is not None), None)


@rule(
    "LIC-REINSTATE",
    zh="退关后许可证尚在有效期的恢复，已过期的须重新申领",
    en="Shut out after release: the licence is given back while it is valid, else a new one is applied for",
    article="商务部等五部门公告2024年第6号",
    effect="compute",
)
def hear_shut_out(state: Application, case_id: str, *, now: datetime, policy: Policy) -> Answer:
    """Released and not loaded (退关): the write-off of this vehicle is taken back, inside the licence's validity."""
    line = state.line(case_id)
    if line.declaration_no is None or state.status is not Status.USED:
        return Decided(state)
    licence, today = held(state), statutory_day(now)
    noted = with_line(state, replace(line, declaration_no=None))
    late = is_late(now, licence.valid_to)
    facts = (
        licence_facts.expired(noted, licence, line)
        if late
        else (licence_facts.reinstated(noted, licence, line),)
    )
    if not noted.every(lambda one: one.declaration_no is None):
        return Decided(noted, facts)
    if not late:
        back = moved(noted, Verb.REINSTATE)
        if fallen := fallen_meanwhile(back, on=today):
            gone = void(back, Verb.REVOKE, fallen, on=today)
            return Decided(gone.state, (*facts, *gone.facts))
        return Decided(back, facts)
    return Decided(clocks.begun(moved(noted, Verb.EXPIRE), REAPPLY, on=today, policy=policy), facts)
