"""A filing on the register: renewed, suspended, resumed, struck off, listed; and one that is taken over."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from exportlane.contracts.decision import Decided, Refused
from exportlane.law.instants import statutory_day
from licensing.domain.articles import EXIT_MECHANISM
from licensing.domain.dossier import Outcome
from licensing.domain.policy import Policy
from licensing.domain.standing import Standing
from licensing.filing import telling
from licensing.filing.clocks import last_day, not_allowed
from licensing.filing.conditions import check_conditions, honest, unmet
from licensing.filing.entry import (
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


def renew_filing(state: Filing, *, now: datetime, policy: Policy) -> Answer:
    """Renew before the end; the conditions are checked again."""
    today, rules = statutory_day(now), policy.of(state)
    if not filing_may(state, FilingVerb.RENEW) or (state.valid_to is not None and today > state.valid_to):
        return not_allowed(state, FilingVerb.RENEW)
    # Of a filing that was taken over the platform checked the rest; the lists are known here.
    conditions = (
        (
            *(one for one in state.conditions if one.code != "no_serious_dishonesty"),
            honest(state, today, rules),
        )
        if state.imported
        else check_conditions(state, on=today, rules=rules)
    )
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
        return not_allowed(state, FilingVerb.SUSPEND)
    held = filing_moved(state, FilingVerb.SUSPEND, suspended=outcome)
    return Decided(held, telling.suspended(held, outcome, by))


def resume_filing(state: Filing, reason: str, *, by: str) -> Answer:
    """The ground is gone; the year goes on as if it had not stopped."""
    if not filing_may(state, FilingVerb.RESUME):
        return not_allowed(state, FilingVerb.RESUME)
    back = filing_moved(state, FilingVerb.RESUME, suspended=None, resumed=True)
    return Decided(back, telling.resumed(back, reason, by))


def remove_filing(state: Filing, outcome: Outcome, *, by: str) -> Answer:
    """Strike the firm off (退出机制)."""
    if not filing_may(state, FilingVerb.REMOVE):
        return not_allowed(state, FilingVerb.REMOVE)
    ended = filing_moved(state, FilingVerb.REMOVE, outcome=outcome)
    return Decided(ended, telling.removed(ended, outcome, by))


def put_on_list(state: Filing, listing: Listing, *, by: str, now: datetime) -> Answer:
    """Put the firm on a list. Twice on one list at the same time says nothing more."""
    if not filing_may(state, FilingVerb.ENLIST):
        return not_allowed(state, FilingVerb.ENLIST)
    if listing.valid_to is not None and listing.valid_to < listing.valid_from:
        sentence = f"The listing would end on {listing.valid_to}, before it begins on {listing.valid_from}."
        return Refused("rule-violated", sentence, listing.article, "/valid_to", 422)
    if state.listed(listing.list, on=listing.valid_from):
        return Refused(
            "listed_already", f"The firm stands on the list {listing.list} already.", listing.article
        )
    noted = filing_moved(
        state, FilingVerb.ENLIST, listings=(*state.listings, listing), looked_on=statutory_day(now)
    )
    return Decided(noted, telling.listed(noted, listing, by))


def take_off_list(state: Filing, name: ListName, reason: str, *, by: str, now: datetime) -> Answer:
    """Take the firm off a list from today on, also where its day is still to come. What stood there stays readable."""
    today = statutory_day(now)
    if not filing_may(state, FilingVerb.DELIST):
        return not_allowed(state, FilingVerb.DELIST)
    listings = tuple(
        replace(one, off_on=today) if one.list == name and _open(one, today) else one
        for one in state.listings
    )
    if listings == state.listings:
        return Refused("not_listed", f"The firm does not stand on the list {name}.", EXIT_MECHANISM)
    noted = filing_moved(state, FilingVerb.DELIST, listings=listings, looked_on=today)
    return Decided(noted, telling.delisted(noted, name, reason, today, by))


def _open(listing: Listing, today: date) -> bool:
    """Whether it stands today or will."""
    return listing.off_on is None and (listing.valid_to is None or today <= listing.valid_to)


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
        first_filed_on=standing.first_filed_on,
    )
    return Decided(filing, telling.filed(filing))
