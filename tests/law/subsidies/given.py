"""A firm of Luqiao, its expenses of 2025, and the policy under any reading."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from exportlane.law.subsidies import Estimate, Expense, Firm, Grant, SubsidyPolicy, Used, estimate
from exportlane.policies.subsidies import subsidy_policy

USCC = "91331004MA2A1B2C3U"
FIRM = Firm(uscc=USCC, district="331004", first_filed_on=date(2023, 4, 1), exports_in_year=512)
NOTHING = Decimal("0.00")
MONEY = {
    "amount", "vat_deductible", "rate", "market_standard", "principal", "decided_amount", "investment_usd",
    "hedged_usd",
}  # fmt: skip
DAYS = {"paid_on", "disbursed_on", "repaid_on"}
PLAIN: dict[str, dict[str, Any]] = {
    "E1": {"fair": "F-1", "fair_kind": "key_overseas", "amount": "10000.00"},
    "E2": {"fair": "F-2", "fair_kind": "overseas", "amount": "10000.00"},
    "E3": {"fair_kind": "key_online", "amount": "10000.00"},
    "C1": {"amount": "10000.00"},
    "C2": {"amount": "10000.00"},
    "I1": {"insurer": "SINOSURE", "amount": "10000.00"},
    "I2": {"amount": "10000.00"},
    "O1": {"amount": "10000.00"},
    "O2": {"market_standard": "10000.00", "amount": "10000.00"},
    "O3": {"amount": "10000.00"},
    "O4": {
        "principal": "10000000.00",
        "disbursed_on": "2025-03-01",
        "repaid_on": "2025-09-01",
        "paid_on": None,
    },
    "W1": {"amount": "10000.00"},
    "P1": {"recognised": True, "decided_amount": "800000.00", "paid_on": None},
    "A1": {"project": "P-1", "investment_usd": "1000000.00", "country": "USA"},
    "F1": {"hedged_usd": "1000000.00"},
}
"""One expense under each item that is granted something (P1 once enough vehicles are served)."""
SERVING = replace(FIRM, vehicles_served_in_year=5000)


def policy(**readings: str) -> SubsidyPolicy:
    """Taizhou's policy of 2025, with other readings where they are named."""
    return subsidy_policy("taizhou-2025", readings=readings)


def expense(item: str, id: str | None = None, **fields: Any) -> Expense:  # noqa: A002  # the field's name
    """An expense under an item; what is not said is plain."""
    said = {"paid_on": "2025-06-01", **PLAIN.get(item, {}), **fields}
    read = {name: _read(name, value) for name, value in said.items()}
    return Expense(id=id or f"{item}-1", item=item, **read)


def _read(name: str, value: Any) -> Any:
    if name in MONEY and isinstance(value, str):
        return Decimal(value)
    return date.fromisoformat(value) if name in DAYS and isinstance(value, str) else value


def settled(
    *expenses: Expense,
    firm: Firm = FIRM,
    used: Used | None = None,
    by: SubsidyPolicy | None = None,
    year: int = 2025,
) -> Estimate:
    """The estimate for these expenses, in their order."""
    return estimate(by or policy(), year, firm, expenses, used)


def granted(item: str, firm: Firm = FIRM, by: SubsidyPolicy | None = None, **fields: Any) -> Grant:
    """The grant for one expense alone."""
    return settled(expense(item, **fields), firm=firm, by=by).grants[0]


def outcome(grant: Grant) -> tuple[str, str]:
    """The amount and the code."""
    return str(grant.granted), grant.code


def amounts(found: Estimate) -> list[str]:
    return [str(grant.granted) for grant in found.grants]


def codes(found: Estimate) -> list[str]:
    return [grant.code for grant in found.grants]
