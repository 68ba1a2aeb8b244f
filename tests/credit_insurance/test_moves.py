"""Every verb in every status: what the table allows happens, everything else is refused and changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest

from credit_insurance.domain import (
    assignments,
    consents,
    hedges,
    indemnities,
    lending,
    losses,
    premiums,
    reports,
    underwriting,
)
from credit_insurance.domain.assignments import ASSIGNMENT_MOVES, Assigned, Assignment, AssignmentStatus
from credit_insurance.domain.consents import CONSENT_MOVES, Consent
from credit_insurance.domain.exports import Pledge
from credit_insurance.domain.finances import FINANCE_MOVES, FinanceStatus, FinanceVerb, Share
from credit_insurance.domain.hedges import HEDGE_MOVES, Hedge
from credit_insurance.domain.indemnities import Insured
from credit_insurance.domain.lending import Ground, Lent
from credit_insurance.domain.losses import LOSS_MOVES, LossVerb
from credit_insurance.domain.policies import POLICY_MOVES, BuyerLimit, Ended, PolicyVerb
from credit_insurance.domain.premiums import PREMIUM_MOVES, PremiumVerb
from credit_insurance.domain.reports import REPORT_MOVES, Findings, ReportStatus, ReportVerb
from exportlane.contracts.decision import Decided, Refused
from tests.credit_insurance.given import (
    FIRM,
    NOW,
    TERMS,
    TODAY,
    a_consent,
    a_finance,
    a_loss,
    a_policy,
    a_premium,
    a_report,
    an_export,
)

GROUND = Ended("unfit", "It does not suffice.", "保险法 第十五条")
FOUND = Findings(report_no="CR-1", rating="B", summary="Pays.", fee_cny=Decimal("1.00"), valid_to=TODAY)
GOOD = a_report(status=ReportStatus.ISSUED)
INSURED = Insured(a_policy(), an_export())
PLEDGED = an_export(pledge=Pledge("f-1", "BOC", Decimal("8000.00")))
HELD = Share("case-1", Decimal("8000.00"))
ASSIGNMENT = Assignment(id="a-1", uscc=FIRM, policy_id="p-1", policy_no="SCH-1", bank_id="BOC")
CONSENT = Consent(
    id="c-1", uscc=FIRM, bank_id="BOC", case_ids=("case-1",), fields=("standing",), valid_to=TODAY
)
HEDGE = Hedge(
    id="h-1", hedge_no="HG-1", uscc=FIRM, guarantor="TZ", usd_amount=Decimal("1.00"), guaranteed_on=TODAY,
    due_on=TODAY,
)  # fmt: skip
AMEND: dict[str, Any] = {"insured_amount": Decimal("5.00"), "valid_to": date(2026, 12, 31), "reason": "Less."}

Verbs = Mapping[Any, Callable[[Any], Any]]
POLICY_VERBS: Verbs = {
    PolicyVerb.QUOTE: lambda one: underwriting.quote(one, Decimal("1.00"), insured_amount=None),
    PolicyVerb.ISSUE: lambda one: underwriting.issue(one, "SCH-1", now=NOW),
    PolicyVerb.REFUSE: lambda one: underwriting.refuse(one, GROUND),
    PolicyVerb.WITHDRAW: lambda one: underwriting.withdraw(one, "Too dear."),
    PolicyVerb.AMEND: lambda one: underwriting.amend(one, **AMEND, now=NOW),
    PolicyVerb.LIMIT: lambda one: underwriting.set_limit(
        one, BuyerLimit("KAZ-1", Decimal("1.00"), "r-1"), GOOD, now=NOW, terms=TERMS
    ),
    PolicyVerb.END: lambda one: underwriting.end(one, GROUND, now=NOW),
    PolicyVerb.ASSIGN: lambda one: assignments.assign_policy(ASSIGNMENT, one, (), now=NOW),
}
PREMIUM_VERBS: Verbs = {
    PremiumVerb.PAY: lambda one: premiums.pay(one, "R-1", paid_on=TODAY, now=NOW),
    PremiumVerb.CANCEL: lambda one: premiums.cancel(one, GROUND),
}
REPORT_VERBS: Verbs = {
    ReportVerb.ANSWER: lambda one: reports.answer(one, FOUND, now=NOW, terms=TERMS),
    ReportVerb.PAY: lambda one: reports.pay(one, "F-1", paid_on=TODAY, now=NOW, terms=TERMS),
    ReportVerb.REFUSE: lambda one: reports.refuse(one, "Unknown."),
    ReportVerb.WITHDRAW: lambda one: reports.withdraw(one, "Unneeded."),
}
LOSS_VERBS: Verbs = {
    LossVerb.INVESTIGATE: lambda one: losses.investigate(one, "Bankrupt."),
    LossVerb.ACCEPT: lambda one: indemnities.accept(
        one, Decimal("1.00"), "Small.", INSURED, now=NOW, terms=TERMS
    ),
    LossVerb.REFUSE: lambda one: indemnities.refuse(one, GROUND, an_export(), now=NOW),
    LossVerb.WITHDRAW: lambda one: losses.withdraw(one, "Paid.", an_export()),
    LossVerb.PAY: lambda one: indemnities.pay(one, INSURED, now=NOW),
}
FINANCE_VERBS: Verbs = {
    FinanceVerb.GRANT: lambda one: lending.grant(
        one, Ground([an_export()], {}, (a_consent(),)), Decimal("1.00"), now=NOW, terms=TERMS
    ),
    FinanceVerb.REFUSE: lambda one: lending.refuse(one, GROUND, now=NOW),
    FinanceVerb.WITHDRAW: lambda one: lending.withdraw(one, "Unneeded."),
    FinanceVerb.DRAW: lambda one: lending.draw(one, [PLEDGED], due_on=TODAY, now=NOW),
    FinanceVerb.RELEASE: lambda one: lending.release(one, [PLEDGED], "Unneeded."),
    FinanceVerb.REPAY: lambda one: lending.repay(one, [PLEDGED], Decimal("1.00"), now=NOW),
}


def _finance(status: StrEnum) -> Any:
    pledged = status in {FinanceStatus.GRANTED, FinanceStatus.DRAWN}
    return a_finance(
        status=status, granted=Decimal("8000.00") if pledged else None, shares=(HELD,) if pledged else ()
    )


Kind = tuple[str, Mapping[Any, Mapping[Any, Any]], Verbs, Callable[[StrEnum], Any]]
KINDS: list[Kind] = [
    ("policy", POLICY_MOVES, POLICY_VERBS, lambda status: a_policy(status=status)),
    ("premium", PREMIUM_MOVES, PREMIUM_VERBS, lambda status: a_premium(status=status)),
    ("report", REPORT_MOVES, REPORT_VERBS, lambda status: a_report(status=status)),
    ("loss", LOSS_MOVES, LOSS_VERBS, lambda status: a_loss(status=status)),
    ("loan", FINANCE_MOVES, FINANCE_VERBS, _finance),
    (
        "assignment", ASSIGNMENT_MOVES,
        {assignments.AssignmentVerb.RELEASE: lambda one: assignments.release(one, a_policy(), None, "x", now=NOW)},
        lambda status: replace(ASSIGNMENT, status=AssignmentStatus(status)),
    ),
    (
        "consent", CONSENT_MOVES, {consents.ConsentVerb.REVOKE: lambda one: consents.revoke(one, now=NOW)},
        lambda status: replace(CONSENT, status=consents.ConsentStatus(status)),
    ),
    (
        "guarantee", HEDGE_MOVES, {
            hedges.HedgeVerb.END: lambda one: hedges.end(one, "Over.", now=NOW),
            hedges.HedgeVerb.REVERSE: lambda one: hedges.reverse(one, "Wrong firm.", now=NOW),
        },
        lambda status: replace(HEDGE, status=hedges.HedgeStatus(status)),
    ),
]  # fmt: skip


def cases() -> Iterator[Any]:
    for name, moves, verbs, make in KINDS:
        for status in moves:
            for verb in verbs:
                yield pytest.param(moves, verbs, make, status, verb, id=f"{name}-{status}-{verb}")


@pytest.mark.parametrize(("moves", "verbs", "make", "status", "verb"), list(cases()))
def test_a_move_happens_exactly_when_the_table_has_it(
    moves: Mapping[Any, Mapping[Any, StrEnum]],
    verbs: Verbs,
    make: Callable[[Any], Any],
    status: Any,
    verb: Any,
) -> None:
    answer = verbs[verb](make(status))

    target = moves[status].get(verb)
    if target is None:
        assert isinstance(answer, Refused)
        assert answer.slug == "move-not-allowed"
        assert answer.article
    else:
        assert _status(answer) == target


def _status(answer: Any) -> Any:
    """The status of the thing that was decided about, wherever the answer keeps it."""
    assert not isinstance(answer, Refused), answer
    if isinstance(answer, tuple):
        answer = answer[0]
    if isinstance(answer, Decided):
        return answer.state.status
    if isinstance(answer, Assigned):
        # To a policy it is the policy's move, to an assignment its own.
        released = answer.assignment.state.status is AssignmentStatus.RELEASED
        return (
            answer.assignment.state.status
            if released or answer.policy is None
            else answer.policy.state.status
        )
    return (answer.finance if isinstance(answer, Lent) else answer.loss).state.status


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind[0])
def test_every_status_is_reached_and_every_way_ends(kind: Kind) -> None:
    _, moves, _, _ = kind
    first = next(iter(moves))
    reached, ends = {first}, set()
    frontier = [first]
    while frontier:
        status = frontier.pop()
        for target in moves[status].values():
            if target not in reached:
                reached.add(target)
                frontier.append(target)
    ends = {status for status, ways in moves.items() if set(ways.values()) <= {status}}

    assert reached == set(moves)
    assert ends
    assert all(_leads(status, ends, moves) for status in moves)


def _leads(status: Any, ends: set[Any], moves: Mapping[Any, Mapping[Any, Any]]) -> bool:
    seen, frontier = {status}, [status]
    while frontier:
        now = frontier.pop()
        if now in ends:
            return True
        fresh = set(moves[now].values()) - seen
        seen |= fresh
        frontier += fresh
    return False
