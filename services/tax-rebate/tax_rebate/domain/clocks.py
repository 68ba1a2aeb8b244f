"""The clocks of a claim: the limit of its class, the target of the average, the days for the documents. PURE.

The limit of the class binds each claim from acceptance to decision; the average is a target, which no single claim can
breach: a claim that passes it only threatens it. Law: 国家税务总局公告2016年第46号 (classes), 2026年第5号 (documents).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from exportlane.law import limits
from exportlane.law.instants import due_instant
from exportlane.law.pauses import Pause
from exportlane.law.rules import rule
from tax_rebate.domain.articles import CLASSES_ARTICLE, PROCEDURE_ARTICLE
from tax_rebate.domain.claim import Claim
from tax_rebate.domain.moves import UNDECIDED
from tax_rebate.domain.policy import AVERAGE, DOCUMENT_FILING, REBATE, Policy


@rule(
    "TAX-LIMIT",
    zh="退税审核时限按受理时的管理类别计算；平均时限只是目标",
    en="The class at acceptance decides the limit of the claim; an average binds no single claim",
    article=CLASSES_ARTICLE,
    effect="compute",
)
def started(claim: Claim, on: date, policy: Policy) -> Claim:
    """The claim with the clock of its class, where the class has one, and that of the average."""
    limit = policy.of(claim.profile, claim.profile_version).time_limits.get(REBATE)
    if limit is None:
        return claim
    clocks = claim.clocks
    if not limit.average or claim.rebate_class in limit.by_class:
        of_class = claim.rebate_class if claim.rebate_class in limit.by_class else None
        clocks = limits.put(clocks, limits.start(limit, on=on, calendar=policy.calendar, of_class=of_class))
    if limit.average:
        target = replace(limit, matter=AVERAGE, by_class={})
        clocks = limits.put(clocks, limits.start(target, on=on, calendar=policy.calendar))
    return shown(replace(claim, clocks=clocks))


@rule(
    "TAX-DOCUMENTS",
    zh="申报之日起15日内备案单证",
    en="The documents are put on file within 15 days of the claim",
    article=PROCEDURE_ARTICLE,
    slug="documents_overdue",
    effect="flag",
)
def documents_awaited(claim: Claim, on: date, policy: Policy) -> Claim:
    """The claim with the clock of its documents, begun by the claim itself."""
    limit = policy.of(claim.profile, claim.profile_version).time_limits.get(DOCUMENT_FILING)
    if limit is None or claim.filed_on is not None:
        return claim
    clock = limits.start(limit, on=on, calendar=policy.calendar)
    return replace(claim, clocks=limits.put(claim.clocks, clock))


def paused(claim: Claim, on: date) -> Claim:
    """The clock of the decision stands still after `on`; before acceptance there is none."""
    if claim.accepted_on is None:
        return claim
    clocks = claim.clocks
    for matter in (REBATE, AVERAGE):
        if (clock := limits.find(clocks, matter)) is not None:
            clocks = limits.put(clocks, limits.pause(clock, on=on))
    return shown(replace(claim, clocks=clocks, pauses=(*claim.pauses, Pause(on))))


def resumed(claim: Claim, on: date, policy: Policy) -> Claim:
    """The clock goes on after `on`, which is the last day that does not count."""
    clocks = claim.clocks
    for matter in (REBATE, AVERAGE):
        if (clock := limits.find(clocks, matter)) is not None:
            clocks = limits.put(clocks, limits.resume(clock, on=on, calendar=policy.calendar))
    return shown(replace(claim, clocks=clocks, pauses=ended(claim.pauses, on)))


def decided(claim: Claim, on: date) -> Claim:
    """The decision ends both clocks; the documents are still awaited."""
    clocks = claim.clocks
    for matter in (REBATE, AVERAGE):
        clocks = limits.stop_all(clocks, on=on, matter=matter)
    return shown(replace(claim, clocks=clocks, pauses=ended(claim.pauses, on)))


def documents_arrived(claim: Claim, on: date) -> Claim:
    """The clock of the documents ends: they are on file, or nobody needs them any more."""
    return replace(claim, clocks=limits.stop_all(claim.clocks, on=on, matter=DOCUMENT_FILING))


def ended(pauses: tuple[Pause, ...], on: date) -> tuple[Pause, ...]:
    """The pauses with none of them open."""
    return tuple(Pause(each.start, on) if each.end is None else each for each in pauses)


def shown(claim: Claim) -> Claim:
    """The last day of the class and that of the average, as the work list shows them; none once they are stopped."""
    return replace(claim, due_on=_day(claim, REBATE), target_on=_day(claim, AVERAGE))


def threatens(claim: Claim, now: datetime) -> bool:
    """Whether an undecided claim has passed the day of the average, which is said once and breaches nothing."""
    at = threat(claim)
    return at is not None and now >= at


def threat(claim: Claim) -> datetime | None:
    """The instant after the day of the average; None when it was noted before or nothing runs."""
    if claim.average_threatened or claim.target_on is None or claim.status not in UNDECIDED:
        return None
    return due_instant(claim.target_on)


def _day(claim: Claim, matter: str) -> date | None:
    clock = limits.find(claim.clocks, matter)
    return None if clock is None else clock.due_on
