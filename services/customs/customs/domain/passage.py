"""The passage of the goods as officers take it: accept, check, inspect, verify, release, depart, clear."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from customs.domain import announcements
from customs.domain.articles import DEPARTURE_PORT, ORDER_OF_STEPS
from customs.domain.carriage import not_departed
from customs.domain.corrections import Answer, not_allowed
from customs.domain.declaration import Declaration, may, moved
from customs.domain.endings import reason_of, reverse_departure, shut_out
from customs.domain.examination import examine
from customs.domain.moves import Status, Verb
from customs.domain.outcomes import accept, clear, known, pass_through, release
from customs.domain.parts import Inspection
from customs.domain.policy import Policy
from exportlane.contracts.decision import Decided, Refused
from exportlane.law.instants import statutory_day
from exportlane.law.rules import rule


def decide_acceptance(state: Declaration, *, now: datetime, policy: Policy) -> Answer:
    """Accept by an officer's hand: the rules bind him too, so whatever they find stands in the way."""
    if not may(state, Verb.ACCEPT):
        return not_allowed(state, Verb.ACCEPT)
    return hindered(state, now, policy) or accept(state, now=now)


def decide_document_check(state: Declaration) -> Answer:
    """The documents were checked (审单)."""
    if not may(state, Verb.CHECK_DOCUMENTS):
        return not_allowed(state, Verb.CHECK_DOCUMENTS)
    after = moved(state, Verb.CHECK_DOCUMENTS)
    return Decided(after, announcements.said(after, "document_checked"))


def decide_inspection_order(state: Declaration, *, reason: str) -> Answer:
    """The goods are to be looked at (布控查验, 海关法 第二十八条)."""
    if not may(state, Verb.ORDER_INSPECTION):
        return not_allowed(state, Verb.ORDER_INSPECTION)
    after = moved(state, Verb.ORDER_INSPECTION, inspection=Inspection(reason), by_hand=True)
    return Decided(after, announcements.said(after, "inspection_ordered", reason=reason))


def decide_inspection(state: Declaration, *, result: str, note: str | None, now: datetime) -> Answer:
    """What the inspection found: `as_declared`, or `differs`, after which nothing is released as it is declared."""
    if not may(state, Verb.INSPECT) or state.inspection is None:
        return not_allowed(state, Verb.INSPECT)
    found = replace(state.inspection, as_declared=result == "as_declared", note=note)
    after = moved(state, Verb.INSPECT, inspection=found, times=replace(state.times, inspected_at=now))
    return Decided(after, announcements.said(after, "inspected", result=result))


def decide_licence_verification(state: Declaration, *, now: datetime, policy: Policy) -> Answer:
    """The licence covers the goods: same vehicles, quantity, port, country, HS code, exporter, and valid (X06, X07)."""
    if not may(state, Verb.VERIFY_LICENCE):
        return not_allowed(state, Verb.VERIFY_LICENCE)
    if refused := hindered(state, now, policy):
        return refused
    after = moved(state, Verb.VERIFY_LICENCE)
    return Decided(after, announcements.said(after, "licence_verified", licence_no=known(after).licence_no))


def decide_release(state: Declaration, *, now: datetime, policy: Policy) -> Answer:
    """Release an accepted declaration; a submitted one is accepted and released in one act."""
    if state.status is Status.SUBMITTED:
        return hindered(state, now, policy) or pass_through(state, now=now, clears=False)
    if not may(state, Verb.RELEASE):
        return not_allowed(state, Verb.RELEASE)
    return hindered(state, now, policy) or release(state, now=now)


@rule(
    "CUS-SCHEME-LEAVE", zh="启运港退税方式申报的货物才登记启运港离港",
    en="Leaving the port of departure is recorded for goods under the scheme alone",
    article=DEPARTURE_PORT, slug="not_departure_port_scheme",
)  # fmt: skip
def decide_departure_from_origin(state: Declaration, *, on: date | None, now: datetime) -> Answer:
    """The goods left the port of departure for the port of exit (启运港退税)."""
    if not may(state, Verb.DEPART_ORIGIN):
        return not_allowed(state, Verb.DEPART_ORIGIN)
    head = state.particulars
    if not head.departure_port_scheme or head.departure_port is None or head.port_of_exit is None:
        sentence = "The declaration is not under the port-of-departure scheme."
        return Refused("not_departure_port_scheme", sentence, DEPARTURE_PORT, None, 422)
    day = on or statutory_day(now)
    if refused := out_of_order(day, after=state.released_on, now=now):
        return refused
    after = moved(state, Verb.DEPART_ORIGIN, departed_origin_on=day)
    return Decided(
        after,
        announcements.said(
            after,
            "departed_origin_port",
            departure_port=head.departure_port,
            exit_port=head.port_of_exit,
            on=day,
            consignor_uscc=state.consignor,
        ),
    )


def decide_departure_reversal(
    state: Declaration, *, reason: str, on: date | None, now: datetime, policy: Policy
) -> Answer:
    """The goods will not leave the country after all (C10): they are shut out from here."""
    if not may(state, Verb.REVERSE_DEPARTURE):
        return not_allowed(state, Verb.REVERSE_DEPARTURE)
    day = on or statutory_day(now)
    return out_of_order(day, after=state.departed_origin_on, now=now) or reverse_departure(
        state, reason=reason, on=day, policy=policy
    )


def decide_departure(state: Declaration, *, on: date | None, now: datetime) -> Answer:
    """Vessel or train has left the country with the goods; the confirmation follows."""
    if not may(state, Verb.DEPART):
        return not_allowed(state, Verb.DEPART)
    day = on or statutory_day(now)
    if refused := out_of_order(day, after=state.departed_origin_on or state.released_on, now=now):
        return refused
    after = moved(state, Verb.DEPART, departed_on=day, times=replace(state.times, departed_at=now))
    return Decided(after, announcements.said(after, "departed", on=day))


def decide_clearance(state: Declaration, *, vessel: str | None, now: datetime) -> Answer:
    """Confirm that the goods have left (结关), on the vessel named now or on the one declared."""
    if not may(state, Verb.CLEAR):
        return not_allowed(state, Verb.CLEAR)
    if refused := not_departed(state):
        return refused
    return clear(replace(state, vessel=vessel or state.vessel), now=now)


def decide_shut_out(
    state: Declaration, *, reason: str, on: date | None, now: datetime, policy: Policy
) -> Answer:
    """Released and not loaded (退关, C9): the declarant books anew, declares anew, or gives up."""
    if not may(state, Verb.SHUT_OUT):
        return not_allowed(state, Verb.SHUT_OUT)
    day = on or statutory_day(now)
    return out_of_order(day, after=state.released_on, now=now) or shut_out(
        state, reason=reason, on=day, policy=policy
    )


@rule(
    "CUS-ORDER", zh="放行、离港、离境、退关依次发生，不得早于上一步或晚于今日",
    en="Release, departure and shutting out follow each other; none is before the last step or in time to come",
    article=ORDER_OF_STEPS, slug="out_of_order",
)  # fmt: skip
def out_of_order(day: date, *, after: date | None, now: datetime) -> Refused | None:
    """A refusal when the day is before the step that came first, or tomorrow."""
    today = statutory_day(now)
    if (after or day) <= day <= today:
        return None
    sentence = f"It cannot have been on {day}: the step before was on {after}, and today is {today}."
    return Refused("out_of_order", sentence, ORDER_OF_STEPS, "/on", 422)


def hindered(state: Declaration, now: datetime, policy: Policy) -> Refused | None:
    """A refusal with everything that the rules find; its code is that of the first finding."""
    rules = policy.rules(state.profile, state.profile_version)
    findings = examine(state, on=statutory_day(now), rules=rules)
    if not findings.all:
        return None
    first = findings.all[0]
    return Refused(first.code, reason_of(findings.all), first.article, first.field, 422)
