"""What the subsidy office announces of an application: one function for each fact, all about the application itself."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from exportlane.contracts import incentives as facts
from exportlane.contracts.decision import Announce, FactData
from incentives.domain.application import (
    Application,
    Payment,
    Recovery,
    Return,
    by_item,
)
from incentives.domain.line import NOTHING

Facts = tuple[Announce, ...]


def _of(state: Application, type_: str, model: type[FactData], **data: Any) -> Facts:
    whole = {
        "application_no": state.number,
        "uscc": state.uscc,
        "policy": state.policy,
        "year": state.year,
        "district": state.district,
        **data,
    }
    return (Announce(state.id, type_, model(**whole)),)


def _amounts(sums: dict[str, Decimal]) -> tuple[facts.ItemAmount, ...]:
    return tuple(facts.ItemAmount(item=item, amount=amount) for item, amount in sums.items())


def submitted(state: Application, on: date) -> Facts:
    """The firm asks for support."""
    claimed: dict[str, Decimal] = {}
    for line in state.lines:
        # Dollars and principals are no yuan; what is claimed of such a line is what the rules would give.
        amount = line.claimed if line.measure == "amount" else NOTHING
        claimed[line.item] = claimed.get(line.item, NOTHING) + amount
    return _of(
        state,
        "subsidy.submitted.v1",
        facts.SubsidySubmitted,
        item_amounts=_amounts(claimed),
        submitted_on=on,
    )


def correction_requested(state: Application, by: str) -> Facts:
    """One notice of all that is missing."""
    codes = tuple(dict.fromkeys(item.code for item in state.asked))
    type_ = "subsidy.correction_requested.v1"
    return _of(state, type_, facts.SubsidyCorrectionRequested, codes=codes, by=by)


def correction_supplied(state: Application, on: date) -> Facts:
    """The notice was answered."""
    type_ = "subsidy.correction_supplied.v1"
    return _of(state, type_, facts.SubsidyCorrectionSupplied, supplied_on=on)


def accepted(state: Application, on: date, by: str) -> Facts:
    """The papers are complete."""
    return _of(state, "subsidy.accepted.v1", facts.SubsidyAccepted, accepted_on=on, by=by)


def reviewed(state: Application, by: str) -> Facts:
    """Looked at line by line."""
    return _of(
        state,
        "subsidy.reviewed.v1",
        facts.SubsidyReviewed,
        item_amounts=_amounts(by_item(state.grants)),
        total=state.granted,
        by=by,
    )


def publicised(state: Application) -> Facts:
    """Shown to the public from a day to a day."""
    if state.publication is None:
        raise ValueError("an application is announced as publicised with its days")
    return _of(
        state,
        "subsidy.publicised.v1",
        facts.SubsidyPublicised,
        item_amounts=_amounts(by_item(state.grants)),
        total=state.granted,
        publicised_from=state.publication.first,
        publicised_to=state.publication.last,
    )


def objected(state: Application, number: str, on: date) -> Facts:
    """Somebody objects."""
    return _of(state, "subsidy.objected.v1", facts.SubsidyObjected, objection_no=number, objected_on=on)


def objection_answered(state: Application, number: str, *, upheld: bool, on: date, by: str) -> Facts:
    """An objection was answered."""
    return _of(
        state,
        "subsidy.objection_answered.v1",
        facts.SubsidyObjectionAnswered,
        objection_no=number,
        upheld=upheld,
        answered_on=on,
        by=by,
    )


def approved(state: Application, on: date, by: str) -> Facts:
    """Granted out of the caps."""
    return _of(
        state,
        "subsidy.approved.v1",
        facts.SubsidyApproved,
        item_amounts=_amounts(by_item(state.grants)),
        total=state.granted,
        approved_on=on,
        by=by,
        out_of_turn=state.out_of_turn is not None,
    )


def paid(state: Application, payment: Payment) -> Facts:
    """Paid, in whole or in part."""
    return _of(
        state,
        "subsidy.paid.v1",
        facts.SubsidyPaid,
        item_amounts=_amounts(payment.items),
        total=payment.amount,
        city_share=payment.city,
        county_share=payment.county,
        paid_on=payment.paid_on,
        treasury_reference=payment.reference,
        complete=not state.unpaid,
    )


def refused(state: Application) -> Facts:
    """Not granted, or an approval that fell before any payment."""
    if (end := state.outcome) is None or end.remedy is None or end.by is None:
        raise ValueError("a refusal is announced with its ground and remedy")
    return _of(
        state,
        "subsidy.refused.v1",
        facts.SubsidyRefused,
        code=end.code,
        reason=end.reason,
        article=end.article,
        remedy=end.remedy,
        by=end.by,
    )


def withdrawn(state: Application, reason: str) -> Facts:
    """Taken back by the firm."""
    return _of(state, "subsidy.withdrawn.v1", facts.SubsidyWithdrawn, reason=reason)


def rest_released(state: Application, amount: Decimal, reason: str, by: str) -> Facts:
    """What is not paid any more goes back."""
    type_ = "subsidy.rest_released.v1"
    return _of(state, type_, facts.SubsidyRestReleased, total=amount, reason=reason, by=by)


def recovery_ordered(state: Application, order: Recovery, due_on: date) -> Facts:
    """Money must come back."""
    return _of(
        state,
        "subsidy.recovery_ordered.v1",
        facts.SubsidyRecoveryOrdered,
        total=order.amount,
        code=order.code,
        reason=order.reason,
        article=order.article,
        recovery_due_on=due_on,
        by=order.by,
    )


def recovered(state: Application, back: Return, *, complete: bool) -> Facts:
    """Money came back."""
    return _of(
        state,
        "subsidy.recovered.v1",
        facts.SubsidyRecovered,
        total=back.amount,
        way=back.way,
        recovered_on=back.on,
        complete=complete,
    )


def recovery_lifted(state: Application, reason: str, by: str) -> Facts:
    """The order was wrong."""
    return _of(state, "subsidy.recovery_lifted.v1", facts.SubsidyRecoveryLifted, reason=reason, by=by)
