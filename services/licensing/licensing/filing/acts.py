"""What people decide about a filing, and what the passing of time does to it.

Every function is pure: `now` is the moment, `by` who decides, `policy` the law of the day.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from exportlane.contracts.decision import Decided, Refused
from exportlane.law import limits
from exportlane.law.instants import due_instant, is_late, statutory_day
from exportlane.law.limits import Running
from exportlane.law.rules import rule
from licensing.domain.articles import ANNOUNCEMENT_6, FILING_YEAR, LAPSED, ONE_NOTICE
from licensing.domain.consistency import years_after
from licensing.domain.dossier import Item, Outcome
from licensing.domain.policy import ACCEPTANCE_NOTICE, CORRECTION_SUPPLY, FILING, Policy
from licensing.domain.standing import Standing
from licensing.filing import telling
from licensing.filing.conditions import check_conditions, unmet
from licensing.filing.entry import (
    ENDED,
    ON_REGISTER,
    Filing,
    FilingStatus,
    FilingVerb,
    Listing,
    ListName,
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
        return _not_allowed(state, FilingVerb.SUBMIT)
    return _received(filing_moved(state, FilingVerb.SUBMIT), on=statutory_day(now), policy=policy)


def _received(state: Filing, *, on: date, policy: Policy) -> Decided[Filing]:
    rules = policy.of(state)
    checked = replace(state, received_on=on, conditions=check_conditions(state, on=on, rules=rules))
    running = _begun(checked, ACCEPTANCE_NOTICE, on=on, policy=policy)
    return Decided(running, telling.submitted(running, rules.version))


def ask_of_firm(state: Filing, items: tuple[Item, ...], *, by: str, now: datetime, policy: Policy) -> Answer:
    """One notice of everything that is missing (行政许可法 第三十二条)."""
    if not filing_may(state, FilingVerb.REQUEST_CORRECTION):
        return _not_allowed(state, FilingVerb.REQUEST_CORRECTION)
    most = policy.of(state).max_corrections
    if state.corrections >= most:
        sentence = f"The firm was already asked {most} times; the filing must be decided now."
        return Refused("asked_too_often", sentence, ONE_NOTICE, status=422)
    asked = tuple(replace(item, article=item.article or ONE_NOTICE) for item in items)
    today = statutory_day(now)
    noted = filing_moved(
        _stopped(state, on=today),
        FilingVerb.REQUEST_CORRECTION,
        asked=asked,
        corrections=state.corrections + 1,
    )
    waiting = _begun(noted, CORRECTION_SUPPLY, on=today, policy=policy)
    return Decided(waiting, telling.correction_requested(waiting, by))


def correct_filing(state: Filing, particulars: Particulars, *, now: datetime, policy: Policy) -> Answer:
    """Answer the notice with particulars that take the place of the old ones."""
    if not filing_may(state, FilingVerb.SUPPLY_CORRECTION):
        return _not_allowed(state, FilingVerb.SUPPLY_CORRECTION)
    today, codes = statutory_day(now), tuple(dict.fromkeys(item.code for item in state.asked))
    supplied = filing_moved(
        _stopped(state, on=today), FilingVerb.SUPPLY_CORRECTION, particulars=particulars, asked=()
    )
    rules = policy.of(supplied)
    checked = replace(supplied, conditions=check_conditions(supplied, on=today, rules=rules))
    running = _begun(checked, ACCEPTANCE_NOTICE, on=today, policy=policy)
    return Decided(running, telling.correction_supplied(running, codes))


def accept_filing(state: Filing, *, now: datetime, policy: Policy) -> Answer:
    """The papers are complete: the fifteen working days run."""
    if not filing_may(state, FilingVerb.ACCEPT):
        return _not_allowed(state, FilingVerb.ACCEPT)
    return _taken_up(state, on=statutory_day(now), since=statutory_day(now), deemed=False, policy=policy)


def _taken_up(state: Filing, *, on: date, since: date, deemed: bool, policy: Policy) -> Decided[Filing]:
    moved = filing_moved(_stopped(state, on=on), FilingVerb.ACCEPT, accepted_on=since, deemed=deemed)
    running = _begun(moved, FILING, on=since, policy=policy)
    return Decided(running, telling.accepted(running, since))


def file_enterprise(state: Filing, *, now: datetime, policy: Policy) -> Answer:
    """Put the firm on the register for a year, when every condition is met."""
    if not filing_may(state, FilingVerb.FILE):
        return _not_allowed(state, FilingVerb.FILE)
    today, rules = statutory_day(now), policy.of(state)
    conditions = check_conditions(state, on=today, rules=rules)
    if missing := unmet(conditions):
        words = "; ".join(f"{condition.code}: {condition.en}" for condition in missing)
        return Refused(missing[0].code, f"Not met: {words}.", missing[0].article, "/particulars", 422)
    filed = filing_moved(
        _stopped(state, on=today), FilingVerb.FILE, conditions=conditions, resumed=False,
        valid_from=today, valid_to=last_day(today, rules.filing_years),
    )  # fmt: skip
    return Decided(filed, telling.filed(filed))


@rule(
    "FIL-YEAR",
    zh="备案有效期一年，有效期内可以延续，延续后重新计算",
    en="A filing is valid for a year; renewed at any time before its end, the year starts again",
    article="公告2024年第6号；申办指南",
    slug="filing_expired",
    effect="compute",
)
def last_day(from_: date, years: int) -> date:
    """The last day of a validity that begins on `from_`: a year later less one day (02-29 gives 02-27)."""
    return years_after(from_, years) - timedelta(1)


def reject_filing(state: Filing, outcome: Outcome, *, now: datetime) -> Answer:
    """A condition is not met, or the firm is not one that can be filed."""
    if not filing_may(state, FilingVerb.REJECT):
        return _not_allowed(state, FilingVerb.REJECT)
    ended = filing_moved(_stopped(state, on=statutory_day(now)), FilingVerb.REJECT, outcome=outcome)
    return Decided(ended, telling.rejected(ended, outcome))


def withdraw_filing(state: Filing, reason: str, *, now: datetime) -> Answer:
    """The firm takes it back before a decision."""
    if not filing_may(state, FilingVerb.WITHDRAW):
        return _not_allowed(state, FilingVerb.WITHDRAW)
    outcome = Outcome("withdrawn", reason)
    ended = filing_moved(_stopped(state, on=statutory_day(now)), FilingVerb.WITHDRAW, outcome=outcome)
    return Decided(ended, telling.withdrawn(ended, reason))


def renew_filing(state: Filing, *, now: datetime, policy: Policy) -> Answer:
    """Renew before the end; the conditions are checked again."""
    today, rules = statutory_day(now), policy.of(state)
    if not filing_may(state, FilingVerb.RENEW) or (state.valid_to is not None and today > state.valid_to):
        return _not_allowed(state, FilingVerb.RENEW)
    conditions = state.conditions if state.imported else check_conditions(state, on=today, rules=rules)
    if missing := unmet(conditions):
        words = "; ".join(f"{condition.code}: {condition.en}" for condition in missing)
        return Refused(missing[0].code, f"Not met: {words}.", missing[0].article, None, 422)
    renewed = filing_moved(
        state, FilingVerb.RENEW, conditions=conditions, renewals=state.renewals + 1, resumed=False,
        valid_from=today, valid_to=last_day(today, rules.filing_years),
    )  # fmt: skip
    return Decided(renewed, telling.renewed(renewed))


def suspend_filing(state: Filing, outcome: Outcome, *, by: str) -> Answer:
    """The firm may not apply for the time being."""
    if not filing_may(state, FilingVerb.SUSPEND):
        return _not_allowed(state, FilingVerb.SUSPEND)
    held = filing_moved(state, FilingVerb.SUSPEND, suspended=outcome)
    return Decided(held, telling.suspended(held, outcome, by))


def resume_filing(state: Filing, reason: str, *, by: str) -> Answer:
    """The ground is gone; the year goes on as if it had not stopped."""
    if not filing_may(state, FilingVerb.RESUME):
        return _not_allowed(state, FilingVerb.RESUME)
    back = filing_moved(state, FilingVerb.RESUME, suspended=None, resumed=True)
    return Decided(back, telling.resumed(back, reason, by))


def remove_filing(state: Filing, outcome: Outcome, *, by: str) -> Answer:
    """Strike the firm off (退出机制)."""
    if not filing_may(state, FilingVerb.REMOVE):
        return _not_allowed(state, FilingVerb.REMOVE)
    ended = filing_moved(state, FilingVerb.REMOVE, outcome=outcome)
    return Decided(ended, telling.removed(ended, outcome, by))


def put_on_list(state: Filing, listing: Listing, *, by: str) -> Answer:
    """Put the firm on a list. Twice on one list at the same time says nothing more."""
    if not filing_may(state, FilingVerb.ENLIST):
        return _not_allowed(state, FilingVerb.ENLIST)
    if state.listed(listing.list, on=listing.valid_from):
        return Refused(
            "listed_already", f"The firm stands on the list {listing.list} already.", listing.article
        )
    noted = filing_moved(state, FilingVerb.ENLIST, listings=(*state.listings, listing))
    return Decided(noted, telling.listed(noted, listing, by))


def take_off_list(state: Filing, name: ListName, reason: str, *, by: str, now: datetime) -> Answer:
    """Take the firm off a list from today on. What stood there stays readable."""
    today = statutory_day(now)
    if not filing_may(state, FilingVerb.DELIST):
        return _not_allowed(state, FilingVerb.DELIST)
    if not state.listed(name, on=today):
        return Refused("not_listed", f"The firm does not stand on the list {name}.")
    listings = tuple(
        replace(one, off_on=today) if one.list == name and one.stands(today) else one
        for one in state.listings
    )
    noted = filing_moved(state, FilingVerb.DELIST, listings=listings)
    return Decided(noted, telling.delisted(noted, name, reason, today, by))


def import_filing(
    standing: Standing, filing_id: str, profile: str, *, now: datetime, policy: Policy
) -> Decided[Filing]:
    """A filing that the national platform has already, taken over as it stands: nothing is checked anew."""
    today = statutory_day(now)
    rules = policy.in_force(profile, on=today)
    from_ = standing.valid_from or today
    filing = Filing(
        id=filing_id,
        uscc=standing.uscc,
        name=standing.name or standing.uscc,
        kind="manufacturer" if standing.kind == "manufacturer" else "circulation",
        profile=profile,
        profile_version=rules.version,
        particulars=Particulars(brands=standing.brands),
        status=FilingStatus.FILED,
        received_on=today,
        valid_from=from_,
        valid_to=last_day(from_, rules.filing_years),
        imported=True,
    )
    return Decided(filing, telling.filed(filing))


# Time.


def wake_of_filing(state: Filing) -> datetime | None:
    """The next instant at which time alone changes something."""
    moments = [moment for moment in (limits.wake_of(state.clocks),) if moment is not None]
    if state.status in ON_REGISTER and state.valid_to is not None:
        moments.append(due_instant(state.valid_to))
    return min(moments, default=None)


def filing_passed(
    state: Filing, breached: tuple[Running, ...], *, now: datetime, policy: Policy
) -> Decided[Filing]:
    """What the law makes of limits that have passed."""
    matters, today = {clock.matter for clock in breached}, statutory_day(now)
    if state.status in ON_REGISTER and state.valid_to is not None and is_late(now, state.valid_to):
        outcome = Outcome("filing_expired", f"The filing was valid to {state.valid_to}.", FILING_YEAR)
        ended = filing_moved(state, FilingVerb.EXPIRE, outcome=outcome)
        return Decided(ended, telling.expired(ended))
    if ACCEPTANCE_NOTICE in matters and filing_may(state, FilingVerb.ACCEPT):
        # 行政许可法 第三十二条: without a notice it is accepted as of the receipt.
        started = next(clock.started_on for clock in breached if clock.matter == ACCEPTANCE_NOTICE)
        return _taken_up(state, on=today, since=started, deemed=True, policy=policy)
    if CORRECTION_SUPPLY in matters and filing_may(state, FilingVerb.LAPSE):
        outcome = Outcome("correction_not_supplied", "What was asked for was not supplied in time.", LAPSED)
        ended = filing_moved(_stopped(state, on=today), FilingVerb.LAPSE, outcome=outcome)
        return Decided(ended, telling.withdrawn(ended, outcome.reason))
    return Decided(state)


def _begun(state: Filing, matter: str, *, on: date, policy: Policy) -> Filing:
    limit = policy.of(state).limits.get(matter)
    if limit is None:
        return state
    clock = limits.start(limit, on=on, calendar=policy.calendar)
    others = tuple(each for each in state.clocks if each.matter != matter)
    return replace(state, clocks=(*others, clock), due_on=clock.due_on)


def _stopped(state: Filing, *, on: date) -> Filing:
    return replace(state, clocks=limits.stop_all(state.clocks, on=on), due_on=None)


def _not_allowed(state: Filing, verb: FilingVerb) -> Refused:
    sentence = f"The filing is {state.status}; {verb.replace('_', ' ')} is not possible now."
    return Refused("move-not-allowed", sentence)
