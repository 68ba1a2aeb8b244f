"""What the tests of the domain begin with: a policy, a case, a loan, a loss, each as they stand on one Monday."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from credit_insurance.domain.consents import Consent
from credit_insurance.domain.exports import Export, Shipment, Standing
from credit_insurance.domain.finances import Finance
from credit_insurance.domain.losses import Loss
from credit_insurance.domain.policies import InsurancePolicy, PolicyStatus, Product
from credit_insurance.domain.premiums import Premium
from credit_insurance.domain.reports import Report, ReportType
from credit_insurance.settings import CreditInsuranceSettings, policy_from_settings
from exportlane.runtime.settings import load_settings

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""Monday, ten in the morning in Tianjin."""
TODAY = date(2026, 11, 23)
FIRM = "91120118MA06ABCD1Y"
TERMS = policy_from_settings(load_settings(CreditInsuranceSettings))


def a_policy(**changes: Any) -> InsurancePolicy:
    plain = InsurancePolicy(
        id="p-1", uscc=FIRM, insurer="SINOSURE", product=Product.SHORT_TERM_EXPORT,
        insured_amount=Decimal("100000.00"), currency="USD", valid_from=date(2026, 1, 1),
        valid_to=date(2026, 12, 31), status=PolicyStatus.ISSUED, policy_no="SCH-1",
    )  # fmt: skip
    return replace(plain, **changes)


def a_premium(**changes: Any) -> Premium:
    plain = Premium(
        id="m-1", policy_id="p-1", policy_no="SCH-1", uscc=FIRM, insurer="SINOSURE",
        product=Product.SHORT_TERM_EXPORT, amount_cny=Decimal("12500.00"), due_on=date(2026, 12, 1),
    )  # fmt: skip
    return replace(plain, **changes)


def a_report(**changes: Any) -> Report:
    plain = Report(
        id="r-1", uscc=FIRM, type=ReportType.CREDIT, buyer_id="KAZ-1", requested_on=TODAY, report_no="CR-1",
        rating="B", summary="Pays.", fee_cny=Decimal("1200.00"), valid_to=TODAY + timedelta(90),
    )  # fmt: skip
    return replace(plain, **changes)


def an_export(value: str | None = "10000.00", **changes: Any) -> Export:
    shipment = None
    if value is not None:
        shipment = Shipment(
            buyer_id="KAZ-1", value=Decimal(value), currency="USD", payment="oa", due_on=date(2027, 1, 20),
            declared_on=date(2026, 11, 1), policy_id="p-1", policy_no="SCH-1", insurer="SINOSURE",
        )  # fmt: skip
    plain = Export(
        id="case-1", uscc=FIRM, vin="LSVAU033002221761", contract_no="HT-1", country="KAZ", profile="tianjin",
        opened_on=date(2026, 10, 20), standing=Standing.CLEARED, cleared_on=date(2026, 11, 10), shipment=shipment,
    )  # fmt: skip
    return replace(plain, **changes)


def a_finance(**changes: Any) -> Finance:
    plain = Finance(
        id="f-1", uscc=FIRM, bank_id="BOC", case_ids=("case-1",), amount=Decimal("8000.00"), currency="USD",
        consent_id="c-1",
    )  # fmt: skip
    return replace(plain, **changes)


def a_consent(**changes: Any) -> Consent:
    plain = Consent(
        id="c-1", uscc=FIRM, bank_id="BOC", case_ids=("case-1",), fields=("standing",), valid_to=TODAY + timedelta(90),
        given_on=TODAY,
    )  # fmt: skip
    return replace(plain, **changes)


def a_loss(**changes: Any) -> Loss:
    plain = Loss(
        id="l-1", loss_no="LS-1", case_id="case-1", policy_id="p-1", policy_no="SCH-1", uscc=FIRM,
        buyer_id="KAZ-1", cause="insolvency", amount=Decimal("10000.00"), currency="USD", reported_on=TODAY,
        indemnity=Decimal("9000.00"),
    )  # fmt: skip
    return replace(plain, **changes)
