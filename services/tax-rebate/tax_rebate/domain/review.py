"""What the tax office decides about a claim: accept, ask, approve or exempt, pay, reject. PURE.

Law: 国家税务总局公告2026年第5号 (procedure); 国家税务总局公告2016年第46号 (limits by class); 财政部
税务总局公告2026年第11号 (amounts, the window of 36 months). Every function answers `Decided` or `Refused`; a refusal
changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from exportlane.contracts.decision import Announce, Decided, Refused
from exportlane.law.instants import statutory_day
from exportlane.law.pauses import Pause
from tax_rebate.domain import facts
from tax_rebate.domain.claim import (
    AUTOMATIC_DECIDE,
    AUTOMATIC_PAY,
    Asked,
    Claim,
    Document,
    Ended,
    Invoice,
    Line,
    Outcome,
    Policy,
    Status,
    Verb,
    forbidden,
    status_of,
)
from tax_rebate.domain.invoices import INVOICE_ITEMS, PROCEDURE_ARTICLE, REFUND_ARTICLE, questions, refund

RULE: Final = "rule"
"""Who asked for a correction when no officer did."""

RETURNED: Final = Ended(
    "goods_returned", "the goods came back before the refund was paid (退运)", REFUND_ARTICLE
)

Answer = Decided[Claim] | Refused
Facts = tuple[Announce, ...]


def claim_number(claim: Claim, on: date) -> str:
    """The number of an accepted claim: its month and the random end of its id."""
    return f"TS{on:%Y%m}-{claim.id.replace('-', '')[-12:].upper()}"


def receive(claim: Claim) -> Answer:
    """Keep the claim until customs have cleared its vehicles (增值税法 第三十三条: customs' data come first)."""
    vins, cases = {line.vin for line in claim.lines}, {line.case_id for line in claim.lines}
    if min(len(vins), len(cases)) < len(claim.lines):
        return _wrong("lines", "a vehicle stands twice in the claim")
    return Decided(claim)


def accept(claim: Claim, *, now: datetime, policy: Policy) -> Decided[Claim]:
    """Every vehicle is cleared: the claim gets its number and the limit of its class begins."""
    today = statutory_day(now)
    numbered = replace(claim, status=Status.ACCEPTED, claim_no=claim_number(claim, today), accepted_on=today)
    opened = tuple(facts.accepted(numbered, line, on=today) for line in open_lines(numbered))
    return decide_by_rule(_with_limits(numbered, today, policy), opened, now=now, policy=policy)


def decide_by_rule(claim: Claim, before: Facts, *, now: datetime, policy: Policy) -> Decided[Claim]:
    """Decide at once if the profile lets the rules decide; otherwise an officer finds it in the work list."""
    if AUTOMATIC_DECIDE not in policy.rules[claim.profile].automatic:
        return Decided(claim, before)
    today = statutory_day(now)
    if late := _too_late(claim, today, policy):
        return _after(before, _rejected(claim, late, today))
    if asked := questions(claim):
        return _after(before, _asked(claim, asked, by=RULE, on=today))
    return _after(before, _approved(claim, today, policy))


def request_correction(claim: Claim, items: tuple[Asked, ...], *, by: str, now: datetime) -> Answer:
    """An officer asks for what does not add up, all at once; the clock stops until it is supplied."""
    if refused := forbidden(claim, Verb.REQUEST_CORRECTION):
        return refused
    return _asked(claim, items, by=by, on=statutory_day(now))


def supply_correction(
    claim: Claim,
    *,
    invoices: Mapping[str, Invoice],
    documents: tuple[Document, ...],
    now: datetime,
    policy: Policy,
) -> Answer:
    """The enterprise answers the notice, every item of it: invoices by VIN, other papers by their item's code."""
    if refused := forbidden(claim, Verb.SUPPLY_CORRECTION):
        return refused
    if strange := sorted(set(invoices) - {line.vin for line in claim.lines}):
        return _wrong("invoices", f"these vehicles are not in the claim: {', '.join(strange)}")
    papers = {paper.code for paper in documents}
    if missing := [item for item in claim.asked if not _answered(item, invoices, papers)]:
        named = ", ".join(sorted(f"{item.code} {item.vin or ''}".rstrip() for item in missing))
        return _wrong("invoices", f"these items are not answered: {named}")
    codes = tuple(dict.fromkeys(item.code for item in claim.asked))
    said = tuple(facts.correction_supplied(claim, line, codes) for line in open_lines(claim))
    kept = tuple(paper for paper in claim.documents if paper.code not in papers)
    supplied = replace(
        resumed(claim, on=statutory_day(now), policy=policy),
        lines=tuple(replace(line, invoice=invoices.get(line.vin, line.invoice)) for line in claim.lines),
        documents=kept + documents,
    )
    return decide_by_rule(supplied, said, now=now, policy=policy)


def approve(claim: Claim, *, now: datetime, policy: Policy) -> Answer:
    """An officer approves: each vehicle is refunded or exempt; nothing may be in question or too late."""
    if refused := forbidden(claim, Verb.APPROVE):
        return refused
    today = statutory_day(now)
    if late := _too_late(claim, today, policy):
        return Refused("rule-violated", late.sentence, late.article, status=422)
    if asked := questions(claim):
        sentence = "; ".join(item.sentence for item in asked)
        return Refused("rule-violated", sentence, PROCEDURE_ARTICLE, status=422)
    return _approved(claim, today, policy)


def pay(claim: Claim, *, now: datetime) -> Answer:
    """The treasury paid what was approved."""
    if refused := forbidden(claim, Verb.PAY):
        return refused
    return _paid(claim, statutory_day(now))


def refuse(claim: Claim, *, code: str, reason: str, article: str | None, now: datetime) -> Answer:
    """An officer rejects the whole claim. Nothing upstream is undone: the vehicles have left."""
    if refused := forbidden(claim, Verb.REFUSE):
        return refused
    return _rejected(claim, Ended(code, reason, article or REFUND_ARTICLE), statutory_day(now))


def open_lines(claim: Claim) -> tuple[Line, ...]:
    """The vehicles of the claim that are not decided yet."""
    return tuple(line for line in claim.lines if line.outcome is Outcome.OPEN)


def without_refund(line: Line) -> Line:
    """The line as it stands when it is rejected."""
    return replace(line, outcome=Outcome.REJECTED)


def _with_limits(claim: Claim, since: date, policy: Policy) -> Claim:
    """The last day of the class's limit, which binds, and the day of the average, which is a target."""
    rules = policy.rules[claim.profile]
    limit, target = rules.limit_by_class.get(claim.rebate_class), rules.average_workdays
    return replace(
        claim,
        due_on=None if limit is None else policy.due(since, limit, claim.pauses),
        target_on=None if target is None else policy.due(since, target, claim.pauses),
    )


def resumed(claim: Claim, *, on: date, policy: Policy) -> Claim:
    """The claim under review again: the pause ends today and the limits move by it."""
    ended = tuple(Pause(pause.start, on) if pause.end is None else pause for pause in claim.pauses)
    running = replace(claim, status=Status.ACCEPTED, asked=(), pauses=ended)
    return _with_limits(running, claim.accepted_on or on, policy)


def _too_late(claim: Claim, today: date, policy: Policy) -> Ended | None:
    months = policy.rules[claim.profile].window_months
    exported = min(line.departure.cleared_on for line in claim.lines if line.departure is not None)
    if today <= policy.window_ends(exported, months):
        return None
    return Ended("window_closed", f"exported on {exported}, more than {months} months ago", REFUND_ARTICLE)


def _asked(claim: Claim, items: tuple[Asked, ...], *, by: str, on: date) -> Decided[Claim]:
    state = replace(
        claim,
        status=Status.CORRECTION,
        asked=items,
        pauses=(*claim.pauses, Pause(on)),
        due_on=None,
        target_on=None,
    )
    return Decided(
        state, tuple(facts.correction_requested(claim, line, items, by=by) for line in open_lines(claim))
    )


def _approved(claim: Claim, today: date, policy: Policy) -> Decided[Claim]:
    lines = tuple(_valued(line) if line.outcome is Outcome.OPEN else line for line in claim.lines)
    said = tuple(
        facts.approved(claim, line, on=today)
        if line.outcome is Outcome.REFUND
        else facts.exempted(claim, line, on=today)
        for line, before in zip(lines, claim.lines, strict=True)
        if before.outcome is Outcome.OPEN
    )
    state = settled(replace(claim, lines=lines), today, None)
    if state.status is Status.APPROVED and AUTOMATIC_PAY in policy.rules[claim.profile].automatic:
        return _after(said, _paid(state, today))
    return Decided(state, said)


def _valued(line: Line) -> Line:
    amount = refund(line)
    return replace(line, amount=amount, outcome=Outcome.REFUND if amount else Outcome.EXEMPT)


def _paid(claim: Claim, today: date) -> Decided[Claim]:
    due = tuple(line for line in claim.lines if line.outcome is Outcome.REFUND)
    lines = tuple(replace(line, outcome=Outcome.PAID) if line in due else line for line in claim.lines)
    state = replace(claim, lines=lines, status=Status.PAID, paid_on=today)
    return Decided(state, tuple(facts.paid(claim, line, on=today) for line in due))


def _rejected(claim: Claim, ended: Ended, on: date) -> Decided[Claim]:
    lines = tuple(without_refund(line) if line.outcome is Outcome.OPEN else line for line in claim.lines)
    said = tuple(facts.rejected(claim, line, ended) for line in open_lines(claim))
    return Decided(settled(replace(claim, lines=lines), on, ended), said)


def settled(claim: Claim, on: date, ended: Ended | None) -> Claim:
    """The claim with nothing open any more; it stands where the outcomes of its vehicles put it."""
    status = status_of(claim.lines)
    return replace(
        claim,
        status=status,
        decided_on=on,
        ended=ended if status is Status.REJECTED else None,
        asked=(),
        due_on=None,
        target_on=None,
    )


def _answered(item: Asked, invoices: Mapping[str, Invoice], papers: set[str]) -> bool:
    return item.code in papers or (item.code in INVOICE_ITEMS and item.vin in invoices)


def _after(before: Facts, decided: Decided[Claim]) -> Decided[Claim]:
    return Decided(decided.state, before + decided.facts)


def _wrong(field: str, sentence: str) -> Refused:
    return Refused("rule-violated", sentence, PROCEDURE_ARTICLE, field=f"/{field}", status=422)
