"""A filing under review: handed in, asked about, taken up, filed or rejected.

Every function is pure: `now` is the moment, `by` who decides, `policy` the law of the day.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from exportlane.contracts.decision import Decided, Refused
from exportlane.law.instants import statutory_day
from exportlane.law.rules import rule
from licensing.domain.articles import ANNOUNCEMENT_6, ONE_NOTICE
from licensing.domain.dossier import Item, Outcome
from licensing.domain.policy import ACCEPTANCE_NOTICE, CORRECTION_SUPPLY, FILING, Policy
from licensing.filing import telling
from licensing.filing.clocks import begun, last_day, not_allowed, stopped
from licensing.filing.conditions import check_conditions, unmet
from licensing.filing.entry import (
    ENDED,
    Filing,
    FilingStatus,
    FilingVerb,
    Particulars,
    filing_may,
    filing_moved,
)

Answer = Decided[Filing] | Refused


def open_filing(filing: Filing, before: Filing | None, *, now: datetime, policy: Policy) -> Answer:
    """Take in a new filing, as a draft or at once. `before` is the firm's last one; its lists go on."""
    if not policy.known(filing.profile, filing.profile_version):
        known = ", ".join(sorted(policy.versions))
        return Refused(
            "unknown-profile", f"There is no profile {filing.profile}; known: {known}.", status=422
        )
    if fault := filed_already(before):
        return fault
    today = statutory_day(now)
    version = filing.profile_version or policy.in_force(filing.profile, on=today).version
    pinned = replace(filing, profile_version=version, listings=before.listings if before else ())
    checked = replace(pinned, conditions=check_conditions(pinned, on=today, rules=policy.of(pinned)))
    if checked.status is FilingStatus.DRAFT:
        return Decided(checked)
    return _received(checked, on=today, policy=policy)


@rule(
    "FIL-ONE",
    zh="一家企业只有一项有效备案或者在办备案",
    en="A firm has one living filing",
    article="商务部等五部门公告2024年第6号",
    slug="filing_exists",
)
def filed_already(before: Filing | None) -> Refused | None:
    """Whether the firm has a filing that has not ended."""
    if before is None or before.status in ENDED:
        return None
    sentence = f"The firm {before.uscc} has the filing {before.id}, which is {before.status}."
    return Refused("filing_exists", sentence, ANNOUNCEMENT_6)


def submit_filing(state: Filing, *, now: datetime, policy: Policy) -> Answer:
    """Hand in a draft."""
    if not filing_may(state, FilingVerb.SUBMIT):
        return not_allowed(state, FilingVerb.SUBMIT)
    return _received(filing_moved(state, FilingVerb.SUBMIT), on=statutory_day(now), policy=policy)


def _received(state: Filing, *, on: date, policy: Policy) -> Decided[Filing]:
    rules = policy.of(state)
    checked = replace(state, received_on=on, conditions=check_conditions(state, on=on, rules=rules))
    running = begun(checked, ACCEPTANCE_NOTICE, on=on, policy=policy)
    return Decided(running, telling.submitted(running, rules.version))


def ask_of_firm(state: Filing, items: tuple[Item, ...], *, by: str, now: datetime, policy: Policy) -> Answer:
    """One notice of everything that is missing (行政许可法 第三十二条)."""
    if not filing_may(state, FilingVerb.REQUEST_CORRECTION):
        return not_allowed(state, FilingVerb.REQUEST_CORRECTION)
    most = policy.of(state).max_corrections
    if state.corrections >= most:
        sentence = f"The firm was already asked {most} times; the filing must be decided now."
        return Refused("asked_too_often", sentence, ONE_NOTICE, status=422)
    asked = tuple(replace(item, article=item.article or ONE_NOTICE) for item in items)
    today = statutory_day(now)
    noted = filing_moved(
        stopped(state, on=today),
        FilingVerb.REQUEST_CORRECTION,
        asked=asked,
        corrections=state.corrections + 1,
    )
    waiting = begun(noted, CORRECTION_SUPPLY, on=today, policy=policy)
    return Decided(waiting, telling.correction_requested(waiting, by))


def correct_filing(state: Filing, particulars: Particulars, *, now: datetime, policy: Policy) -> Answer:
    """Answer the notice with particulars that take the place of the old ones."""
    if not filing_may(state, FilingVerb.SUPPLY_CORRECTION):
        return not_allowed(state, FilingVerb.SUPPLY_CORRECTION)
    today, codes = statutory_day(now), tuple(dict.fromkeys(item.code for item in state.asked))
    supplied = filing_moved(
        stopped(state, on=today), FilingVerb.SUPPLY_CORRECTION, particulars=particulars, asked=()
    )
    rules = policy.of(supplied)
    checked = replace(supplied, conditions=check_conditions(supplied, on=today, rules=rules))
    running = begun(checked, ACCEPTANCE_NOTICE, on=today, policy=policy)
    return Decided(running, telling.correction_supplied(running, codes))


def accept_filing(state: Filing, *, now: datetime, policy: Policy) -> Answer:
    """The papers are complete: the fifteen working days run."""
    if not filing_may(state, FilingVerb.ACCEPT):
        return not_allowed(state, FilingVerb.ACCEPT)
    return taken_up(state, on=statutory_day(now), since=statutory_day(now), deemed=False, policy=policy)


def taken_up(state: Filing, *, on: date, since: date, deemed: bool, policy: Policy) -> Decided[Filing]:
    """The review runs from `since`, which lies before `on` where nobody sent a notice in time."""
    moved = filing_moved(stopped(state, on=on), FilingVerb.ACCEPT, accepted_on=since, deemed=deemed)
    running = begun(moved, FILING, on=since, policy=policy)
    return Decided(running, telling.accepted(running, since))


def file_enterprise(state: Filing, *, now: datetime, policy: Policy) -> Answer:
    """Put the firm on the register for a year, when every condition is met."""
    if not filing_may(state, FilingVerb.FILE):
        return not_allowed(state, FilingVerb.FILE)
    today, rules = statutory_day(now), policy.of(state)
    conditions = check_conditions(state, on=today, rules=rules)
    if missing := unmet(conditions):
        words = "; ".join(f"{condition.code}: {condition.en}" for condition in missing)
        return Refused(missing[0].code, f"Not met: {words}.", missing[0].article, "/particulars", 422)
    filed = filing_moved(
        stopped(state, on=today), FilingVerb.FILE, conditions=conditions, resumed=False,
        valid_from=today, valid_to=last_day(today, rules.filing_years),
    )  # fmt: skip
    return Decided(filed, telling.filed(filed))


def reject_filing(state: Filing, outcome: Outcome, *, now: datetime) -> Answer:
    """A condition is not met, or the firm is not one that can be filed."""
    if not filing_may(state, FilingVerb.REJECT):
        return not_allowed(state, FilingVerb.REJECT)
    ended = filing_moved(stopped(state, on=statutory_day(now)), FilingVerb.REJECT, outcome=outcome)
    return Decided(ended, telling.rejected(ended, outcome))


def withdraw_filing(state: Filing, reason: str, *, now: datetime) -> Answer:
    """The firm takes it back before a decision."""
    if not filing_may(state, FilingVerb.WITHDRAW):
        return not_allowed(state, FilingVerb.WITHDRAW)
    outcome = Outcome("withdrawn", reason)
    ended = filing_moved(stopped(state, on=statutory_day(now)), FilingVerb.WITHDRAW, outcome=outcome)
    return Decided(ended, telling.withdrawn(ended, reason))
