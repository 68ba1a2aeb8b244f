"""What a declaration can come to when all goes well, whoever decided it. `take_up` is customs deciding by rule.

Nothing here asks whether the move is allowed: the table does, and raises.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from customs.domain import announcements
from customs.domain.counting import errors
from customs.domain.declaration import Declaration, moved
from customs.domain.endings import end, reason_of
from customs.domain.examination import examine
from customs.domain.holds import hold_by_rule
from customs.domain.moves import Status, Verb
from customs.domain.parts import Item, Licence, Outcome
from customs.domain.policy import Policy
from exportlane.contracts.decision import Decided
from exportlane.law.instants import statutory_day
from exportlane.law.limits import stop_all

BY_RULE: Final = "rule"
EXPORT: Final = "0"
SERIALS: Final = 10**9

Step = Callable[[Declaration], Decided[Declaration]]


def then(first: Decided[Declaration], *steps: Step) -> Decided[Declaration]:
    """One decision after the other, with all their facts and rows in order."""
    for step in steps:
        answer = step(first.state)
        first = Decided(answer.state, first.facts + answer.facts, first.writes + answer.writes)
    return first


def take_up(state: Declaration, *, now: datetime, policy: Policy) -> Decided[Declaration]:
    """Examine a declaration that was just submitted, and decide at once what the profile lets customs decide alone."""
    rules, today = policy.rules(state.profile, state.profile_version), statutory_day(now)
    findings = examine(state, on=today, rules=rules)
    held = hold_by_rule(state, findings.holding, on=today)
    if not rules.releases or state.by_hand:
        return replace(held, state=replace(held.state, found=findings.all))
    if findings.refusing:
        first = findings.refusing[0]
        outcome = Outcome(first.code, reason_of(findings.all), first.article)
        return then(held, lambda one: end(one, outcome, on=today))
    if findings.holding:
        return replace(held, state=replace(held.state, found=findings.all))
    if findings.correctable:
        return then(held, lambda one: ask(one, findings.correctable, by=BY_RULE, on=today))
    return then(held, lambda one: pass_through(one, now=now, clears=clears_alone(one, policy)))


def clears_alone(state: Declaration, policy: Policy) -> bool:
    """Whether the departure is confirmed by rule; under the port-of-departure scheme people report both departures.

    While a carrier has vehicles that have not left, the rule waits for his word.
    """
    rules = policy.rules(state.profile, state.profile_version)
    return rules.clears and not state.particulars.departure_port_scheme and not state.with_the_carrier


def pass_through(state: Declaration, *, now: datetime, clears: bool) -> Decided[Declaration]:
    """Accept and release in one go, and confirm the departure where customs does that alone."""
    steps: list[Step] = [lambda accepted: release(accepted, now=now)]
    if clears:
        steps.append(lambda released: clear(released, now=now))
    return then(accept(state, now=now), *steps)


def ask(state: Declaration, items: tuple[Item, ...], *, by: str, on: date) -> Decided[Declaration]:
    """Send the papers back with everything that is wrong with them."""
    after = moved(state, Verb.REQUEST_CORRECTION, asked=items, found=())
    return Decided(after, announcements.returned_for_correction(after, by), errors(after, items, on=on))


def accept(state: Declaration, *, now: datetime) -> Decided[Declaration]:
    """Give the declaration its number; it rests on the licence from here."""
    number, licence = declaration_no(state, now=now), known(state)
    after = moved(
        state, Verb.ACCEPT, declaration_no=number, accepted_on=statutory_day(now), found=(),
        times=replace(state.times, accepted_at=now),
    )  # fmt: skip
    return Decided(after, announcements.accepted(after, number, licence))


def release(state: Declaration, *, now: datetime) -> Decided[Declaration]:
    """Let the goods be loaded (放行); a clock of goods that were shut out stops."""
    on = statutory_day(now)
    after = moved(
        state, Verb.RELEASE, released_on=on, found=(), shut_out_on=None,
        times=replace(state.times, released_at=now), clocks=stop_all(state.clocks, on=on),
    )  # fmt: skip
    return Decided(after, announcements.released(after, numbered(after), known(after), on))


def clear(state: Declaration, *, now: datetime) -> Decided[Declaration]:
    """Confirm the departure (结关)."""
    on = statutory_day(now)
    after = moved(state, Verb.CLEAR, cleared_on=on, times=replace(state.times, cleared_at=now))
    return Decided(after, announcements.cleared(after, numbered(after), known(after), on))


def submit(state: Declaration, verb: Verb, *, now: datetime, policy: Policy) -> Decided[Declaration]:
    """Hand a declaration in, for the first time or again, and take it up. On a desk it is announced as submitted."""
    handed_in = moved(state, verb, asked=(), times=replace(state.times, submitted_at=now))
    answer = take_up(handed_in, now=now, policy=policy)
    if verb is not Verb.SUBMIT or answer.state.status is not Status.SUBMITTED:
        return answer
    return replace(answer, facts=announcements.said(handed_in, "submitted") + answer.facts)


def known(state: Declaration) -> Licence:
    """The licence on which a declaration rests. Raises ValueError before one was heard."""
    if state.licence is None:
        raise ValueError(f"declaration {state.id} is {state.status} and has no licence")
    return state.licence


def numbered(state: Declaration) -> str:
    """The number of an accepted declaration. Raises ValueError before acceptance."""
    if state.declaration_no is None:
        raise ValueError(f"declaration {state.id} is {state.status} and has no number")
    return state.declaration_no


def declaration_no(state: Declaration, *, now: datetime) -> str:
    """A number of 18 digits: accepting customs (4), year (4), 0 for export, serial (9).

    The serial is drawn from the id and the moment; the table's unique index refuses the rare repeat, and the next
    attempt, at another moment, draws another one.
    """
    drawn = hashlib.sha256(f"{state.id}|{now.isoformat()}".encode()).digest()
    serial = int.from_bytes(drawn[:8], "big") % SERIALS
    return f"{state.customs_port}{statutory_day(now).year:04d}{EXPORT}{serial:09d}"
