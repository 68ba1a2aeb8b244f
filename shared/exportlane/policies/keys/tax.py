"""What a profile says to the tax office. A key without a default must have a value in every version."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

RebateClass = Annotated[int, Field(ge=1, le=4)]
Port = Annotated[str, Field(min_length=2, max_length=40)]
Share = Annotated[Decimal, Field(ge=0, le=100)]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
Rate = Annotated[Decimal, Field(gt=0, le=10_000)]
Code = Annotated[str, Field(pattern=r"^[a-z_]{1,64}$")]


def _in_order(shares: tuple[Decimal, Decimal]) -> tuple[Decimal, Decimal]:
    if shares[0] >= shares[1]:
        raise ValueError("the lowest share is below the highest")
    return shares


class DeparturePortScheme(BaseModel):
    """启运港退税: which ports, for which classes of enterprise, from which day."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    departure_ports: tuple[Port, ...]
    exit_ports: tuple[Port, ...]
    classes: frozenset[RebateClass]
    from_: Annotated[date, Field(alias="from")]


class TaxKeys(BaseModel):
    """Claims for refund or exemption."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    window_months: Annotated[int, Field(ge=1, le=120)] | None
    """None where no window closes: a claim is made once the papers are collected."""
    window_from: date | None = None
    """The first day of export to which the window applies; None where it applies to every export."""
    forex_required_classes: frozenset[RebateClass]
    forex_receipt: Literal["within_window", "with_claim"]
    departure_port_scheme: DeparturePortScheme | None = None
    plausible_share: Annotated[tuple[Share, Share], AfterValidator(_in_order)]
    """Lowest and highest share of the FOB price that an invoice may be without a suspicion (X10)."""
    exchange_rates: dict[Currency, Rate]
    """CNY for one unit of a currency; an amount in any other currency is refused."""
    deemed_receipt_reasons: Annotated[tuple[Code, ...], Field(min_length=1)]
    """For which foreign exchange that did not come counts as received."""
    documents_to_file: Annotated[tuple[Code, ...], Field(min_length=1)]
    due_soon_workdays: Annotated[int, Field(ge=1, le=10)]
    max_corrections: Annotated[int, Field(ge=1, le=10)]
