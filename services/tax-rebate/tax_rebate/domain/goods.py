"""What customs' facts mean for a claim: the goods have left, never left, or came back. PURE.

A claim rests on 结关, the confirmed departure of every one of its vehicles; a release alone is not enough. Goods that
come back give up their refund, or pay it back, each vehicle for itself.
Law: 增值税法 第三十三条; 国家税务总局公告2026年第5号.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from exportlane.contracts.decision import Decided, Refused
from exportlane.law.instants import statutory_day
from tax_rebate.domain import facts
from tax_rebate.domain.claim import (
    AUTOMATIC_CLAWBACK,
    Claim,
    Departure,
    Ended,
    Line,
    Outcome,
    Policy,
    Status,
    Verb,
    contradiction,
    forbidden,
    status_of,
)
from tax_rebate.domain.review import (
    RETURNED,
    Answer,
    accept,
    decide_by_rule,
    open_lines,
    resumed,
    settled,
    without_refund,
)

_PAID: Final = frozenset({Outcome.PAID, Outcome.CLAWBACK_ASKED})
_UNPAID: Final = frozenset({Outcome.OPEN, Outcome.REFUND})


def cleared(claim: Claim, case_id: str, departure: Departure, *, now: datetime, policy: Policy) -> Answer:
    """Customs confirmed that one vehicle has left; with the last one the claim is accepted."""
    line = claim.line(case_id)
    if line.departure is not None:
        if line.departure.declaration_no == departure.declaration_no:
            return Decided(claim)
        return contradiction(
            claim, line, f"cleared with {departure.declaration_no} and {line.departure.declaration_no}"
        )
    if claim.status is not Status.RECEIVED:
        return contradiction(claim, line, f"customs cleared it with {departure.declaration_no}")
    noted = claim.with_line(replace(line, departure=departure))
    if any(other.departure is None for other in noted.lines):
        return Decided(noted)
    return accept(noted, now=now, policy=policy)


def never_left(claim: Claim, case_id: str, ended: Ended) -> Answer:
    """Customs rejected or cancelled the declaration, or let its draft lapse: the vehicle's claim lapses with it."""
    line = claim.line(case_id)
    if line.outcome is Outcome.LAPSED:
        return Decided(claim)
    if line.departure is not None:
        return contradiction(
            claim, line, f"customs ended the export ({ended.code}) after they had cleared it"
        )
    decided = _lapsed(claim, line, ended)
    return Decided(replace(decided.state, status=Status.LAPSED), decided.facts)


def came_back(claim: Claim, case_id: str, *, on: date, reason: str, now: datetime, policy: Policy) -> Answer:
    """Goods were returned (退运): an open or unpaid refund is given up, a paid one is clawed back."""
    line = claim.line(case_id)
    if line.departure is None:
        return contradiction(claim, line, "it came back without ever having left")
    if line.returned_on is not None:
        return Decided(claim)
    line = replace(line, returned_on=on)
    noted = claim.with_line(line)
    if claim.status is Status.RECEIVED:
        return _before_acceptance(noted, line)
    if line.outcome in _UNPAID:
        return _given_up(noted, line, now=now, policy=policy)
    if line.outcome is Outcome.PAID:
        return _to_claw_back(noted, line, reason, policy=policy)
    return Decided(noted)


def claw_back(claim: Claim, *, vins: Collection[str], reason: str) -> Answer:
    """The supervisor orders refunds back: of the vehicles named, or, when none is, of all that came back."""
    if refused := forbidden(claim, Verb.CLAW_BACK):
        return refused
    lines = tuple(line for line in claim.lines if _meant(line, vins))
    if not lines or not set(vins) <= {line.vin for line in lines}:
        return Refused(
            "rule-violated",
            "name vehicles of this claim whose refund was paid and not yet clawed back",
            "国家税务总局公告2026年第5号",
            field="/vins",
            status=422,
        )
    return _clawed_back(claim, lines, reason)


def _meant(line: Line, vins: Collection[str]) -> bool:
    if vins:
        return line.vin in vins and line.outcome in _PAID
    return line.outcome is Outcome.CLAWBACK_ASKED


def _lapsed(claim: Claim, line: Line, ended: Ended) -> Decided[Claim]:
    lapsed = replace(line, outcome=Outcome.LAPSED)
    return Decided(replace(claim.with_line(lapsed), ended=ended), (facts.lapsed(claim, lapsed, ended),))


def _before_acceptance(claim: Claim, line: Line) -> Decided[Claim]:
    """The others go on without it; when no other is left the claim has lapsed."""
    decided = _lapsed(claim, line, RETURNED)
    if open_lines(decided.state):
        return decided
    return Decided(replace(decided.state, status=Status.LAPSED), decided.facts)


def _to_claw_back(claim: Claim, line: Line, reason: str, *, policy: Policy) -> Decided[Claim]:
    if AUTOMATIC_CLAWBACK in policy.rules[claim.profile].automatic:
        return _clawed_back(claim, (line,), reason)
    return Decided(_with_status(claim.with_line(replace(line, outcome=Outcome.CLAWBACK_ASKED))))


def _clawed_back(claim: Claim, lines: tuple[Line, ...], reason: str) -> Decided[Claim]:
    cases = {line.case_id for line in lines}
    after = tuple(
        replace(line, outcome=Outcome.CLAWED_BACK) if line.case_id in cases else line for line in claim.lines
    )
    state = _with_status(replace(claim, lines=after))
    return Decided(state, tuple(facts.clawed_back(claim, line, reason=reason) for line in lines))


def _given_up(claim: Claim, line: Line, *, now: datetime, policy: Policy) -> Decided[Claim]:
    said = (facts.rejected(claim, line, RETURNED),)
    asked = tuple(item for item in claim.asked if item.vin != line.vin)
    left = replace(claim.with_line(without_refund(line)), asked=asked)
    if not open_lines(left):
        today = statutory_day(now)
        return Decided(settled(left, left.decided_on or today, RETURNED), said)
    if claim.status is Status.CORRECTION and not asked:
        # Only the vehicle that came back was in question, so nobody needs to answer any more.
        return decide_by_rule(
            resumed(left, on=statutory_day(now), policy=policy), said, now=now, policy=policy
        )
    return Decided(left, said)


def _with_status(claim: Claim) -> Claim:
    return replace(claim, status=status_of(claim.lines))
