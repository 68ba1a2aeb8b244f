"""What the tax office decides about a claim that is lodged: ask, check, approve or exempt, tax, reject. PURE.

Law: 国家税务总局公告2026年第5号 (procedure); 国家税务总局公告2016年第46号 (limits by class); 财政部
税务总局公告2026年第11号 (amounts, the window of 36 months). Every function answers `Decided` or `Refused`; a refusal
changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from exportlane.contracts.decision import Decided, Refused
from exportlane.law.instants import statutory_day
from exportlane.law.rules import rule
from tax_rebate.domain import clocks, facts, investigation
from tax_rebate.domain.articles import PROCEDURE_ARTICLE, REFUND_ARTICLE
from tax_rebate.domain.claim import Claim, Line, forbidden, open_lines, strangers
from tax_rebate.domain.deciding import ask, decide, decide_by_rule, look
from tax_rebate.domain.invoices import INVOICE_ITEMS
from tax_rebate.domain.lodging import accept_if_ready, in_future, twice_in_claim
from tax_rebate.domain.matching import REBATE_FILING, questions
from tax_rebate.domain.moves import Outcome, Status, Verb
from tax_rebate.domain.outcomes import Answer, Facts, reject_lines, settled, tax_lines
from tax_rebate.domain.papers import Asked, Document, Ended, Invoice
from tax_rebate.domain.policy import Policy


@rule(
    "TAX-ONE-NOTICE",
    zh="补正须一次告知，次数有限，不得用来掩盖超期",
    en="What is missing is asked for at once and a limited number of times, so that no pause hides a delay",
    article="本系统约定：补正不得用来掩盖超期",
    slug="too_many_corrections",
)
def request_correction(
    claim: Claim, items: tuple[Asked, ...], *, by: str, now: datetime, policy: Policy
) -> Answer:
    """An officer asks for what does not add up, all at once; after acceptance the clock stops until it is supplied."""
    if refused := forbidden(claim, Verb.REQUEST_CORRECTION):
        return refused
    if refused := strangers(claim, (item.vin for item in items), "/items"):
        return refused
    most = policy.of(claim.profile, claim.profile_version).max_corrections
    if claim.corrections >= most:
        sentence = f"the enterprise was asked {claim.corrections} times; decide on what there is"
        return Refused("too_many_corrections", sentence, PROCEDURE_ARTICLE, status=422)
    return ask(claim, items, by=by, on=statutory_day(now))


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
    today = statutory_day(now)
    papers = {paper.code for paper in documents}
    kept = tuple(paper for paper in claim.documents if paper.code not in papers)
    supplied = replace(
        claim,
        lines=tuple(replace(line, invoice=invoices.get(line.vin, line.invoice)) for line in claim.lines),
        documents=kept + documents,
        rebate_filing=claim.rebate_filing or REBATE_FILING in papers,
    )
    if refused := _not_answered(claim, invoices, papers):
        return refused
    for invoice in invoices.values():
        if refused := next(in_future(invoice.date, "/invoices", today), None):
            return refused
    if refused := next(twice_in_claim(supplied), None):
        return replace(refused, field="/invoices")
    codes = tuple(dict.fromkeys(item.code for item in claim.asked))
    said = tuple(facts.correction_supplied(claim, line, codes) for line in open_lines(claim))
    return go_on(supplied, said, now=now, policy=policy)


def check(claim: Claim, *, now: datetime, policy: Policy) -> Answer:
    """Have the rules look: they ask, they suspect, or they find nothing and an officer decides (自动审核)."""
    if refused := forbidden(claim, Verb.CHECK):
        return refused
    if (looked := look(claim, statutory_day(now), policy)) is not None:
        return looked
    return Decided(replace(claim, status=Status.AUTO_CHECKED), facts.auto_checked(claim, ()))


def approve(claim: Claim, *, now: datetime, policy: Policy) -> Answer:
    """An officer approves: each vehicle is refunded, exempt or, when late, taxed; nothing may be in question."""
    if refused := forbidden(claim, Verb.APPROVE):
        return refused
    rules = policy.of(claim.profile, claim.profile_version)
    if asked := questions(claim, rules):
        sentence = "; ".join(item.sentence for item in asked)
        return Refused("in_question", sentence, asked[0].article, status=422)
    if found := investigation.fresh(claim, rules):
        sentence = "look into it first: " + "; ".join(each.sentence for each in found)
        return Refused("under_suspicion", sentence, found[0].article, status=422)
    return decide(claim, statutory_day(now), policy)


def clear_suspicion(claim: Claim, *, reason: str, by: str, now: datetime, policy: Policy) -> Answer:
    """Normal after all: the clock goes on, and the rules decide again where they decide alone."""
    if refused := forbidden(claim, Verb.CLEAR_SUSPICION):
        return refused
    if waiting := [each.number for each in claim.enquiries if each.answered_on is None]:
        sentence = f"these letters of enquiry are not answered yet: {', '.join(waiting)}"
        return Refused("enquiry_open", sentence, PROCEDURE_ARTICLE)
    state = replace(
        clocks.resumed(claim, statutory_day(now), policy),
        status=Status.AUTO_CHECKED,
        suspicions=(),
        looked_into=(*claim.looked_into, *claim.suspicions),
    )
    said = tuple(facts.suspicion_cleared(claim, line, reason=reason, by=by) for line in open_lines(claim))
    return decide_by_rule(state, said, now=now, policy=policy)


def refuse(
    claim: Claim, *, code: str, reason: str, article: str | None, now: datetime, vins: Collection[str] = ()
) -> Answer:
    """An officer rejects the claim, or the vehicles named. Nothing upstream is undone: the vehicles have left."""
    lines = _meant(claim, Verb.REFUSE, vins)
    if isinstance(lines, Refused):
        return lines
    ended = Ended(code, reason, article or REFUND_ARTICLE)
    state, said = reject_lines(claim, lines, ended)
    return Decided(_closed(state, now, ended), said)


def tax(
    claim: Claim, *, code: str, reason: str, article: str | None, now: datetime, vins: Collection[str] = ()
) -> Answer:
    """An officer finds that the export, or the vehicles named, are taxed like a sale at home (视同内销征税)."""
    lines = _meant(claim, Verb.TAX, vins)
    if isinstance(lines, Refused):
        return lines
    ended = Ended(code, reason, article or REFUND_ARTICLE)
    state, said = tax_lines(claim, {line.case_id: ended for line in lines}, statutory_day(now))
    return Decided(_closed(state, now, ended), said)


def withdraw(claim: Claim, *, reason: str, now: datetime) -> Answer:
    """The enterprise takes its claim back before it is decided; vehicles and invoices are free for another."""
    if refused := forbidden(claim, Verb.WITHDRAW):
        return refused
    today, gone = statutory_day(now), open_lines(claim)
    said = tuple(facts.withdrawn(claim, line, reason=reason) for line in gone)
    lines = tuple(replace(x, outcome=Outcome.WITHDRAWN) if x in gone else x for x in claim.lines)
    stopped = clocks.documents_arrived(clocks.decided(claim, today), today)
    ended = Ended("withdrawn", reason)
    return Decided(replace(stopped, lines=lines, status=Status.WITHDRAWN, asked=(), ended=ended), said)


def go_on(claim: Claim, before: Facts, *, now: datetime, policy: Policy) -> Decided[Claim]:
    """Nothing is asked any more: the claim is accepted, or under review again with its clock running."""
    if claim.accepted_on is None:
        submitted = replace(claim, status=Status.SUBMITTED, asked=())
        return accept_if_ready(submitted, before, now=now, policy=policy)
    back = replace(clocks.resumed(claim, statutory_day(now), policy), status=Status.ACCEPTED, asked=())
    return decide_by_rule(back, before, now=now, policy=policy)


def _not_answered(claim: Claim, invoices: Mapping[str, Invoice], papers: set[str]) -> Refused | None:
    if strange := sorted(set(invoices) - {line.vin for line in claim.lines}):
        return _wrong(
            "vehicle_unknown", f"these vehicles are not in the claim: {', '.join(strange)}", "/invoices"
        )
    missing = [item for item in claim.asked if not _answered(item, invoices, papers)]
    if not missing:
        return None
    named = ", ".join(sorted(f"{item.code} {item.vin or ''}".rstrip() for item in missing))
    return _wrong("item_not_answered", f"these items are not answered: {named}", "/invoices")


def _answered(item: Asked, invoices: Mapping[str, Invoice], papers: set[str]) -> bool:
    return item.code in papers or (item.code in INVOICE_ITEMS and item.vin in invoices)


def _meant(claim: Claim, verb: Verb, vins: Collection[str]) -> tuple[Line, ...] | Refused:
    """The open vehicles that are named, all of them when none is."""
    if refused := forbidden(claim, verb):
        return refused
    lines = tuple(line for line in open_lines(claim) if not vins or line.vin in vins)
    if set(vins) <= {line.vin for line in lines}:
        return lines
    return _wrong("vehicle_unknown", "name vehicles of this claim that are not decided yet", "/vins")


def _closed(claim: Claim, now: datetime, ended: Ended) -> Claim:
    """Settled when nothing is open any more; otherwise the rest of the claim goes on."""
    return claim if open_lines(claim) else settled(claim, statutory_day(now), ended)


def _wrong(slug: str, sentence: str, field: str) -> Refused:
    return Refused(slug, sentence, PROCEDURE_ARTICLE, field=field, status=422)
