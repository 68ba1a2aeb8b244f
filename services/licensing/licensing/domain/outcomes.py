"""What an application can come to, whoever decided it: asked, granted, refused or void, each with its facts.

`take_up` is the authority deciding by rule. Nothing here asks whether the move is allowed: the table does, and raises.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from exportlane.contracts.decision import Decided
from exportlane.law.clock import add_workdays, licence_valid_to
from exportlane.law.instants import statutory_day
from licensing.domain import announcements
from licensing.domain.application import Application, Item, Licence, Outcome, Verb, moved
from licensing.domain.rules import Findings, Policy, examine

BY_RULE: Final = "rule"
SERIAL_ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
SERIAL_LENGTH: Final = 6
LONGEST_REASON: Final = 1900
"""Characters of a reason; the contract has room for 2000, and what is wrong with twenty vehicles can be longer."""


def take_up(state: Application, *, now: datetime, policy: Policy) -> Decided[Application]:
    """Every line is endorsed: accept the application, and decide at once where the profile says so.

    A correction comes before a refusal only when everything that is wrong can be put right, and only so many times.
    """
    today, rules = statutory_day(now), policy.profiles[state.profile]
    accepted = moved(state, Verb.ACCEPT)
    findings = examine(accepted, on=today, rules=rules)
    if not rules.automatic or state.by_hand:
        due_on = state.due_on or limit_day(state, start=today, policy=policy)
        return Decided(replace(accepted, found=findings.all, due_on=due_on))
    if findings.refusing or (findings.correctable and state.corrections >= rules.max_corrections):
        grounds = findings.refusing or findings.correctable
        return refuse(accepted, Outcome(grounds[0].code, reason_of(findings), grounds[0].article))
    if findings.correctable:
        return ask(accepted, findings.correctable, by=BY_RULE)
    return grant(accepted, now=now, policy=policy)


def ask(state: Application, items: tuple[Item, ...], *, by: str) -> Decided[Application]:
    """Send one notice of everything that is missing; the limit stands still until it is answered."""
    corrections = state.corrections + 1
    after = moved(state, Verb.REQUEST_CORRECTION, asked=items, corrections=corrections, found=(), due_on=None)
    return Decided(after, announcements.correction_requested(after, by))


def grant(state: Application, *, now: datetime, policy: Policy) -> Decided[Application]:
    """Issue the licence today; it ends after six months and never after 31 December."""
    today = statutory_day(now)
    number = licence_no(state.id, now=now, issuer=policy.profiles[state.profile].issuer)
    licence = Licence(number, today, licence_valid_to(today))
    after = moved(state, Verb.GRANT, licence=licence, found=(), due_on=None)
    return Decided(after, announcements.granted(after, licence))


def refuse(state: Application, outcome: Outcome) -> Decided[Application]:
    """Refuse the application as a whole."""
    after = moved(state, Verb.REFUSE, outcome=outcome, asked=(), found=(), due_on=None)
    return Decided(after, announcements.refused(after, outcome))


def void(state: Application, verb: Verb, outcome: Outcome) -> Decided[Application]:
    """Void the licence for all its lines: one batch, one licence, and the quantity must stay equal."""
    after = moved(state, verb, outcome=outcome)
    return Decided(after, announcements.cancelled(after, held(after), outcome))


def held(state: Application) -> Licence:
    """The licence of an application that was granted. Raises ValueError for any other."""
    if state.licence is None:
        raise ValueError(f"application {state.id} is {state.status} and has no licence")
    return state.licence


def licence_no(application_id: str, *, now: datetime, issuer: str) -> str:
    """A licence number `YY-II-SSSSSS`: year of issue, issuing body, six characters of serial.

    The serial is drawn from the id and the moment; the table's unique index refuses the rare repeat, and the next
    attempt, at another moment, draws another one.
    """
    drawn = hashlib.sha256(f"{application_id}|{now.isoformat()}".encode()).digest()
    number, serial = int.from_bytes(drawn[:8], "big"), ""
    for _ in range(SERIAL_LENGTH):
        number, place = divmod(number, len(SERIAL_ALPHABET))
        serial += SERIAL_ALPHABET[place]
    return f"{statutory_day(now).year % 100:02d}-{issuer}-{serial}"


def limit_day(state: Application, *, start: date, policy: Policy) -> date:
    """The last day for a decision on an application that is complete since `start`."""
    return add_workdays(start, policy.profiles[state.profile].limit_workdays, policy.calendar).date


def reason_of(findings: Findings) -> str:
    """All that is wrong, in whole sentences, each with its vehicle."""
    text = " ".join(f"{item.vin}: {item.sentence}" if item.vin else item.sentence for item in findings.all)
    return text if len(text) <= LONGEST_REASON else f"{text[:LONGEST_REASON]}… ({len(findings.all)} findings)"


def quoting(sentence: str, reason: str) -> str:
    """Our sentence and another agency's reason after it, cut where the contract has no more room."""
    text = f"{sentence} {reason}"
    return text if len(text) <= LONGEST_REASON else f"{text[:LONGEST_REASON]}…"
