"""What the tests of the tax office begin with: a claim of two vehicles, the rules, and customs' facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from itertools import count

from exportlane.contracts.decision import Decided, Refused
from exportlane.runtime.settings import load_settings
from tax_rebate.domain import (
    AUTOMATIC_CLAWBACK,
    AUTOMATIC_DECIDE,
    AUTOMATIC_PAY,
    Claim,
    Departure,
    Ended,
    Invoice,
    Line,
    Policy,
    cleared,
    receive,
)
from tax_rebate.settings import TaxSettings, policy_from_settings

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""Monday, ten in the morning in Tianjin."""
TODAY = date(2026, 11, 23)
EXPORTED = date(2026, 11, 20)
DEPARTURE = Departure("020220260000000017", EXPORTED)
ALL = frozenset({AUTOMATIC_DECIDE, AUTOMATIC_PAY, AUTOMATIC_CLAWBACK})
ENDED = Ended("licence_mismatch", "customs rejected the declaration")
ONE, TWO = "0195-case-1", "0195-case-2"
VIN_ONE, VIN_TWO = "LSVAU033002221761", "LGXC76C30P0123456"


@cache
def policy(automatic: frozenset[str] = ALL) -> Policy:
    """The rules of all profiles as shipped, with these verbs done alone."""
    return policy_from_settings(
        load_settings(TaxSettings, automatic=",".join(sorted(automatic)) if automatic else "none")
    )


AUTOMATIC = policy()
BY_HAND = policy(frozenset())
DECIDES_ALONE = policy(frozenset({AUTOMATIC_DECIDE}))
PAYS_ALONE = policy(frozenset({AUTOMATIC_DECIDE, AUTOMATIC_PAY}))

_numbers = count(1)


def an_invoice(kind: str = "vat_special_13", gross: str = "113000.00", ex_vat: str = "100000.00") -> Invoice:
    """The invoice of example R7: 113,000 with 13 %."""
    rate = {"vat_special_13": "0.13", "vat_special_0_5": "0.005"}.get(kind, "0")
    return Invoice(
        number=f"{next(_numbers):08d}",
        kind=kind,
        gross_amount=Decimal(gross),
        levy_rate=Decimal(rate),
        ex_vat_amount=Decimal(ex_vat),
        seller_uscc="91310000MA1FL0000N",
        date=date(2026, 10, 1),
    )


EXEMPT_INVOICE = an_invoice("used_vehicle_unified", "80000.00", "80000.00")
WRONG_SUM = an_invoice(gross="113000.02")


def a_line(case_id: str = ONE, vin: str = VIN_ONE, invoice: Invoice | None = None, **changed: object) -> Line:
    """One vehicle with a rebate rate of 13 %."""
    line = Line(
        case_id=case_id, vin=vin, hs_rebate_rate=Decimal("0.13"), invoice=invoice or an_invoice(), item_no=1
    )
    return replace(line, **changed)  # type: ignore[arg-type]


def a_claim(*lines: Line, **changed: object) -> Claim:
    """A claim of class 1 as the gateway hands it over; two refundable vehicles when nothing else is said."""
    claim = Claim(
        id="01954a2b-7c1e-7d3f-8a4b-1234567890ab",
        batch_id="0195-batch",
        profile="tianjin",
        exporter_uscc="91120118MA06ABCD1Y",
        rebate_class=1,
        lines=lines or (a_line(), a_line(TWO, VIN_TWO)),
    )
    return replace(claim, **changed)  # type: ignore[arg-type]


def decided(answer: Decided[Claim] | Refused) -> Claim:
    """The next state; a refusal fails the test with its sentence."""
    assert isinstance(answer, Decided), answer
    return answer.state


def all_cleared(claim: Claim, rules: Policy = AUTOMATIC, *, now: datetime = NOW) -> Decided[Claim]:
    """The answer to the last of the departures."""
    answer: Decided[Claim] | Refused = Decided(claim)
    for line in claim.lines:
        answer = cleared(decided(answer), line.case_id, DEPARTURE, now=now, policy=rules)
    assert isinstance(answer, Decided), answer
    return answer


def told(answer: object) -> list[tuple[str, str]]:
    """The cases and the names of the facts that were decided."""
    assert isinstance(answer, Decided), answer
    return [(fact.case_id, fact.type.removeprefix("rebate.").removesuffix(".v1")) for fact in answer.facts]


def refusal(answer: object) -> Refused:
    """The refusal; anything else fails the test."""
    assert isinstance(answer, Refused), answer
    return answer


def received(*lines: Line, rules: Policy = AUTOMATIC, **changed: object) -> Claim:
    """A draft as the counter took it in."""
    return decided(receive(a_claim(*lines, **changed), now=NOW, policy=rules))


def accepted(*lines: Line, **changed: object) -> Claim:
    """A claim that waits for an officer."""
    return all_cleared(a_claim(*lines, **changed), BY_HAND).state
