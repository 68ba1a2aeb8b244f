"""What a bank decides about a loan, and what comes back on it. PURE."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from credit_insurance.domain import telling
from credit_insurance.domain.amounts import NOTHING, nothing_at_all, total
from credit_insurance.domain.articles import OWN, RECEIVABLES, TJ_9
from credit_insurance.domain.consents import Consent, consented
from credit_insurance.domain.exports import Export, Pledge
from credit_insurance.domain.finances import Finance, FinanceStatus, FinanceVerb, Share, forbidden, moved
from credit_insurance.domain.pledges import released
from credit_insurance.domain.policies import Ended
from credit_insurance.domain.receivables import financeable, not_financeable
from credit_insurance.domain.refusals import first
from credit_insurance.domain.shipments import another_firms
from credit_insurance.domain.terms import Terms
from exportlane.contracts.decision import Decided, Refused
from exportlane.law.instants import statutory_day
from exportlane.law.rules import rule

Answer = Decided[Finance] | Refused


@dataclass(frozen=True, slots=True)
class Lent:
    """The loan, and the cases that it changes."""

    finance: Decided[Finance]
    exports: tuple[Export, ...] = ()


@dataclass(frozen=True, slots=True)
class Ground:
    """What a loan would stand on: the cases, the banks that have the rights of their policies, the firm's consents."""

    exports: Sequence[Export]
    assignees: Mapping[str, str | None]
    consents: Sequence[Consent] = ()


def ask(finance: Finance, ground: Ground, consent: Consent, *, now: datetime, terms: Terms) -> Answer:
    """A firm asks a bank for a loan on receivables of its own, with a consent that covers them all."""
    today = statutory_day(now)
    refused = first(
        nothing_at_all(finance.amount, "/amount"),
        *(another_firms(export, finance.uscc) for export in ground.exports),
        _not_consented(finance, (consent,), today),
        *_unfit(finance, ground, today),
        beyond_advance(finance.amount, ground.exports, terms, "/amount"),
    )
    if refused:
        return refused
    asked = replace(finance, requested_on=today)
    return Decided(asked, (telling.finance_requested(asked, today),))


def _not_consented(finance: Finance, consents: Sequence[Consent], today: date) -> Refused | None:
    for case_id in finance.case_ids:
        found = consented(consents, finance.bank_id, case_id, on=today)
        if isinstance(found, Refused):
            return replace(found, field="/consent_id", status=422)
    return None


def _unfit(finance: Finance, ground: Ground, today: date) -> Sequence[Refused | None]:
    """What stands against each of the receivables."""
    return [
        each
        for export in ground.exports
        for each in (
            not_financeable(export, finance.bank_id, ground.assignees.get(export.id), today),
            _another_currency(export, finance.currency),
        )
    ]


def _another_currency(export: Export, currency: str) -> Refused | None:
    if export.shipment is None or export.shipment.currency == currency:
        return None
    sentence = f"The case {export.id} is owed in {export.shipment.currency}, not in {currency}."
    return Refused("currencies_differ", sentence, RECEIVABLES, "/currency", 422)


@rule(
    "INS-ADVANCE",
    zh="融资金额不超过应收账款余额乘以融资比例",
    en="A loan is at most the advance rate times what is owed on its receivables",
    article=f"{RECEIVABLES}；{OWN}",
    slug="advance_exceeded",
)
def beyond_advance(amount: Decimal, exports: Sequence[Export], terms: Terms, field: str) -> Refused | None:
    """A refusal of more than the receivables carry."""
    most = total(financeable(export, terms) for export in exports)
    if amount <= most:
        return None
    sentence = f"On these receivables at most {most} can be advanced ({terms.advance_rate} of what is owed)."
    return Refused("advance_exceeded", sentence, f"{RECEIVABLES}；{OWN}", field, 422)


def grant(
    finance: Finance, ground: Ground, granted: Decimal, *, now: datetime, terms: Terms
) -> Lent | Refused:
    """The bank grants it: the receivables stand for it from now on, in the order in which they were named."""
    today = statutory_day(now)
    refused = first(
        forbidden(finance, FinanceVerb.GRANT),
        _not_consented(finance, ground.consents, today),
        nothing_at_all(granted, "/amount"),
        _more_than_asked(finance, granted),
        *_unfit(finance, ground, today),
        beyond_advance(granted, ground.exports, terms, "/amount"),
    )
    if refused:
        return refused
    shares: list[Share] = []
    left = granted
    for export in ground.exports:
        share = min(left, financeable(export, terms))
        if share > NOTHING:
            shares.append(Share(export.id, share))
            left -= share
    given = moved(finance, FinanceVerb.GRANT, granted=granted, granted_on=today, shares=tuple(shares))
    open_ = {share.case_id: share.amount for share in shares}
    pledged = tuple(
        replace(export, pledge=Pledge(finance.id, finance.bank_id, open_[export.id]))
        for export in ground.exports
        if export.id in open_
    )
    return Lent(Decided(given, (telling.finance_granted(given),)), pledged)


def _more_than_asked(finance: Finance, granted: Decimal) -> Refused | None:
    if granted <= finance.amount:
        return None
    return Refused("advance_exceeded", f"{finance.amount} was asked for.", TJ_9, "/amount", 422)


def refuse(finance: Finance, because: Ended, *, now: datetime) -> Answer:
    """The bank refuses."""
    if refused := forbidden(finance, FinanceVerb.REFUSE):
        return refused
    ended = moved(finance, FinanceVerb.REFUSE, ended=because)
    return Decided(ended, (telling.finance_refused(ended, because, statutory_day(now)),))


def withdraw(finance: Finance, reason: str) -> Answer:
    """The firm needs it no more."""
    because = Ended("withdrawn", reason)
    return forbidden(finance, FinanceVerb.WITHDRAW) or Decided(
        moved(finance, FinanceVerb.WITHDRAW, ended=because)
    )


def draw(finance: Finance, exports: Sequence[Export], *, due_on: date, now: datetime) -> Answer:
    """The bank pays the money out, while the receivables are there."""
    if refused := forbidden(finance, FinanceVerb.DRAW):
        return refused
    gone = [export.id for export in exports if export.receivable <= NOTHING]
    if gone:
        sentence = f"Nothing is owed any more for {', '.join(gone)}; release the loan."
        return Refused("receivable_left", sentence, RECEIVABLES)
    today = statutory_day(now)
    if due_on < today:
        return Refused("due_too_early", f"{due_on} has passed already.", TJ_9, "/due_on", 422)
    drawn = moved(finance, FinanceVerb.DRAW, granted=finance.open, drawn_on=today, due_on=due_on)
    return Decided(drawn, (telling.finance_drawn(drawn),))


def release(finance: Finance, exports: Sequence[Export], reason: str) -> Lent | Refused:
    """What was granted and not drawn is given up, and the receivables are free."""
    if refused := forbidden(finance, FinanceVerb.RELEASE):
        return refused
    free = tuple(replace(export, pledge=None) for export in exports)
    ended = moved(finance, FinanceVerb.RELEASE, ended=Ended("released", reason), shares=())
    return Lent(Decided(ended), free)


def repay(finance: Finance, exports: Sequence[Export], amount: Decimal, *, now: datetime) -> Lent | Refused:
    """The firm repays of its own money; the receivables are freed in their order."""
    refused = first(forbidden(finance, FinanceVerb.REPAY), nothing_at_all(amount, "/amount"))
    if refused is None and amount > finance.open:
        sentence = f"Only {finance.open} {finance.currency} is still open."
        refused = Refused("repayment_exceeds", sentence, RECEIVABLES, "/amount", 422)
    if refused:
        return refused
    known, changed, left = {export.id: export for export in exports}, [], amount
    said = Decided(finance)
    for share in finance.shares:
        part = min(left, share.amount)
        if part > NOTHING:
            said = _joined(said, settle(said.state, share.case_id, part, now=now))
            changed.append(released(known[share.case_id], part))
            left -= part
    return Lent(said, tuple(changed))


def settle(finance: Finance, case_id: str, amount: Decimal, *, now: datetime) -> Decided[Finance]:
    """So much came back on one receivable. Of a loan that was not drawn yet so much less can be drawn."""
    shares = tuple(
        Share(share.case_id, share.amount - amount) if share.case_id == case_id else share
        for share in finance.shares
    )
    after = replace(finance, shares=tuple(share for share in shares if share.amount > NOTHING))
    if finance.status is FinanceStatus.GRANTED:
        if after.open > NOTHING:
            return Decided(after)
        because = Ended("receivable_paid", "The buyers paid before the loan was drawn.")
        return Decided(moved(after, FinanceVerb.RELEASE, ended=because))
    after = replace(after, repaid=finance.repaid + amount)
    if after.open > NOTHING:
        return Decided(after)
    today = statutory_day(now)
    done = moved(after, FinanceVerb.CLEAR, repaid_on=today)
    return Decided(done, (telling.finance_repaid(done, today),))


def _joined(before: Decided[Finance], after: Decided[Finance]) -> Decided[Finance]:
    return replace(after, facts=before.facts + after.facts)
