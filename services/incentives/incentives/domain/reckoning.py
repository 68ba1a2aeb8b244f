"""What the rules give for an application: the calculator, asked on the ledger with what the registers know. PURE.

Claims are settled in the order in which they were handed in. So an application is reckoned twice: on the ledger as it
stands, and with every earlier application of the firm, undecided, before it. Where both give the same, nothing that is
still open can change it, and it may be decided at any time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from exportlane.law.subsidies import BadClaim, Estimate, Expense, Grant, SubsidyPolicy, Used, estimate
from exportlane.law.subsidies import Firm as Claimant
from incentives.domain.account import Account, Turn
from incentives.domain.application import Application, Granted, Step, Takes
from incentives.domain.line import NOTHING, Line
from incentives.domain.registers import Known


def reckoned(
    application: Application,
    accounts: Iterable[Account],
    known: Known,
    policy: SubsidyPolicy,
    *,
    ahead: Sequence[Turn] = (),
) -> tuple[Granted, ...]:
    """The grants of the application's lines, in their order; those `ahead` are settled before it.

    Raises BadClaim for a line that cannot be read.
    """
    used = held(accounts)
    firm = claimant(application, known)
    before = [expense_of(line, f"{turn.application_no}/{line.id}") for turn in ahead for line in turn.lines]
    if before:
        used = estimate(policy, application.year, firm, before, used).used
    own = [expense_of(line.counted(), line.id) for line in application.lines]
    answer: Estimate = estimate(policy, application.year, firm, own, used)
    return tuple(_granted(grant) for grant in answer.grants)


def readable(application: Application, known: Known, policy: SubsidyPolicy) -> BadClaim | None:
    """Why the calculator cannot read the application; None when it can."""
    try:
        reckoned(application, (), known, policy)
    except BadClaim as fault:
        return fault
    return None


def claimant(application: Application, known: Known) -> Claimant:
    """The firm as the calculator asks: counts by customs and the registers, never by the applicant.

    The list is asked by the office itself, with the listing's own article, so that it is no matter of the sum here.
    """
    served = [int(e.values.get("vehicles", "0")) for e in known.entries.values() if e.kind == "served"]
    return Claimant(
        uscc=application.uscc,
        district=application.district,
        first_filed_on=known.firm.first_filed_on,
        exports_in_year=known.count.vehicles,
        vehicles_served_in_year=max(served, default=0),
    )


def held(accounts: Iterable[Account]) -> Used:
    """What the firm's approvals hold of the caps, in every year: some caps count for longer than one."""
    amounts: dict[str, Decimal] = {}
    sums: dict[str, Decimal] = {}
    for account in accounts:
        for taking in account.takings:
            holds = taking.holds
            for key, amount in holds.amounts.items():
                amounts[key] = amounts.get(key, NOTHING) + amount
            for key, amount in holds.sums.items():
                sums[key] = sums.get(key, NOTHING) + amount
    # That an invoice serves one item is kept by the office's own register, across all firms.
    return Used(amounts=amounts, sums=sums)


def expense_of(line: Line, expense_id: str) -> Expense:
    """A line as the calculator reads it."""
    return Expense(
        id=expense_id,
        item=line.item,
        paid_on=line.paid_on,
        amount=line.amount,
        vat_deductible=line.vat_deductible,
        currency=line.currency,
        rate=line.rate,
        fair=line.fair,
        fair_kind=line.fair_kind,
        insurer=line.insurer,
        provider=line.provider,
        market_standard=line.market_standard,
        principal=line.principal,
        disbursed_on=line.disbursed_on,
        repaid_on=line.repaid_on,
        recognised=line.recognised,
        decided_amount=line.decided_amount,
        project=line.project,
        investment_usd=line.investment_usd,
        country=line.country,
        hedged_usd=line.hedged_usd,
    )


def _granted(grant: Grant) -> Granted:
    steps = tuple(Step(s.zh, s.en, s.article, s.before, s.after, s.cut_by) for s in grant.steps)
    takes = Takes(dict(grant.takes.amounts), dict(grant.takes.sums), dict(grant.takes.invoices))
    return Granted(
        grant.id, grant.item, grant.requested, grant.granted, grant.code, grant.reason, grant.article,
        grant.reason_en, steps, takes,
    )  # fmt: skip


def with_grants(application: Application, grants: tuple[Granted, ...], known: Known) -> Application:
    """The application with what the rules give, and customs' count by which they gave it."""
    return replace(application, grants=grants, exports=known.count.vehicles)
