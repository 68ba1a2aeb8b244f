"""The worked examples of the tax office: limits, amounts, outcomes (R1 to R17)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from exportlane.law.instants import due_instant
from tax_rebate import timers
from tax_rebate.domain import (
    Departure,
    EarlyDeparture,
    Forex,
    Outcome,
    Status,
    Suspicion,
    approve,
    came_back,
    change_class,
    clear_suspicion,
    cleared,
    departed_early,
    raise_suspicion,
    submit,
)
from tests.tax_rebate.given import (
    AUTOMATIC,
    BY_HAND,
    DEPARTURE,
    NOW,
    ONE,
    TWO,
    VIN_ONE,
    VIN_TWO,
    a_claim,
    a_line,
    accepted,
    all_cleared,
    an_invoice,
    decided,
    received,
    refusal,
    told,
)

VIN_THREE = "LFV2A21K9J4000003"


def at(day: date, hour: int = 2) -> datetime:
    """An instant of a day in Shanghai, ten in the morning."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


@dataclass(frozen=True)
class Example:
    name: str
    kind: str
    gross: str
    ex_vat: str
    outcome: Outcome
    refund: str
    hs_rate: str = "0.13"


AMOUNTS = [
    Example("R7", "vat_special_13", "113000.00", "100000.00", Outcome.PAID, "13000.00"),
    Example("R8", "vat_special_0_5", "100500.00", "100000.00", Outcome.PAID, "500.00"),
    Example("R11", "used_vehicle_unified", "80000.00", "80000.00", Outcome.EXEMPT, "0.00"),
    Example("an ordinary invoice", "vat_ordinary", "80000.00", "80000.00", Outcome.EXEMPT, "0.00"),
    Example("the lower HS rate", "vat_special_13", "113000.00", "100000.00", Outcome.PAID, "9000.00", "0.09"),
]


@pytest.mark.rule("TAX-REFUND")
@pytest.mark.rule("TAX-EXEMPT")
@pytest.mark.parametrize("example", AMOUNTS, ids=lambda each: each.name)
def test_what_an_invoice_comes_to(example: Example) -> None:
    invoice = an_invoice(example.kind, example.gross, example.ex_vat)

    answer = all_cleared(a_claim(a_line(invoice=invoice, hs_rebate_rate=Decimal(example.hs_rate))))

    (line,) = answer.state.lines
    assert (line.outcome, line.amount) == (example.outcome, Decimal(example.refund))


@pytest.mark.rule("TAX-LIMIT")
def test_r1_class_1_in_tianjin_accepted_on_16_november_is_breached_on_the_20th_at_midnight() -> None:
    claim = all_cleared(a_claim(), BY_HAND, now=at(date(2026, 11, 16))).state
    midnight = due_instant(date(2026, 11, 19))

    before = timers.on_time(claim, now=midnight - timedelta(seconds=1), policy=BY_HAND)
    after = timers.on_time(before.state, now=midnight, policy=BY_HAND)

    assert claim.due_on == date(2026, 11, 19)
    assert midnight == datetime(2026, 11, 19, 16, tzinfo=UTC)
    assert {fact.type for fact in before.facts} == {"clock.due_soon.v1"}
    assert [fact.type for fact in after.facts] == ["clock.breached.v1"] * 2


@pytest.mark.rule("TAX-LIMIT")
def test_r2_class_3_in_tianjin_is_never_late_by_itself_and_threatens_the_average() -> None:
    claim = all_cleared(a_claim(rebate_class=3), BY_HAND, now=at(date(2026, 11, 16))).state

    answer = timers.on_time(claim, now=at(date(2026, 11, 25)), policy=BY_HAND)

    assert (claim.due_on, claim.target_on) == (None, date(2026, 11, 23))
    assert answer.facts == ()
    assert answer.state.average_threatened


@pytest.mark.rule("TAX-CLASS")
def test_r3_the_class_at_acceptance_decides_the_limit_and_todays_the_conditions() -> None:
    claim = all_cleared(a_claim(), BY_HAND, now=at(date(2026, 11, 16))).state

    changed = decided(change_class(claim, to=4, now=at(date(2026, 11, 17)), policy=BY_HAND))

    assert (changed.rebate_class, changed.class_now, changed.due_on) == (1, 4, date(2026, 11, 19))
    refused = refusal(approve(changed, now=at(date(2026, 11, 18)), policy=BY_HAND))
    assert (refused.slug, refused.article) == ("in_question", "国家税务总局公告2016年第46号")
    shown = replace(changed, forex=Forex(deemed_reason="export_credit_insurance"))
    assert told(approve(shown, now=NOW, policy=BY_HAND))[0] == (ONE, "approved")


@pytest.mark.rule("TAX-SUSPICION")
def test_r4_a_suspicion_that_is_cleared_leaves_a_pause_of_28_days() -> None:
    start = date(2026, 10, 12)
    claim = all_cleared(a_claim(), BY_HAND, now=at(start)).state
    found = (Suspicion("price_out_of_range", "too dear", "X10"),)

    away = decided(raise_suspicion(claim, found, by="wu", now=at(date(2026, 10, 14))))
    back = decided(
        clear_suspicion(away, reason="in order", by="wu", now=at(date(2026, 11, 11)), policy=BY_HAND)
    )

    assert (away.due_on, away.status) == (None, Status.UNDER_INVESTIGATION)
    (pause,) = back.pauses
    assert (pause.end - pause.start).days == 28  # type: ignore[operator]
    # Two days before it, and one after it, are counted of the three.
    assert back.due_on == date(2026, 11, 12)


@pytest.mark.rule("C11")
def test_r13_of_three_paid_vehicles_the_one_that_came_back_is_clawed_back() -> None:
    lines = (a_line(), a_line(TWO, VIN_TWO), a_line("0195-case-3", VIN_THREE))
    claim = all_cleared(a_claim(*lines)).state

    answer = came_back(claim, TWO, on=date(2026, 11, 23), reason="refused", now=NOW, policy=AUTOMATIC)

    assert told(answer) == [(TWO, "clawback_ordered"), (TWO, "clawed_back"), (TWO, "certificate_issued")]
    data = answer.facts[1].data.model_dump()  # type: ignore[union-attr]
    assert data["amount"] == Decimal("13000.00")
    assert [line.outcome for line in decided(answer).lines] == [
        Outcome.PAID,
        Outcome.CLAWED_BACK,
        Outcome.PAID,
    ]


@pytest.mark.rule("TAX-WINDOW")
@pytest.mark.parametrize(
    ("exported", "claimed", "outcome"),
    [
        pytest.param(date(2026, 3, 10), date(2029, 3, 9), Outcome.PAID, id="a day before"),
        pytest.param(date(2026, 3, 12), date(2029, 3, 12), Outcome.PAID, id="36 months to the day"),
        pytest.param(date(2026, 3, 12), date(2029, 3, 13), Outcome.TAXED, id="R14: 36 months and a day"),
        pytest.param(date(2026, 3, 10), date(2029, 3, 12), Outcome.PAID, id="a Saturday gives way to Monday"),
        pytest.param(date(2026, 3, 10), date(2029, 3, 13), Outcome.TAXED, id="and no further"),
        pytest.param(date(2028, 2, 29), date(2031, 2, 28), Outcome.PAID, id="from a leap day"),
        pytest.param(date(2028, 2, 29), date(2031, 3, 1), Outcome.TAXED, id="a leap day and a day"),
        pytest.param(date(2026, 8, 31), date(2029, 8, 31), Outcome.PAID, id="a month's end"),
    ],
)
def test_r14_a_claim_after_36_months_is_taxed_like_a_sale_at_home(
    exported: date, claimed: date, outcome: Outcome
) -> None:
    invoice = replace(an_invoice(), date=date(2026, 1, 5))
    departure = Departure("020220260000000017", exported)

    answer = cleared(a_claim(a_line(invoice=invoice)), ONE, departure, now=at(claimed), policy=AUTOMATIC)

    assert decided(answer).lines[0].outcome is outcome


@pytest.mark.rule("TAX-DEPARTURE")
def test_r15_what_was_released_and_not_cleared_is_not_accepted() -> None:
    answer = refusal(submit(received(a_line()), by_scheme=False, now=NOW, policy=AUTOMATIC))

    assert (answer.slug, answer.field, answer.article) == ("no_departure", "/lines/0", "增值税法 第三十三条")
    assert VIN_ONE in answer.sentence


@pytest.mark.rule("TAX-SCHEME")
def test_r17_class_3_is_not_eligible_for_the_scheme() -> None:
    early = EarlyDeparture("0202", "4227", date(2026, 11, 20))
    claim = received(a_line(), rebate_class=3, departure_port_scheme=True)

    noted = departed_early(claim, ONE, early, now=NOW, policy=AUTOMATIC)

    assert told(noted) == []
    answer = refusal(submit(decided(noted), by_scheme=True, now=NOW, policy=AUTOMATIC))
    assert (answer.slug, answer.article) == ("scheme_not_eligible", "财税〔2024〕31号")
    # Once it has left the country the claim goes its usual way.
    left = cleared(decided(noted), ONE, DEPARTURE, now=NOW, policy=AUTOMATIC)
    assert decided(left).status is Status.PAID


def test_claims_of_one_lot_may_end_in_several_ways() -> None:
    old = Departure("020220260000000018", date(2026, 1, 5))
    bought = replace(an_invoice(), date=date(2025, 10, 9))
    lines = (
        a_line(),
        a_line(TWO, VIN_TWO, an_invoice("used_vehicle_unified", "80000.00", "80000.00")),
        a_line("0195-case-3", VIN_THREE, bought, departure=old),
    )

    answer = _mixed(*lines, now=datetime(2029, 2, 5, 2, tzinfo=UTC))

    assert told(answer)[3:] == [
        ("0195-case-3", "taxed"),
        (ONE, "approved"),
        (TWO, "exempted"),
        (ONE, "paid"),
    ]


def _mixed(*lines: object, now: datetime) -> object:
    claim = a_claim(*lines)  # type: ignore[arg-type]
    half = decided(cleared(claim, ONE, DEPARTURE, now=now, policy=AUTOMATIC))
    return cleared(half, TWO, DEPARTURE, now=now, policy=AUTOMATIC)


def test_what_an_officer_needs_is_on_the_claim() -> None:
    claim = accepted(a_line())

    assert claim.lines[0].declaration_item == "020220260000000017001"
    assert claim.period == "202611"
