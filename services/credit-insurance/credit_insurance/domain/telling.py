"""What is announced of every decision: the fact, about its case or its entry. PURE."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal

from exportlane.contracts import credit_insurance as contract
from exportlane.contracts.decision import Announce, FactData

if TYPE_CHECKING:
    from credit_insurance.domain.assignments import Assignment
    from credit_insurance.domain.consents import Consent, Look
    from credit_insurance.domain.exports import Export, Shipment
    from credit_insurance.domain.finances import Finance
    from credit_insurance.domain.hedges import Hedge
    from credit_insurance.domain.losses import Loss
    from credit_insurance.domain.policies import Ended, InsurancePolicy
    from credit_insurance.domain.premiums import Premium
    from credit_insurance.domain.receipts import Part, Receipt
    from credit_insurance.domain.reports import Report


def _said(subject: str, name: str, data: FactData) -> Announce:
    return Announce(subject, f"{name}.v1", data)


def policy_issued(policy: InsurancePolicy) -> Announce:
    """Issued, or amended."""
    data = contract.InsurancePolicyIssued(
        policy_no=policy.policy_no or policy.id, uscc=policy.uscc, insurer=policy.insurer,
        product=policy.product.value, insured_amount=policy.insured_amount, currency=policy.currency,
        valid_from=policy.valid_from, valid_to=policy.valid_to,
    )  # fmt: skip
    return _said(policy.id, "insurance.policy_issued", data)


def policy_ended(policy: InsurancePolicy, on: date) -> Announce:
    """Ended, or expired. Raises ValueError for one that has not ended."""
    if policy.ended is None:
        raise ValueError(f"the policy {policy.id} has not ended")
    data = contract.InsurancePolicyEnded(
        policy_no=policy.policy_no or policy.id, uscc=policy.uscc, code=policy.ended.code,
        reason=policy.ended.sentence, on=on,
    )  # fmt: skip
    return _said(policy.id, "insurance.policy_ended", data)


def premium_paid(premium: Premium) -> Announce:
    """Paid. Raises ValidationError without a day and a receipt."""
    data = contract.InsurancePremiumPaid.model_validate(
        {
            "policy_no": premium.policy_no, "uscc": premium.uscc, "insurer": premium.insurer,
            "product": premium.product.value, "amount_cny": premium.amount_cny, "paid_on": premium.paid_on,
            "receipt_no": premium.receipt_no,
        }
    )  # fmt: skip
    return _said(premium.id, "insurance.premium_paid", data)


def report_requested(report: Report) -> Announce:
    """Asked for."""
    data = contract.InsuranceReportRequested.model_validate(
        {
            "uscc": report.uscc,
            "type": report.type.value,
            "buyer_id": report.buyer_id,
            "on": report.requested_on,
        }
    )
    return _said(report.id, "insurance.report_requested", data)


def report_issued(report: Report, insurer: str) -> Announce:
    """Answered and paid."""
    data = contract.InsuranceReportIssued.model_validate(
        {
            "report_no": report.report_no, "uscc": report.uscc, "insurer": insurer, "type": report.type.value,
            "fee_cny": report.fee_cny, "paid_on": report.paid_on, "receipt_no": report.receipt_no,
            "buyer_id": report.buyer_id, "rating": report.rating, "valid_to": report.valid_to,
        }
    )  # fmt: skip
    return _said(report.id, "insurance.report_issued", data)


def buyer_alerted(
    case_id: str, buyer_id: str, level: Literal["warn", "stop", "withdrawn"], reason: str, on: date
) -> Announce:
    """To one case with the buyer."""
    data = contract.InsuranceBuyerAlerted(buyer_id=buyer_id, level=level, reason=reason, on=on)
    return _said(case_id, "insurance.buyer_alerted", data)


def shipment_declared(export: Export, shipment: Shipment) -> Announce:
    """Declared. The value stays here."""
    data = contract.InsuranceShipmentDeclared(
        uscc=export.uscc, buyer_id=shipment.buyer_id, policy_no=shipment.policy_no, insurer=shipment.insurer,
        due_on=shipment.due_on, declared_on=shipment.declared_on, warned=shipment.warned is not None,
    )  # fmt: skip
    return _said(export.id, "insurance.shipment_declared", data)


def shipment_withdrawn(export: Export, reason: str, on: date, *, code: str | None = None) -> Announce:
    """Taken back, by its firm or with the end of its case."""
    data = contract.InsuranceShipmentWithdrawn(uscc=export.uscc, code=code, reason=reason, on=on)
    return _said(export.id, "insurance.shipment_withdrawn", data)


def claim_reported(loss: Loss) -> Announce:
    """A loss was reported."""
    data = contract.InsuranceClaimReported.model_validate(
        {
            "loss_no": loss.loss_no, "policy_no": loss.policy_no, "uscc": loss.uscc, "cause": loss.cause,
            "reported_on": loss.reported_on,
        }
    )  # fmt: skip
    return _said(loss.case_id, "insurance.claim_reported", data)


def claim_decided(loss: Loss, reason: str, article: str) -> Announce:
    """Accepted with its indemnity, or refused."""
    accepted = loss.indemnity is not None
    data = contract.InsuranceClaimDecided.model_validate(
        {
            "loss_no": loss.loss_no, "uscc": loss.uscc, "decision": "accepted" if accepted else "refused",
            "amount": loss.indemnity, "currency": loss.currency if accepted else None,
            "code": None if loss.ended is None else loss.ended.code, "reason": reason, "article": article,
            "decided_on": loss.decided_on,
        }
    )  # fmt: skip
    return _said(loss.case_id, "insurance.claim_decided", data)


def claim_paid(loss: Loss, on: date) -> Announce:
    """Indemnified."""
    data = contract.InsuranceClaimPaid.model_validate(
        {
            "loss_no": loss.loss_no, "uscc": loss.uscc, "amount": loss.indemnity, "currency": loss.currency,
            "paid_to": "exporter" if loss.paid_to_bank is None else "assignee", "bank": loss.paid_to_bank,
            "paid_on": on,
        }
    )  # fmt: skip
    return _said(loss.case_id, "insurance.claim_paid", data)


def rights_assigned(assignment: Assignment, on: date) -> Announce:
    """The bank has the rights."""
    data = contract.InsuranceRightsAssigned(
        uscc=assignment.uscc, policy_no=assignment.policy_no, whole_policy=assignment.case_id is None,
        bank=assignment.bank_id, on=on,
    )  # fmt: skip
    return _said(assignment.id, "insurance.rights_assigned", data)


def rights_released(assignment: Assignment, reason: str, on: date) -> Announce:
    """The exporter has them again."""
    data = contract.InsuranceRightsReleased(
        uscc=assignment.uscc, policy_no=assignment.policy_no, bank=assignment.bank_id, reason=reason, on=on
    )
    return _said(assignment.id, "insurance.rights_released", data)


def consented(consent: Consent, on: date) -> Announce:
    """The exporter agreed."""
    data = contract.FinanceConsented(
        uscc=consent.uscc, bank=consent.bank_id, fields=consent.fields, receivables=len(consent.case_ids),
        valid_to=consent.valid_to, on=on,
    )  # fmt: skip
    return _said(consent.id, "finance.consented", data)


def consent_revoked(consent: Consent, on: date) -> Announce:
    """The exporter agrees no more."""
    data = contract.FinanceConsentRevoked(uscc=consent.uscc, bank=consent.bank_id, on=on)
    return _said(consent.id, "finance.consent_revoked", data)


def evidence_looked(look: Look) -> Announce:
    """Somebody looked, or wished to."""
    data = contract.FinanceEvidenceLooked(
        bank=look.bank_id, consent_id=look.consent_id, fields=look.fields, answered=look.answered, by=look.by
    )
    return _said(look.case_id, "finance.evidence_looked", data)


def finance_requested(finance: Finance, on: date) -> Announce:
    """A loan was asked for."""
    data = contract.FinanceRequested(
        uscc=finance.uscc, bank=finance.bank_id, amount=finance.amount, currency=finance.currency,
        receivables=len(finance.case_ids), on=on,
    )  # fmt: skip
    return _said(finance.id, "finance.requested", data)


def finance_refused(finance: Finance, because: Ended, on: date) -> Announce:
    """The bank said no."""
    data = contract.FinanceRefused(
        uscc=finance.uscc, bank=finance.bank_id, code=because.code, reason=because.sentence, on=on
    )
    return _said(finance.id, "finance.refused", data)


def finance_granted(finance: Finance) -> Announce:
    """The bank said yes."""
    return _said(
        finance.id, "finance.granted", _lent(contract.FinanceGranted, finance, granted_on=finance.granted_on)
    )


def finance_drawn(finance: Finance) -> Announce:
    """The money was paid out."""
    return _said(
        finance.id, "finance.drawn", _lent(contract.FinanceDrawn, finance, drawn_on=finance.drawn_on)
    )


def finance_repaid(finance: Finance, on: date) -> Announce:
    """The last of it came back."""
    return _said(finance.id, "finance.repaid", _lent(contract.FinanceRepaid, finance, repaid_on=on))


def _lent(model: type[FactData], finance: Finance, **day: date | None) -> FactData:
    same = {
        "uscc": finance.uscc, "bank": finance.bank_id, "amount": finance.granted, "currency": finance.currency,
    }  # fmt: skip
    return model.model_validate({**same, **day})


def forex_received(receipt: Receipt, part: Part) -> Announce:
    """Money came in for one case, in the currency in which it was paid."""
    data = contract.ForexReceived(
        uscc=receipt.uscc, amount=part.amount, currency=receipt.currency, received_on=receipt.received_on,
        bank=receipt.bank_id, receipt_no=receipt.receipt_no,
    )  # fmt: skip
    return _said(part.case_id, "forex.received", data)


def hedge_guaranteed(hedge: Hedge) -> Announce:
    """A guarantee was given."""
    data = contract.HedgeGuaranteed(
        hedge_no=hedge.hedge_no, uscc=hedge.uscc, usd_amount=hedge.usd_amount, guarantor=hedge.guarantor,
        on=hedge.guaranteed_on,
    )  # fmt: skip
    return _said(hedge.id, "hedge.guaranteed", data)
