"""What a declaration can come to, whoever decided it, each with its facts. `take_up` is customs deciding by rule.

Nothing here asks whether the move is allowed: the table does, and raises.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from customs.domain import announcements
from customs.domain.declaration import Declaration, Item, Licence, Outcome, Verb, moved
from customs.domain.rules import Findings, Policy, examine
from exportlane.contracts.decision import Decided
from exportlane.law.instants import statutory_day

BY_RULE: Final = "rule"
EXPORT: Final = "0"
SERIALS: Final = 10**9
LONGEST_REASON: Final = 1900
"""Characters of a reason; the contract has room for 2000, and what is wrong with twenty vehicles can be longer."""


def take_up(state: Declaration, *, now: datetime, policy: Policy) -> Decided[Declaration]:
    """Examine a declaration that was just submitted, and decide at once what the profile lets customs decide alone."""
    rules, today = policy.profiles[state.profile], statutory_day(now)
    findings = examine(state, on=today)
    if not rules.releases or state.by_hand:
        return Decided(replace(state, found=findings.all))
    if findings.refusing:
        first = findings.refusing[0]
        return reject(state, Outcome(first.code, reason_of(findings), first.article))
    if findings.correctable:
        return ask(state, findings.correctable, by=BY_RULE)
    return pass_through(state, now=now, clears=rules.clears)


def pass_through(state: Declaration, *, now: datetime, clears: bool) -> Decided[Declaration]:
    """Accept and release in one go, and confirm the departure where customs does that alone."""
    today = statutory_day(now)
    steps = [accept(state, now=now)]
    steps.append(release(steps[-1].state, on=today))
    if clears:
        steps.append(clear(steps[-1].state, on=today))
    return Decided(steps[-1].state, tuple(fact for step in steps for fact in step.facts))


def ask(state: Declaration, items: tuple[Item, ...], *, by: str) -> Decided[Declaration]:
    """Send the papers back with everything that is wrong with them."""
    after = moved(state, Verb.REQUEST_CORRECTION, asked=items, found=())
    return Decided(after, announcements.returned_for_correction(after, by))


def accept(state: Declaration, *, now: datetime) -> Decided[Declaration]:
    """Give the declaration its number; it rests on the licence from here."""
    number, licence = declaration_no(state, now=now), held(state)
    after = moved(state, Verb.ACCEPT, declaration_no=number, accepted_on=statutory_day(now), found=())
    return Decided(after, announcements.accepted(after, number, licence))


def release(state: Declaration, *, on: date) -> Decided[Declaration]:
    """Let the goods be loaded (放行)."""
    after = moved(state, Verb.RELEASE, released_on=on)
    return Decided(after, announcements.released(after, numbered(after), held(after), on))


def clear(state: Declaration, *, on: date) -> Decided[Declaration]:
    """Confirm the departure (结关)."""
    after = moved(state, Verb.CLEAR, cleared_on=on)
    return Decided(after, announcements.cleared(after, numbered(after), held(after), on))


def reject(state: Declaration, outcome: Outcome) -> Decided[Declaration]:
    """Do not release, for good."""
    after = moved(state, Verb.REJECT, outcome=outcome, asked=(), found=())
    return Decided(after, announcements.rejected(after, outcome))


def cancel(state: Declaration, outcome: Outcome) -> Decided[Declaration]:
    """Take a release back before the goods left (退关)."""
    after = moved(state, Verb.CANCEL, outcome=outcome)
    return Decided(after, announcements.cancelled(after, numbered(after), outcome))


def lapse(state: Declaration, outcome: Outcome) -> Decided[Declaration]:
    """End a draft whose licence will never come, or is void."""
    after = moved(state, Verb.LAPSE, outcome=outcome)
    return Decided(after, announcements.lapsed(after, outcome))


def give_back(state: Declaration, *, reason: str, on: date) -> Decided[Declaration]:
    """Record that the goods came back after departure (退运)."""
    after = moved(state, Verb.RETURN, outcome=Outcome("goods_returned", reason), returned_on=on)
    return Decided(after, announcements.returned(after, numbered(after), reason, on))


def held(state: Declaration) -> Licence:
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


def reason_of(findings: Findings) -> str:
    """All that is wrong, in whole sentences, each with its vehicle."""
    text = " ".join(f"{item.vin}: {item.sentence}" if item.vin else item.sentence for item in findings.all)
    return text if len(text) <= LONGEST_REASON else f"{text[:LONGEST_REASON]}… ({len(findings.all)} findings)"


def quoting(sentence: str, reason: str) -> str:
    """Our sentence and another agency's reason after it, cut where the contract has no more room."""
    text = f"{sentence} {reason}"
    return text if len(text) <= LONGEST_REASON else f"{text[:LONGEST_REASON]}…"
