"""How a claim is decided when nothing is in question: each vehicle refunded, exempt, or taxed as at home. PURE.

Law: 财政部 税务总局公告2026年第11号 (amounts, the window of 36 months); 国家税务总局公告2026年第5号 (procedure). One
claim may end in several ways at once, so every outcome is announced for its own case.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Final

from exportlane.contracts.decision import Decided
from exportlane.law.clock import add_months
from exportlane.law.instants import statutory_day
from exportlane.law.rules import rule
from tax_rebate.domain import clocks, facts, investigation
from tax_rebate.domain.articles import REFUND_ARTICLE, VAT_LAW
from tax_rebate.domain.claim import Claim, Line, open_lines
from tax_rebate.domain.invoices import refund
from tax_rebate.domain.matching import questions
from tax_rebate.domain.moves import Outcome, Status
from tax_rebate.domain.outcomes import Facts, after, paid, reject_lines, settled, tax_lines
from tax_rebate.domain.papers import Asked, Ended
from tax_rebate.domain.policy import AUTOMATIC_DECIDE, AUTOMATIC_PAY, Policy

RULE: Final = "rule"
"""Who asked or suspected when no officer did."""
WINDOW: Final = "window_closed"
CONSIGNOR: Final = "consignor_mismatch"


def decide_by_rule(claim: Claim, before: Facts, *, now: datetime, policy: Policy) -> Decided[Claim]:
    """Decide at once if the profile lets the rules decide; otherwise an officer finds it in the work list."""
    if AUTOMATIC_DECIDE not in policy.of(claim.profile, claim.profile_version).automatic:
        return Decided(claim, before)
    today = statutory_day(now)
    left, said = without_refund(claim, today, policy)
    if not open_lines(left):
        return Decided(settled(left, today, _why(left)), before + said)
    return after(before + said, _by_rule(left, today, policy))


def look(claim: Claim, today: date, policy: Policy) -> Decided[Claim] | None:
    """What the rules do before a decision: ask, or suspect; None when nothing is in question."""
    rules = policy.of(claim.profile, claim.profile_version)
    if asked := questions(claim, rules):
        return ask(claim, asked, by=RULE, on=today) if claim.corrections < rules.max_corrections else None
    if found := investigation.fresh(claim, rules):
        return investigation.begin(claim, found, by=RULE, on=today, before=facts.auto_checked(claim, found))
    return None


def ask(claim: Claim, items: tuple[Asked, ...], *, by: str, on: date) -> Decided[Claim]:
    """The one notice; after acceptance the clock stands still until it is answered."""
    held = clocks.paused(claim, on)
    state = replace(held, status=Status.CORRECTION, asked=items, corrections=claim.corrections + 1)
    return Decided(state, facts.correction_requested(claim, items, by=by))


def decide(claim: Claim, today: date, policy: Policy) -> Decided[Claim]:
    """Every open vehicle gets its outcome by the law; where the treasury is the rules' own, it is paid at once."""
    left, late = without_refund(claim, today, policy)
    lines = tuple(_valued(line) if line.outcome is Outcome.OPEN else line for line in left.lines)
    said = tuple(
        facts.approved(claim, line, on=today)
        if line.outcome is Outcome.REFUND
        else facts.exempted(claim, line, on=today)
        for line, before in zip(lines, left.lines, strict=True)
        if before.outcome is Outcome.OPEN
    )
    state = replace(left, lines=lines)
    state = settled(state, today, _why(state))
    automatic = policy.of(claim.profile, claim.profile_version).automatic
    if state.status is Status.APPROVED and AUTOMATIC_PAY in automatic:
        return after(late + said, paid(state, today))
    return Decided(state, late + said)


@rule(
    "TAX-WINDOW",
    zh="2026年以后出口的，自出口之日起36个月内申报；逾期的视同内销征税",
    en="A claim is made within 36 months of an export since 2026; what is later is taxed like a sale at home",
    article=REFUND_ARTICLE,
    slug=WINDOW,
)
def too_late(claim: Claim, line: Line, today: date, policy: Policy) -> Ended | None:
    """Whether a vehicle is claimed after its window; the day of the claim decides, not that of the office."""
    rules = policy.of(claim.profile, claim.profile_version)
    months = rules.window_months
    if months is None or line.exported_on is None:
        return None
    if rules.window_from is not None and line.exported_on < rules.window_from:
        # What was exported before is claimed once the papers are collected (收齐凭证后申报).
        return None
    claimed = claim.submitted_on or today
    if claimed <= add_months(line.exported_on, months, policy.calendar).date:
        return None
    sentence = f"exported on {line.exported_on} and claimed on {claimed}, more than {months} months later"
    return Ended(WINDOW, sentence, REFUND_ARTICLE)


@rule(
    "TAX-X02",
    zh="申报人须为报关单上的发货人",
    en="The claimant is the consignor of the declaration",
    article=VAT_LAW,
    slug=CONSIGNOR,
)
def sent_by_another(claim: Claim, line: Line) -> Ended | None:
    """Whether customs name another enterprise as the consignor of a vehicle: its refund is not the claimant's."""
    if line.consignor_uscc in {None, claim.exporter_uscc}:
        return None
    sentence = f"customs name {line.consignor_uscc} as the consignor of {line.vin}, not {claim.exporter_uscc}"
    return Ended(CONSIGNOR, sentence, VAT_LAW)


def without_refund(claim: Claim, today: date, policy: Policy) -> tuple[Claim, Facts]:
    """The claim with the vehicles of other consignors rejected and every late one taxed; the others go on."""
    state: Claim = claim
    said: Facts = ()
    for line in open_lines(claim):
        if (ended := sent_by_another(claim, line)) is not None:
            state, more = reject_lines(state, (line,), ended)
            said = (*said, *more)
    late = {line.case_id: too_late(state, line, today, policy) for line in open_lines(state)}
    taxed, more = tax_lines(state, {case: ended for case, ended in late.items() if ended is not None}, today)
    return taxed, (*said, *more)


def _why(claim: Claim) -> Ended | None:
    """Why the claim is rejected, when every vehicle of it is."""
    return next((line.ended for line in claim.lines if line.outcome is Outcome.REJECTED), None)


def _by_rule(claim: Claim, today: date, policy: Policy) -> Decided[Claim]:
    if (looked := look(claim, today, policy)) is not None:
        return looked
    if questions(claim, policy.of(claim.profile, claim.profile_version)):
        # It was asked about as often as may be: an officer decides what the rules could only ask again.
        return Decided(claim)
    return decide(claim, today, policy)


def _valued(line: Line) -> Line:
    amount = refund(line)
    return replace(line, amount=amount, outcome=Outcome.REFUND if amount else Outcome.EXEMPT)
