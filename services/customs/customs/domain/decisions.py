"""What people decide about a declaration: the declarant supplies, the officer accepts, releases, confirms and rejects.

Every function is pure: `now` is the moment, `policy` the law of the day. It answers `Refused`, and changes nothing,
when the table of moves or a rule forbids the act.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from customs.domain import announcements
from customs.domain.declaration import Declaration, Item, Line, Outcome, Status, Verb, may, moved
from customs.domain.outcomes import (
    accept,
    ask,
    cancel,
    clear,
    give_back,
    pass_through,
    reason_of,
    reject,
    release,
    take_up,
)
from customs.domain.rules import (
    AMEND_OR_CANCEL,
    NO_RELEASE_WITHOUT_LICENCE,
    TRUE_DECLARATION,
    Policy,
    examine,
)
from exportlane.contracts.decision import Decided, Refused
from exportlane.law.instants import statutory_day


@dataclass(frozen=True, slots=True)
class LineCorrection:
    """Corrected declaration of one vehicle; None leaves a field as it is."""

    vin: str
    goods_name: str | None = None
    brand: str | None = None
    model_code: str | None = None
    fob_amount: Decimal | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class HeadCorrection:
    """Corrected head of the declaration; None leaves a field as it is."""

    contract_no: str | None = None
    customs_port: str | None = None
    destination_country: str | None = None
    transport_mode: str | None = None
    vessel: str | None = None


def decide_receipt(state: Declaration, *, policy: Policy) -> Decided[Declaration] | Refused:
    """Receive the papers as a draft: customs begins when it hears that the step before it is done."""
    if state.profile not in policy.profiles:
        known = ", ".join(sorted(policy.profiles))
        return Refused("unknown-profile", f"There is no profile {state.profile}; known: {known}.", status=422)
    return Decided(state)


def decide_correction_request(
    state: Declaration, items: tuple[Item, ...], *, by: str
) -> Decided[Declaration] | Refused:
    """Send the papers back with everything that is wrong with them, in one notice."""
    if not may(state, Verb.REQUEST_CORRECTION):
        return _not_allowed(state, Verb.REQUEST_CORRECTION)
    vins = {line.vin for line in state.lines}
    for number, item in enumerate(items):
        if item.vin is not None and item.vin not in vins:
            sentence = f"The declaration has no vehicle {item.vin}."
            return Refused("rule-violated", sentence, None, f"/items/{number}/vin", 422)
    asked = tuple(replace(item, article=item.article or TRUE_DECLARATION) for item in items)
    return ask(replace(state, by_hand=True), asked, by=by)


def decide_correction(
    state: Declaration,
    head: HeadCorrection,
    lines: tuple[LineCorrection, ...],
    items: tuple[str, ...] | None,
    *,
    now: datetime,
    policy: Policy,
) -> Decided[Declaration] | Refused:
    """Take the corrected papers. `items` are the codes that are answered, None for all; all must be."""
    if not may(state, Verb.SUPPLY_CORRECTION):
        return _not_allowed(state, Verb.SUPPLY_CORRECTION)
    corrections = {line.vin: line for line in lines}
    if unknown := corrections.keys() - {line.vin for line in state.lines}:
        sentence = f"The declaration has no vehicle {min(unknown)}."
        return Refused("rule-violated", sentence, None, "/lines", 422)
    if unanswered := [item for item in state.asked if not _answers(item, corrections, items)]:
        first = unanswered[0]
        whose = f" of {first.vin}" if first.vin else ""
        sentence = f"{len(unanswered)} item(s) are not answered, the first is {first.code}{whose}."
        return Refused("correction-incomplete", sentence, TRUE_DECLARATION, "/items", 422)
    codes = tuple(dict.fromkeys(item.code for item in state.asked))
    corrected = tuple(_corrected(line, corrections.get(line.vin)) for line in state.lines)
    after = moved(state, Verb.SUPPLY_CORRECTION, asked=(), lines=corrected, **_given(head))
    then = take_up(after, now=now, policy=policy)
    return Decided(then.state, announcements.resubmitted(after, codes) + then.facts)


def decide_acceptance(state: Declaration, *, now: datetime) -> Decided[Declaration] | Refused:
    """Accept by an officer's hand: the rules bind him too, so whatever they find stands in the way."""
    if not may(state, Verb.ACCEPT):
        return _not_allowed(state, Verb.ACCEPT)
    return _hindered(state, now) or accept(state, now=now)


def decide_release(state: Declaration, *, now: datetime) -> Decided[Declaration] | Refused:
    """Release an accepted declaration; a submitted one is accepted and released in one act."""
    if state.status is Status.SUBMITTED:
        return _hindered(state, now) or pass_through(state, now=now, clears=False)
    if not may(state, Verb.RELEASE):
        return _not_allowed(state, Verb.RELEASE)
    return release(state, on=statutory_day(now))


def decide_clearance(
    state: Declaration, *, vessel: str | None, now: datetime
) -> Decided[Declaration] | Refused:
    """Confirm that the goods have left (结关), on the vessel named now or on the one declared."""
    if not may(state, Verb.CLEAR):
        return _not_allowed(state, Verb.CLEAR)
    return clear(replace(state, vessel=vessel or state.vessel), on=statutory_day(now))


def decide_rejection(state: Declaration, outcome: Outcome) -> Decided[Declaration] | Refused:
    """Do not release, for good (海关法 第二十四条)."""
    if not may(state, Verb.REJECT):
        return _not_allowed(state, Verb.REJECT)
    return reject(state, replace(outcome, article=outcome.article or NO_RELEASE_WITHOUT_LICENCE))


def decide_cancellation(state: Declaration, outcome: Outcome) -> Decided[Declaration] | Refused:
    """Cancel a declaration whose goods were released but not loaded (退关, 海关法 第二十六条)."""
    if not may(state, Verb.CANCEL):
        return _not_allowed(state, Verb.CANCEL)
    return cancel(state, replace(outcome, article=outcome.article or AMEND_OR_CANCEL))


def decide_return(
    state: Declaration, *, reason: str, returned_on: date | None, now: datetime
) -> Decided[Declaration] | Refused:
    """Record that the goods came back (退运): not before they left, and not in time to come."""
    if not may(state, Verb.RETURN):
        return _not_allowed(state, Verb.RETURN)
    today = statutory_day(now)
    on = returned_on or today
    left = state.cleared_on or today
    if not left <= on <= today:
        sentence = f"Goods that left on {left} cannot have come back on {on}; today is {today}."
        return Refused("rule-violated", sentence, None, "/returned_on", 422)
    return give_back(state, reason=reason, on=on)


def _hindered(state: Declaration, now: datetime) -> Refused | None:
    findings = examine(state, on=statutory_day(now))
    if not findings.all:
        return None
    return Refused("rule-violated", reason_of(findings), findings.all[0].article, status=422)


def _answers(item: Item, corrections: Mapping[str, LineCorrection], items: tuple[str, ...] | None) -> bool:
    if items is not None and item.code not in items:
        return False
    if item.vin is None or item.code != "goods_name_not_used":
        return True
    given = corrections.get(item.vin)
    return given is not None and given.goods_name is not None


def _given(head: HeadCorrection) -> dict[str, str]:
    fields = ("contract_no", "customs_port", "destination_country", "transport_mode", "vessel")
    return {name: value for name in fields if (value := getattr(head, name)) is not None}


def _corrected(line: Line, given: LineCorrection | None) -> Line:
    if given is None:
        return line
    return replace(
        line,
        goods_name=given.goods_name or line.goods_name,
        brand=given.brand or line.brand,
        model_code=given.model_code or line.model_code,
        fob_amount=given.fob_amount or line.fob_amount,
        currency=given.currency or line.currency,
    )


def _not_allowed(state: Declaration, verb: Verb) -> Refused:
    sentence = f"The declaration is {state.status}; {verb.replace('_', ' ')} is not possible now."
    return Refused("move-not-allowed", sentence)
