"""What follows for a declaration from the facts of other agencies.

Facts of one agency about one case come in their order; across agencies and cases they come in any order. So every fact
is noted on its line, and customs begins when the picture is complete: the licence is known for *all* lines and, where
the city's order puts deregistration before customs, *all* vehicles are off the register.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from customs.domain.declaration import (
    GONE,
    UNDONE,
    Annex,
    Declaration,
    Licence,
    Line,
    Outcome,
    Status,
    Verb,
    moved,
    with_line,
)
from customs.domain.outcomes import cancel, lapse, quoting, reject, take_up
from customs.domain.rules import NO_RELEASE_WITHOUT_LICENCE, ONE_LICENCE, Policy
from exportlane.contracts.decision import Decided, Refused


def hear_licence(
    state: Declaration, case_id: str, licence: Licence, annex: Annex, *, now: datetime, policy: Policy
) -> Decided[Declaration] | Refused:
    """The licence was granted for one vehicle: note it; begin once everything is there."""
    line = state.line(case_id)
    if state.status in UNDONE or line.annex == annex:
        return Decided(state)
    if state.licence is not None and state.licence != licence:
        sentence = f"{line.vin} is on licence {licence.licence_no}, its batch on {state.licence.licence_no}."
        return Refused("contradiction", sentence, ONE_LICENCE)
    noted = replace(with_line(state, replace(line, annex=annex)), licence=licence)
    return _begin_if_ready(noted, now=now, policy=policy)


def hear_deregistered(
    state: Declaration, case_id: str, *, now: datetime, policy: Policy
) -> Decided[Declaration] | Refused:
    """A vehicle is off the register: note it; begin once everything is there."""
    line = state.line(case_id)
    if line.deregistered:
        return Decided(state)
    noted = with_line(state, replace(line, deregistered=True))
    return _begin_if_ready(noted, now=now, policy=policy)


def hear_no_licence(state: Declaration, outcome: Outcome) -> Decided[Declaration] | Refused:
    """The licence was refused, or its application withdrawn: the draft lapses."""
    if state.status in UNDONE:
        return Decided(state)
    if state.status is not Status.DRAFT:
        sentence = f"The licence was never granted ({outcome.code}), but the declaration is {state.status}."
        return Refused("contradiction", sentence, NO_RELEASE_WITHOUT_LICENCE)
    return lapse(state, outcome)


def hear_licence_cancelled(state: Declaration, reason: str) -> Decided[Declaration] | Refused:
    """The licence is void. What customs does depends on how far the goods are; nothing is done twice.

    A draft lapses, what is not released is rejected, what is released but not gone is cancelled. Goods that are gone
    contradict it: that is for a person.
    """
    if state.status in UNDONE:
        return Decided(state)
    if state.status in GONE:
        sentence = f"The licence was cancelled, but its goods left on {state.cleared_on}: {reason}"
        return Refused("contradiction", sentence, NO_RELEASE_WITHOUT_LICENCE)
    words = quoting("The licence was cancelled:", reason)
    outcome = Outcome("licence_cancelled", words, NO_RELEASE_WITHOUT_LICENCE)
    if state.status is Status.DRAFT:
        return lapse(state, outcome)
    if state.status is Status.RELEASED:
        return cancel(state, outcome)
    return reject(state, outcome)


def _begin_if_ready(state: Declaration, *, now: datetime, policy: Policy) -> Decided[Declaration]:
    if state.status is not Status.DRAFT:
        return Decided(state)
    waits = policy.profiles[state.profile].waits_for_deregistration

    def ready(line: Line) -> bool:
        return line.annex is not None and (line.deregistered or not waits)

    if not state.every(ready):
        return Decided(state)
    return take_up(moved(state, Verb.SUBMIT), now=now, policy=policy)
