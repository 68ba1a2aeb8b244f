"""Everything that the page of a case shows, gathered once: the API's document, and what pictures are drawn from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from exportlane.runtime.auth import CONFERENCE, OFFICER, OPERATOR, SUPERVISOR, Caller
from gateway import shown
from gateway.api.cases import case_and_timeline
from gateway.conference.access import RAISES, acting_of, of_own_body
from gateway.conference.members import body_of
from gateway.deadlines import Period
from gateway.disclosure import Eyes, eyes_of
from gateway.domain import CaseView
from gateway.entrance import Entrance
from gateway.portal.case.strip import Strip, strip
from gateway.portal.case.words import EXPORTER
from gateway.portal.fact_words import Words
from gateway.portal.facts import Told, told
from gateway.portal.words import AGENCIES, of
from gateway.reading import TimelineFact
from gateway.sharing import looks_of

FACTS_SHOWN: Final = 50
LATE_ARRIVAL_SECONDS: Final = 3600
"""A slice whose newest fact took longer to arrive is shown as one that may be behind."""


@dataclass(frozen=True, slots=True)
class Facts:
    """A part of the timeline, the newest first. `following`: how many there are after the next press, None: no more."""

    shown: tuple[Told, ...]
    number: int
    agency: str | None
    agencies: tuple[tuple[str, int], ...]
    following: int | None


@dataclass(frozen=True, slots=True)
class Gathered:
    """A case as this reader may see it."""

    case: Mapping[str, Any]
    facts: Facts
    strips: Mapping[tuple[str, str], Strip]
    looks: Sequence[Mapping[str, Any]]
    waiter: Words | None
    mine: bool
    may_retry: bool
    may_raise: bool
    may_trace: bool
    sees_evidence: tuple[str, ...]


async def gather(
    entrance: Entrance, case_id: str, caller: Caller, *, agency: str | None, most: int
) -> Gathered:
    """The case. Raises Problem not-found, also for a case that the reader may not know of."""
    eyes = eyes_of(caller)
    view, timeline, document = await case_and_timeline(entrance, case_id, eyes)
    look = entrance.look(eyes)
    periods = view.periods(on=look.today, calendar=look.calendar)
    return Gathered(
        case=document,
        facts=facts_of(timeline, view, look, agency=agency, most=most),
        strips=_strips(periods, look),
        looks=await _looks(entrance, case_id, eyes),
        waiter=_waiter(document),
        mine=eyes.uscc is not None,
        may_retry=caller.role == OPERATOR and caller.agency == "gateway",
        may_raise=may_raise(caller, view.profile),
        may_trace=caller.role == OPERATOR,
        sees_evidence=_evidence(caller, view),
    )


def facts_of(
    timeline: Sequence[TimelineFact],
    view: CaseView,
    look: shown.Look,
    *,
    agency: str | None,
    most: int,
    skip: int = 0,
) -> Facts:
    """The facts of all agencies, or of one, the newest first."""
    counted: dict[str, int] = {}
    for fact in timeline:
        counted[fact.agency] = counted.get(fact.agency, 0) + 1
    wanted = [fact for fact in reversed(timeline) if agency in {None, fact.agency}]
    part = wanted[skip:most]
    return Facts(
        shown=tuple(told(shown.fact(fact, look, view.exporter_uscc)) for fact in part),
        number=len(wanted),
        agency=agency,
        agencies=tuple(sorted(counted.items(), key=lambda one: list(AGENCIES).index(one[0]))),
        following=most + FACTS_SHOWN if len(wanted) > most else None,
    )


def _strips(periods: Sequence[Period], look: shown.Look) -> Mapping[tuple[str, str], Strip]:
    return {
        (period.step, period.number): strip(period, today=look.today, calendar=look.calendar)
        for period in periods
    }


async def _looks(entrance: Entrance, case_id: str, eyes: Eyes) -> list[dict[str, Any]]:
    found = await looks_of(entrance.database, case_id)
    if eyes.uscc is not None or eyes.masked:
        # Which officer it was is the agencies' own business.
        found = [{**one, "by_subject": None} for one in found]
    return found[::-1]


def _waiter(document: Mapping[str, Any]) -> Words | None:
    """Who waits: the agency of the step for the exporter, the exporter for an agency or a person."""
    wait = document["status"]["waiting_on"]
    if wait is None:
        return None
    return of(AGENCIES, wait["agency"]) if wait["kind"] == "enterprise" else EXPORTER


def may_raise(caller: Caller, profile: str) -> bool:
    """Whether the reader may ask the joint conference about the case: officers, and members whose line says so."""
    if body_of(profile) is None or not RAISES.admits(caller):
        return False
    if caller.role in {OFFICER, SUPERVISOR}:
        return True
    member = acting_of(caller).member
    return (
        caller.role == CONFERENCE
        and member is not None
        and "raise" in member.may
        and of_own_body(caller, profile)
    )


def _evidence(caller: Caller, view: CaseView) -> tuple[str, ...]:
    """Whose ledger the reader may open: an operator of the platform every one, of an agency its own."""
    if caller.role not in {OPERATOR, SUPERVISOR}:
        return ()
    agencies = tuple(step.agency for step in view.order.steps)
    return (
        agencies
        if caller.role == OPERATOR and caller.agency == "gateway"
        else tuple(agency for agency in agencies if agency == caller.agency)
    )
