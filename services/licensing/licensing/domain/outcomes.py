"""What an application can come to, whoever decided it: asked, accepted, granted, refused or void, with its facts.

`take_up` is the authority deciding by rule. Nothing here asks whether the move is allowed: the table does, and raises.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from exportlane.contracts.decision import Decided
from exportlane.law import limits
from exportlane.law.clock import licence_valid_to
from exportlane.law.instants import statutory_day
from exportlane.law.rules import rule
from licensing.domain import announcements, clocks, licence_facts
from licensing.domain.application import Application, Status, Verb, moved
from licensing.domain.dossier import Item, Licence, Outcome
from licensing.domain.examination import Findings, examine
from licensing.domain.flags import flags_of
from licensing.domain.policy import ACCEPTANCE_NOTICE, CORRECTION_SUPPLY, LICENCE, REAPPLY, Policy

BY_RULE: Final = "rule"
SERIAL_ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
SERIAL_LENGTH: Final = 6
LONGEST_REASON: Final = 1600
"""Characters of a reason; the contract has room for 2000, and what is wrong with twenty vehicles can be longer."""


def take_up(state: Application, *, now: datetime, policy: Policy) -> Decided[Application]:
    """Every line is endorsed: decide at once where the profile says so, else put it on an officer's desk.

    A correction comes before a refusal only when everything that is wrong can be put right, and only so many times.
    """
    today, rules = statutory_day(now), policy.of(state)
    findings = examine(state, on=today, rules=rules)
    if not rules.automatic or state.by_hand:
        return _on_the_desk(state, findings, on=today, policy=policy)
    if findings.refusing or (findings.correctable and state.corrections >= rules.max_corrections):
        grounds = findings.refusing or findings.correctable
        outcome = Outcome(grounds[0].code, reason_of(findings), grounds[0].article)
        return refuse(state, outcome, on=today)
    if findings.correctable:
        return ask(state, findings.correctable, by=BY_RULE, on=today, policy=policy)
    if flags_of(state, on=today, rules=rules):
        return _on_the_desk(state, findings, on=today, policy=policy)
    taken = state if state.status is Status.ACCEPTED else accepted(state, on=today, policy=policy)
    return grant(taken, now=now, policy=policy)


def _on_the_desk(state: Application, findings: Findings, *, on: date, policy: Policy) -> Decided[Application]:
    """An officer decides. What is complete and agrees is accepted at once; the rest waits for his notice."""
    flags = flags_of(state, on=on, rules=policy.of(state))
    noted = replace(state, found=findings.all, flags=flags)
    if findings.all or state.status is Status.ACCEPTED:
        return Decided(noted)
    taken = accepted(noted, on=on, policy=policy)
    return Decided(taken, announcements.accepted(taken, on))


def accepted(state: Application, *, on: date, policy: Policy) -> Application:
    """Take it up: the acceptance clock stops, and the three working days run, from now at the latest."""
    taken = clocks.stopped(moved(state, Verb.ACCEPT, accepted_on=on), ACCEPTANCE_NOTICE, on=on)
    if limits.find(taken.clocks, LICENCE) is None:
        return clocks.begun(taken, LICENCE, on=on, policy=policy)
    return clocks.placed(taken, policy=policy)


def ask(
    state: Application, items: tuple[Item, ...], *, by: str, on: date, policy: Policy
) -> Decided[Application]:
    """Send one notice of everything that is missing; the limit stands still until it is answered.

    Before acceptance the limit has not begun, so it starts anew with the answer; afterwards it only pauses.
    """
    corrections = state.corrections + 1
    asked = moved(
        state, Verb.REQUEST_CORRECTION, asked=items, corrections=corrections, found=(), proposal=None
    )
    asked = clocks.stopped(asked, ACCEPTANCE_NOTICE, on=on)
    if state.accepted_on is None:
        asked = clocks.stopped(asked, LICENCE, on=on)
    elif state.standstill is None:
        asked = clocks.paused(asked, on=on)
    after = clocks.begun(asked, CORRECTION_SUPPLY, on=on, policy=policy)
    return Decided(after, announcements.correction_requested(after, by))


def grant(state: Application, *, now: datetime, policy: Policy) -> Decided[Application]:
    """Issue the licence today."""
    today = statutory_day(now)
    licence = issue(state, now=now, policy=policy)
    ended = clocks.stopped(state, on=today)
    after = moved(
        ended, Verb.GRANT, licence=licence, found=(), queue_on=None, decided_on=today,
        in_time=clocks.in_time(state, on=today),
    )  # fmt: skip
    return Decided(after, announcements.granted(after, licence))


@rule(
    "LIC-DEC31",
    zh="许可证有效期6个月，不得跨年度",
    en="A licence is valid for six months and never past 31 December of the year of its issue",
    article="商务部等五部门公告2024年第6号",
    effect="compute",
)
def issue(state: Application, *, now: datetime, policy: Policy) -> Licence:
    """A licence of today, with a number of its own."""
    today = statutory_day(now)
    # One that takes the place of another at the same instant still has a number of its own.
    drawn_from = state.id if state.licence is None else f"{state.id}|{state.licence.licence_no}"
    return Licence(
        licence_no(drawn_from, now=now, issuer=policy.of(state).issuer),
        today,
        licence_valid_to(today, policy.of(state).validity_months),
    )


def refuse(state: Application, outcome: Outcome, *, on: date) -> Decided[Application]:
    """Refuse the application as a whole."""
    after = _ended(state, Verb.REFUSE, outcome, on=on)
    return Decided(after, _end_facts(after, outcome, announcements.refused(after, outcome), remedy=True))


def not_accept(state: Application, outcome: Outcome, *, on: date) -> Decided[Application]:
    """Do not take it up, with the reason in writing."""
    after = _ended(state, Verb.REFUSE_ACCEPTANCE, outcome, on=on)
    return Decided(after, _end_facts(after, outcome, announcements.not_accepted(after, outcome)))


def lapse(state: Application, outcome: Outcome, *, on: date) -> Decided[Application]:
    """The correction did not come in time: it is over without a decision."""
    after = _ended(state, Verb.LAPSE, outcome, on=on)
    return Decided(after, _end_facts(after, outcome, announcements.lapsed(after, outcome)))


def withdraw(state: Application, outcome: Outcome, *, on: date) -> Decided[Application]:
    """The enterprise takes it back."""
    after = _ended(state, Verb.WITHDRAW, outcome, on=on)
    return Decided(after, _end_facts(after, outcome, announcements.withdrawn(after, outcome.reason)))


def _ended(state: Application, verb: Verb, outcome: Outcome, *, on: date) -> Application:
    ended = clocks.stopped(state, on=on)
    return moved(
        ended, verb, outcome=outcome, asked=(), found=(), queue_on=None, proposal=None, standstill=None,
        decided_on=on, in_time=clocks.in_time(state, on=on),
    )  # fmt: skip


def _end_facts(
    after: Application, outcome: Outcome, facts: announcements.Facts, *, remedy: bool = False
) -> announcements.Facts:
    """A second licence that is not had ends what the first one began: for the others that is the undo they know."""
    if after.round == 1 or after.licence is None:
        return facts
    reason = quoting(outcome.reason, announcements.REMEDY) if remedy else outcome.reason
    return announcements.cancelled(after, after.licence, replace(outcome, reason=reason))


def void(state: Application, verb: Verb, outcome: Outcome, *, on: date) -> Decided[Application]:
    """Void the licence for all its lines: one batch, one licence, and the quantity must stay equal."""
    after = moved(clocks.stopped(state, on=on), verb, outcome=outcome, reissue=None, queue_on=None)
    facts = licence_facts.revoked if verb is Verb.REVOKE else announcements.cancelled
    return Decided(after, facts(after, held(after), outcome))


def wait_for_another(
    state: Application, verb: Verb, *, on: date, policy: Policy, facts: announcements.Facts
) -> Decided[Application]:
    """The licence is gone and another may be applied for, within the days of the profile."""
    gone = moved(clocks.stopped(state, on=on), verb, reissue=None, queue_on=None)
    return Decided(clocks.begun(gone, REAPPLY, on=on, policy=policy), facts)


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


def reason_of(findings: Findings) -> str:
    """All that is wrong, in whole sentences, each with its vehicle."""
    text = " ".join(f"{item.vin}: {item.sentence}" if item.vin else item.sentence for item in findings.all)
    return text if len(text) <= LONGEST_REASON else f"{text[:LONGEST_REASON]}… ({len(findings.all)} findings)"


def quoting(sentence: str, reason: str) -> str:
    """Our sentence and another's reason after it, cut where the contract has no more room."""
    text = f"{sentence} {reason}"
    return text if len(text) <= LONGEST_REASON else f"{text[:LONGEST_REASON]}…"
