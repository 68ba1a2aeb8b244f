"""The papers: received as a draft, sent back with one notice, handed in again, with all vehicles or fewer.

Every function is pure: `now` is the moment, `policy` the law of the day. It answers `Refused`, and changes nothing,
when the table of moves or a rule forbids the act.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from customs.domain import announcements
from customs.domain.articles import ONE_LICENCE, ORDER_OF_STEPS, TRUE_DECLARATION
from customs.domain.changes import corrected, unknown_vehicle
from customs.domain.declaration import Declaration, may
from customs.domain.examination import examine
from customs.domain.holds import hold_by_rule
from customs.domain.moves import Status, Verb
from customs.domain.outcomes import ask, submit, take_up
from customs.domain.parts import HeadCorrection, Item, LineCorrection
from customs.domain.policy import Policy
from exportlane.contracts.decision import Decided, Refused
from exportlane.law.instants import statutory_day

Answer = Decided[Declaration] | Refused

CHOOSING: Final = frozenset({Status.DRAFT, Status.SUBMITTED, Status.RETURNED_FOR_CORRECTION})
"""Before acceptance the declarant may still say which vehicles he declares."""
ANSWERED_BY: Final[Mapping[str, str]] = {
    "goods_name_not_used": "goods_name",
    "goods_name_incomplete": "goods_name",
    "loading_checklist_incomplete": "loading",
}
"""Items about a vehicle that only a new value of this field answers."""


def decide_receipt(state: Declaration, *, now: datetime, policy: Policy) -> Answer:
    """Receive the papers as a draft: customs begins when it hears that the step before it is done.

    They are pinned to the version of the profile that they name, or to the one that holds today.
    """
    if not policy.knows(state.profile, None):
        known = ", ".join(sorted(policy.profiles))
        return Refused("unknown-profile", f"There is no profile {state.profile}; known: {known}.", status=422)
    if not policy.knows(state.profile, state.profile_version):
        sentence = f"The profile {state.profile} has no version {state.profile_version}."
        return Refused("unknown-profile", sentence, None, "/profile_version", 422)
    version = state.profile_version or policy.newest(state.profile, statutory_day(now))
    return Decided(replace(state, profile_version=version))


def decide_correction_request(
    state: Declaration, items: tuple[Item, ...], *, by: str, now: datetime
) -> Answer:
    """Send the papers back with everything that is wrong with them, in one notice."""
    if not may(state, Verb.REQUEST_CORRECTION):
        return not_allowed(state, Verb.REQUEST_CORRECTION)
    vins = {line.vin for line in state.remaining}
    for number, item in enumerate(items):
        if item.vin is not None and item.vin not in vins:
            sentence = f"The declaration has no vehicle {item.vin}."
            return Refused("rule-violated", sentence, None, f"/items/{number}/vin", 422)
    asked = tuple(replace(item, article=item.article or TRUE_DECLARATION) for item in items)
    return ask(replace(state, by_hand=True), asked, by=by, on=statutory_day(now))


def decide_correction(
    state: Declaration,
    head: HeadCorrection,
    lines: tuple[LineCorrection, ...],
    items: tuple[str, ...] | None,
    *,
    now: datetime,
    policy: Policy,
) -> Answer:
    """Take the corrected papers. `items` are the codes that are answered, None for all; all must be."""
    if not may(state, Verb.SUPPLY_CORRECTION):
        return not_allowed(state, Verb.SUPPLY_CORRECTION)
    if refused := unknown_vehicle(state, lines):
        return refused
    corrections = {line.vin: line for line in lines}
    if unanswered := [item for item in state.asked if not _answers(item, corrections, items)]:
        first = unanswered[0]
        whose = f" of {first.vin}" if first.vin else ""
        sentence = f"{len(unanswered)} item(s) are not answered, the first is {first.code}{whose}."
        return Refused("correction-incomplete", sentence, TRUE_DECLARATION, "/items", 422)
    codes = tuple(dict.fromkeys(item.code for item in state.asked))
    then = submit(corrected(state, head, lines), Verb.SUPPLY_CORRECTION, now=now, policy=policy)
    return replace(then, facts=announcements.resubmitted(state, codes) + then.facts)


def decide_vehicles(state: Declaration, vins: frozenset[str], *, now: datetime, policy: Policy) -> Answer:
    """Say which vehicles are declared. With fewer than licensed nothing is released until a new licence comes (C8)."""
    if state.status not in CHOOSING:
        sentence = f"The declaration is {state.status}; which vehicles it declares is no longer changed."
        return Refused("move-not-allowed", sentence, ONE_LICENCE)
    if unknown := vins - {line.vin for line in state.remaining}:
        sentence = f"The declaration has no vehicle {min(unknown)}."
        return Refused("rule-violated", sentence, ONE_LICENCE, "/vins", 422)
    after = replace(state, lines=tuple(replace(line, withheld=line.vin not in vins) for line in state.lines))
    if state.status is Status.SUBMITTED:
        return take_up(after, now=now, policy=policy)
    if state.status is Status.DRAFT:
        return Decided(after)
    rules, today = policy.rules(state.profile, state.profile_version), statutory_day(now)
    return hold_by_rule(after, examine(after, on=today, rules=rules).holding, on=today)


def not_allowed(state: Declaration, verb: Verb) -> Refused:
    """What the table has no move for."""
    sentence = f"The declaration is {state.status}; {verb.replace('_', ' ')} is not possible now."
    return Refused("move-not-allowed", sentence, ORDER_OF_STEPS)


def _answers(item: Item, corrections: Mapping[str, LineCorrection], items: tuple[str, ...] | None) -> bool:
    if items is not None and item.code not in items:
        return False
    needed = ANSWERED_BY.get(item.code)
    if item.vin is None or needed is None:
        return True
    given = corrections.get(item.vin)
    return given is not None and getattr(given, needed) is not None
