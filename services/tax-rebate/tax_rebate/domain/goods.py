"""What customs' facts mean for a claim: the goods have left, never left, turned round, or came back. PURE.

A claim rests on 结关, the confirmed departure of every one of its vehicles, or under the port-of-departure scheme on
the departure from there; a release alone is not enough. Goods that come back give up their refund, or pay it back,
each vehicle for itself. Law: 增值税法 第三十三条; 国家税务总局公告2026年第5号; 财税〔2024〕31号.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Final

from exportlane.contracts.decision import Decided
from exportlane.law.instants import statutory_day
from exportlane.law.rules import rule
from tax_rebate.domain import clawback, facts, scheme
from tax_rebate.domain.articles import PROCEDURE_ARTICLE, REFUND_ARTICLE, SCHEME_ARTICLE
from tax_rebate.domain.claim import Claim, Line, contradiction, open_lines, status_of
from tax_rebate.domain.lodging import all_left, lodge
from tax_rebate.domain.moves import Outcome, Status
from tax_rebate.domain.outcomes import Answer, after, reject_lines, settled
from tax_rebate.domain.papers import Departure, EarlyDeparture, Ended
from tax_rebate.domain.policy import AUTOMATIC_CLAWBACK, Policy
from tax_rebate.domain.review import go_on
from tax_rebate.domain.treasury import payable

RETURNED: Final = Ended(
    "goods_returned", "the goods came back before the refund was paid (退运)", REFUND_ARTICLE
)
_UNPAID: Final = frozenset({Outcome.OPEN, Outcome.REFUND})
_MADE_GOOD: Final = frozenset({Outcome.CLAWED_BACK, Outcome.OFFSET})
_SETTLED: Final = _MADE_GOOD | {Outcome.EXEMPT, Outcome.TAXED, Outcome.REJECTED, Outcome.WITHDRAWN}
"""Nothing is owed any more, so that a vehicle which comes back only needs its certificate."""


def cleared(claim: Claim, case_id: str, departure: Departure, *, now: datetime, policy: Policy) -> Answer:
    """Customs confirmed that one vehicle has left; with the last one a draft is submitted."""
    line = claim.line(case_id)
    if line.departure is not None:
        if line.departure.declaration_no == departure.declaration_no:
            return Decided(claim)
        return contradiction(
            claim, line, f"cleared with {departure.declaration_no} and {line.departure.declaration_no}"
        )
    if line.outcome is Outcome.LAPSED:
        return contradiction(claim, line, f"customs cleared it with {departure.declaration_no}")
    noted = claim.with_line(replace(line, departure=departure))
    return _submitted_if_all_left(noted, (), now=now, policy=policy)


def departed_early(
    claim: Claim, case_id: str, early: EarlyDeparture, *, now: datetime, policy: Policy
) -> Answer:
    """One vehicle left the port of departure: a claim under the scheme begins with the last of them."""
    line = claim.line(case_id)
    if line.departure is not None or line.outcome is Outcome.LAPSED:
        return Decided(claim)
    noted = claim.with_line(replace(line, early=early))
    rules = policy.of(claim.profile, claim.profile_version)
    hinted = replace(noted, departure_port=early.departure_port, exit_port=early.exit_port)
    noted = replace(noted, scheme_hint=scheme.hint(hinted, rules))
    return _submitted_if_all_left(noted, (), now=now, policy=policy)


@rule(
    "C10",
    zh="启运港退税后货物未实际离境的，追回已退税款；未退的不予退税",
    en="Goods that left the port of departure and not the country: the refund is clawed back, an unpaid one rejected",
    article=SCHEME_ARTICLE,
    slug="departure_reversed",
    effect="flag",
)
def turned_round(
    claim: Claim, case_id: str, *, on: date, reason: str, now: datetime, policy: Policy
) -> Answer:
    """Customs reversed the departure from the port of departure, or shut the goods out there."""
    line = claim.line(case_id)
    if line.departure is not None:
        return contradiction(claim, line, "customs say that it did not leave, after they had cleared it")
    if line.early is None or line.early.reversed_on is not None:
        return Decided(claim)
    line = replace(line, early=replace(line.early, reversed_on=on))
    noted = claim.with_line(line)
    if claim.status is Status.RECEIVED:
        return Decided(noted)
    ended = Ended("departure_reversed", reason, SCHEME_ARTICLE)
    if line.outcome in _UNPAID:
        return _given_up(noted, line, ended, now=now, policy=policy)
    return _owed(noted, line, ended, now=now, policy=policy)


def never_left(claim: Claim, case_id: str, ended: Ended, *, now: datetime, policy: Policy) -> Answer:
    """Customs ended the declaration, or left this vehicle out of it: its line lapses, the others go on."""
    line = claim.line(case_id)
    if line.departure is not None:
        return contradiction(
            claim, line, f"customs ended the export ({ended.code}) after they had cleared it"
        )
    if line.outcome is not Outcome.OPEN and line.outcome is not Outcome.REFUND:
        if line.early is None or line.early.reversed_on is not None:
            return Decided(claim)
        today = statutory_day(now)
        return turned_round(claim, case_id, on=today, reason=ended.sentence, now=now, policy=policy)
    if claim.status is not Status.RECEIVED:
        early = replace(
            line, early=replace(line.early, reversed_on=statutory_day(now)) if line.early else None
        )
        return _given_up(claim.with_line(early), early, ended, now=now, policy=policy)
    return _lapse(claim, line, ended, now=now, policy=policy)


@rule(
    "C11",
    zh="出口货物退运：已退的追回该车税款，未退的不再退；开具已补税/未退税证明",
    en="Goods returned: a paid refund of that vehicle is clawed back, an unpaid one given up, and certified",
    article=PROCEDURE_ARTICLE,
    slug="goods_returned",
    effect="flag",
)
def came_back(claim: Claim, case_id: str, *, on: date, reason: str, now: datetime, policy: Policy) -> Answer:
    """Goods were returned (退运): an open or unpaid refund is given up, a paid one is clawed back."""
    line = claim.line(case_id)
    if line.departure is None:
        return contradiction(claim, line, "it came back without ever having left")
    if line.returned_on is not None:
        return Decided(claim)
    line = replace(line, returned_on=on)
    noted = claim.with_line(line)
    if claim.status is Status.RECEIVED and line.outcome is Outcome.OPEN:
        return _lapse(noted, line, RETURNED, now=now, policy=policy)
    if line.outcome in _UNPAID:
        return _given_up(noted, line, RETURNED, now=now, policy=policy)
    if line.outcome in _SETTLED:
        made_good = line.outcome in _MADE_GOOD
        return Decided(*clawback.certify(noted, line, made_good=made_good, on=statutory_day(now)))
    ended = Ended("goods_returned", reason, PROCEDURE_ARTICLE)
    return _owed(noted, line, ended, now=now, policy=policy)


def _submitted_if_all_left(
    claim: Claim, before: facts.Facts, *, now: datetime, policy: Policy
) -> Decided[Claim]:
    if claim.status is not Status.RECEIVED or not all_left(claim, policy):
        return Decided(claim, before)
    return lodge(claim, before, now=now, policy=policy)


def _lapse(claim: Claim, line: Line, ended: Ended, *, now: datetime, policy: Policy) -> Decided[Claim]:
    """The others go on without it; when no other is left the claim has lapsed."""
    lapsed = replace(line, outcome=Outcome.LAPSED, ended=ended)
    state = replace(claim.with_line(lapsed), ended=ended)
    said = (facts.lapsed(claim, lapsed, ended),)
    if not open_lines(state):
        return Decided(replace(state, status=status_of(state.lines)), said)
    return _submitted_if_all_left(replace(state, ended=None), said, now=now, policy=policy)


def _given_up(claim: Claim, line: Line, ended: Ended, *, now: datetime, policy: Policy) -> Decided[Claim]:
    """A refund that is not paid is given up, unless it has covered a debt of another claim already."""
    if line.outcome is Outcome.REFUND and line.amount > payable(claim):
        return _owed(claim, replace(line, outcome=Outcome.PAID), ended, now=now, policy=policy)
    today = statutory_day(now)
    rejected, said = reject_lines(claim, (line,), ended)
    left, more = clawback.certify(rejected, rejected.line(line.case_id), made_good=False, on=today)
    left = replace(left, asked=tuple(item for item in claim.asked if item.vin != line.vin))
    if not open_lines(left):
        return Decided(settled(left, today, ended), said + more)
    if claim.status is Status.CORRECTION and not left.asked:
        # Only the vehicle that is given up was in question, so nobody needs to answer any more.
        return go_on(left, said + more, now=now, policy=policy)
    return Decided(left, said + more)


def _owed(claim: Claim, line: Line, ended: Ended, *, now: datetime, policy: Policy) -> Decided[Claim]:
    """A refund that was paid is ordered back, and clawed back at once where the rules do that alone."""
    if line.outcome is not Outcome.PAID:
        return Decided(claim)
    ordered = clawback.order(claim.with_line(line), (line,), ended)
    if AUTOMATIC_CLAWBACK not in policy.of(claim.profile, claim.profile_version).automatic:
        return ordered
    today = statutory_day(now)
    done = clawback.came_back(ordered.state, (line.case_id,), reason=ended.sentence, on=today)
    return after(ordered.facts, done)
