"""The answers about subsidies as OpenAPI describes them, and an example of each question."""

from __future__ import annotations

from datetime import date
from typing import Any, Final, Literal

from pydantic import BaseModel, Field

Money = str
"""Yuan as text with two decimals."""

FIRM_EXAMPLE: Final[dict[str, Any]] = {
    "uscc": "91331004MA2A1B2C3U",
    "district": "331004",
    "first_filed_on": "2023-04-01",
    "exports_in_year": 512,
    "vehicles_served_in_year": 0,
    "dishonest_at_submission": False,
    "dishonest_at_payment": False,
}
ESTIMATE_EXAMPLE: Final[dict[str, Any]] = {
    "policy": "taizhou-2025",
    "year": 2025,
    "firm": FIRM_EXAMPLE,
    "expenses": [
        {
            "id": "a",
            "item": "E1",
            "fair": "F-1",
            "fair_kind": "key_overseas",
            "amount": "125000.00",
            "paid_on": "2025-06-01",
        },
        {
            "id": "e",
            "item": "O4",
            "principal": "10000000.00",
            "disbursed_on": "2025-03-01",
            "repaid_on": "2025-09-01",
        },
    ],
}
ENTITLEMENTS_EXAMPLE: Final[dict[str, Any]] = {
    "policy": "taizhou-2025",
    "year": 2025,
    "firm": FIRM_EXAMPLE,
    "used": {"amounts": {"3310:C2:2025": "20000.00"}},
}


class Bilingual(BaseModel):
    """A sentence in both languages."""

    zh: str
    en: str


class StepShown(BaseModel):
    """One step of the computation."""

    zh: str
    en: str
    article: str
    before: Money
    after: Money
    cut: Money
    cut_by: str | None = Field(description="The cap that took `cut` away, or the code of a refusal")


class GrantShown(BaseModel):
    """The answer for one expense. `requested` is what the item comes to before caps."""

    id: str
    item: str
    requested: Money
    granted: Money
    cut: Money
    code: str
    reason: str
    reason_en: str
    article: str
    steps: list[StepShown]


class UsedShown(BaseModel):
    """What is used when all of it is granted; it can be brought along in the next question."""

    amounts: dict[str, Money]
    sums: dict[str, Money]
    invoices: dict[str, str]


class EstimateShown(BaseModel):
    """The answer to an estimate."""

    policy: str
    year: int
    status: Literal["in_force", "draft", "expired"]
    uscc: str
    grants: list[GrantShown]
    total: Money
    requested: Money
    used: UsedShown
    readings: dict[str, str]
    what_if: Bilingual


class EntitlementShown(Bilingual):
    """One item for a firm. `remaining` is null where no cap of the year holds."""

    item: str
    state: Literal["eligible", "not_yet", "used_up", "excluded"]
    used: Money
    remaining: Money | None
    cap_by: str | None
    unit_cap: Money | None
    missing: list[Bilingual]
    fields: list[str]
    article: str
    text: str
    last_day: date


class EntitlementsShown(BaseModel):
    """What a firm is entitled to."""

    policy: str
    year: int
    uscc: str
    items: list[EntitlementShown]
    what_if: Bilingual


class PolicyRow(Bilingual):
    """A policy in the list."""

    name: str
    city: str
    instrument: str
    status: Literal["in_force", "draft", "expired"]
    valid_from: date
    valid_to: date | None
    items: list[str]


class PolicyList(BaseModel):
    """The policies."""

    items: list[PolicyRow]
