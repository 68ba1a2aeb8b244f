"""What is promised, measured: who counts, who does not, and when a promise is kept."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from exportlane.law.pauses import Pause
from gateway.promises.measure import Period, Promise, measured
from tests.gateway.conftest import Alone
from tests.gateway.promises.rows import USCC, claim, row, write, write_case, write_register

ON = date(2026, 11, 20)
MON = date(2026, 11, 2)
DECIDED = {0: MON, 2: date(2026, 11, 4), 3: date(2026, 11, 5), 4: date(2026, 11, 6), 5: date(2026, 11, 9),
           11: date(2026, 11, 17), 12: date(2026, 11, 18)}  # fmt: skip
"""The day on which a matter accepted on Monday 2 November 2026 has taken so many working days."""


async def promise(alone: Alone, id_: str, **asked: Any) -> Promise:
    asked = {"profile": "tianjin", "period": Period.MONTH, "on": ON, **asked}
    found = await measured(alone.system.services["gateway"], **asked)
    return next(one for one in found if one.id == id_)


async def claims(alone: Alone, *days: int, **more: Any) -> None:
    rows = [
        each
        for number, taken in enumerate(days)
        for each in claim(f"{more.get('profile', '')}{number}-{taken}", MON, DECIDED[taken], **more)
    ]
    await write(alone.entrance.database, rows)


@pytest.mark.requirement("TJ-4.2")
@pytest.mark.parametrize(
    ("days", "mean", "met"),
    [((2, 3, 4, 5, 11), Fraction(5), True), ((2, 3, 4, 5, 12), Fraction(26, 5), False)],
)
async def test_tianjins_average_is_kept_at_exactly_five(
    alone: Alone, days: tuple[int, ...], mean: Fraction, met: bool
) -> None:
    await claims(alone, *days)

    found = await promise(alone, "TJ-4.2")

    assert (found.figure, found.met, found.n) == (mean, met, 5)
    assert found.beside["p90"] == days[-1]
    assert found.beside["median"] == {"exact": "4", "display": "4.00"}
    assert found.trend[-1].figure == mean
    assert found.trend[0].figure is None
    assert found.trend[0].shown == "no data"


@pytest.mark.requirement("TZ-8a")
async def test_the_same_claims_break_taizhous_average_of_three(alone: Alone) -> None:
    await claims(alone, 2, 3, 4, 5, 11, profile="taizhou")

    found = await promise(alone, "TZ-8a", profile="taizhou")

    assert (found.figure, found.met, found.target) == (Fraction(5), False, Fraction(3))


async def test_without_a_decided_claim_there_is_no_figure(alone: Alone) -> None:
    await write(alone.entrance.database, claim("a", MON, None))

    found = await promise(alone, "TJ-4.2")

    assert (found.figure, found.shown, found.met, found.n) == (None, "no data", None, 0)
    assert found.beside["open"] == 1


@pytest.mark.requirement("TJ-4.3")
async def test_a_claim_of_class_one_past_three_days_is_a_breach_though_the_average_passes(
    alone: Alone,
) -> None:
    await write(alone.entrance.database, claim("late", MON, DECIDED[4], of_class=1))
    await claims(alone, 0, 2, 3, of_class=2)

    found, average = await promise(alone, "TJ-4.3"), await promise(alone, "TJ-4.2")

    assert (average.figure, average.met) == (Fraction(9, 4), True)
    assert (found.figure, found.met, found.shown) == (Fraction(3, 4), False, "75.00 %")
    assert found.beside["breach_list"] == [
        {"since": "2026-11-02", "decided": "2026-11-06", "rebate_class": 1, "workdays": 4, "claims": 1}
    ]


async def test_a_class_three_claim_is_no_breach_and_one_class_can_be_asked_for(alone: Alone) -> None:
    await claims(alone, 12, of_class=3)
    await write(alone.entrance.database, claim("one", MON, DECIDED[2], of_class=1))

    assert (await promise(alone, "TJ-4.3")).n == 1
    assert (await promise(alone, "TJ-4.2", of_class=3)).figure == 12
    assert (await promise(alone, "TJ-4.2")).beside["by_class"].keys() == {"1", "3"}


async def test_days_of_a_pause_do_not_count_and_the_average_with_them_stands_beside(alone: Alone) -> None:
    pause = Pause(date(2026, 11, 3), date(2026, 11, 17))
    await write(alone.entrance.database, claim("a", MON, DECIDED[12], pauses=(pause,)))

    found = await promise(alone, "TJ-4.2")

    assert found.figure == 2
    assert found.beside["average_with_pauses"] == {"exact": "12", "display": "12.00"}


async def test_rejected_withdrawn_and_suspected_claims_are_not_counted_and_a_reopened_one_once(
    alone: Alone,
) -> None:
    rows = [
        *claim("rejected", MON, DECIDED[11], what="refused"),
        *claim("withdrawn", MON, DECIDED[11], what="ended"),
        *claim("suspected", MON, None),
        row("rebate", "suspected", "suspected", DECIDED[2], since=MON, of_class=3),
        *claim("reopened", MON, DECIDED[2]),
        *claim("reopened", DECIDED[3], DECIDED[5]),
    ]
    await write(alone.entrance.database, rows)

    found = await promise(alone, "TJ-4.2")

    assert (found.n, found.figure) == (1, Fraction(5))
    assert found.beside["not_normal"] == 1
    assert (found.beside["suspected"], found.beside["open"]) == (1, 0)


async def test_a_claim_of_many_vehicles_counts_once(alone: Alone) -> None:
    rows = [each for _ in range(20) for each in claim("lot", MON, DECIDED[3])]
    await write(alone.entrance.database, rows)

    assert (await promise(alone, "TJ-4.2")).n == 1


async def test_what_is_decided_after_the_day_asked_about_was_open_then(alone: Alone) -> None:
    await write(alone.entrance.database, claim("a", MON, DECIDED[11]))

    before = await promise(alone, "TJ-4.2", on=DECIDED[5])

    assert before.n == 0
    assert before.beside["open_by_age"] == {"5": 1}


@pytest.mark.requirement("TJ-1.2")
async def test_the_share_of_licences_in_time_counts_refusals_and_shows_what_is_late_and_open(
    alone: Alone,
) -> None:
    def applied(thing: str, days: int, what: str = "decided") -> list[dict[str, Any]]:
        return [
            row("licence", "begun", thing, MON, since=MON),
            row("licence", what, thing, DECIDED[days], since=MON),
        ]

    rows = [*applied("a", 3), *applied("b", 4), *applied("c", 2, "refused"), *applied("d", 2, "ended")]
    rows += [row("licence", "begun", "open", MON, since=MON)]
    await write(alone.entrance.database, rows)

    found = await promise(alone, "TJ-1.2")

    assert (found.figure, found.n, found.met) == (Fraction(2, 3), 3, False)
    assert found.beside["open_over_limit"] == 1
    assert found.beside["open_over_limit_oldest"][0]["workdays"] == 14


async def test_a_licence_applied_for_anew_is_another_round_and_a_correction_stops_the_first(
    alone: Alone,
) -> None:
    rows = [
        row("licence", "begun", "a", MON, since=MON),
        row("licence", "ended", "a", DECIDED[2]),
        row("licence", "begun", "a", DECIDED[11], since=DECIDED[11]),
        row("licence", "decided", "a", DECIDED[12], since=DECIDED[11]),
        row("licence", "begun", "a", date(2026, 11, 19), since=date(2026, 11, 19)),
        row("licence", "decided", "a", date(2026, 11, 20), since=date(2026, 11, 19)),
        row("licence", "begun", "b", MON, since=MON),
        row("licence", "ended", "b", DECIDED[2]),
    ]
    await write(alone.entrance.database, rows)

    found = await promise(alone, "TJ-1.2")

    assert (found.n, found.beside["maximum"], found.beside["open"]) == (2, 1, 0)


@pytest.mark.requirement("TJ-1.3")
async def test_the_urgent_share_and_the_age_of_either_lane(alone: Alone) -> None:
    rows = [row("licence", "begun", name, MON, since=MON) for name in ("a", "b", "c")]
    rows += [row("application", "submitted", name, MON, amount=2) for name in ("a", "b", "c", "d")]
    rows += [
        row("application", "urgent", "a", DECIDED[2]),
        row("licence", "begun", "d", DECIDED[12], since=DECIDED[12]),
    ]
    await write(alone.entrance.database, rows)

    share, lane = await promise(alone, "TJ-1.3-urgent"), await promise(alone, "TJ-1.3-lane")

    assert (share.figure, share.met) == (Fraction(1, 4), None)
    assert (lane.figure, lane.n, lane.met) == (Fraction(14), 3, False)


@pytest.mark.requirement("TJ-6.3", "TJ-6.4")
async def test_papers_are_counted_by_vehicle_and_sharing_by_the_slowest_five_percent(alone: Alone) -> None:
    rows = [
        row("papers", "spared", "a", MON, amount=2, note="M2,M6"),
        row("papers", "spared", "b", MON, amount=0),
    ]
    rows += [row("reach", "relied", f"l{n}", MON, amount=6 * n) for n in range(100)]
    await write(alone.entrance.database, rows)

    papers, reached = await promise(alone, "TJ-6.4"), await promise(alone, "TJ-6.3")

    assert (papers.figure, papers.n) == (Fraction(1), 2)
    assert papers.beside["by_material"] == {"M2": 1, "M6": 1}
    assert (reached.n, reached.figure, reached.met) == (100, Fraction(564, 100), False)


async def test_shares_of_what_was_cleared_and_carried(alone: Alone) -> None:
    rows = [row("customs", "cleared", name, MON) for name in "abcd"]
    rows += [row("customs", "departure_port", "a", MON), row("shipment", "insured", "b", MON)]
    rows += [row("shipment", "insured", "c", MON), row("shipment", "uninsured", "c", DECIDED[2])]
    rows += [
        row("carriage", "departed", f"{n}/B", MON, note=mode) for n, mode in enumerate(("roro", "rail_cage"))
    ]
    rows += [
        row("terminal", "gated_in", "a/B", MON, amount=0),
        row("terminal", "loaded_new_energy", "a/B", MON, amount=5_400_000),
    ]
    await write(alone.entrance.database, rows)

    assert (await promise(alone, "TJ-8.1-share")).figure == Fraction(1, 4)
    assert (await promise(alone, "TJ-10.1")).figure == Fraction(1, 2)
    assert (await promise(alone, "TJ-5.2")).figure == Fraction(3, 2)


async def test_insurance_of_which_nobody_said_anything_is_no_data(alone: Alone) -> None:
    await write(alone.entrance.database, [row("customs", "cleared", "a", MON)])

    found = await promise(alone, "TJ-8.1-share")

    assert (found.shown, found.n, found.met) == ("no data", 0, None)


async def test_the_quota_is_counted_by_what_transport_said(alone: Alone) -> None:
    allocated = {"grant_no": "G", "uscc": USCC, "year": 2026, "units": 10, "allocated_units": 10,
                 "allocated_on": "2026-11-03"}  # fmt: skip
    determined = {"grant_no": "G", "amount_units": 30, "amount_before": 20, "determined_on": "2026-11-03"}
    expired = {"grant_no": "G", "unit_no": "U9", "again_available": False, "expired_on": "2026-11-04"}
    back = {"grant_no": "G", "unit_no": "U8", "again_available": True, "expired_on": "2026-11-04"}
    await write(alone.entrance.database, [row("quota", "consumed", name, MON) for name in "abc"])
    await write_register(
        alone.entrance.database,
        [
            ("quota.allocated.v1", "G", "2026-11-03", json.dumps(allocated)),
            ("quota.determined.v1", "G", "2026-11-03", json.dumps(determined)),
            ("quota.unit_expired.v1", "U9", "2026-11-04", json.dumps(expired)),
            ("quota.unit_expired.v1", "U8", "2026-11-04", json.dumps(back)),
        ],
    )

    used, misused = await promise(alone, "TJ-2.1"), await promise(alone, "TJ-2.2")

    assert (used.figure, used.n) == (Fraction(3, 10), 10)
    assert used.beside == {"allocated": 10, "determined": 10, "expired": 1, "used": 3}
    assert (misused.figure, misused.met) == (Fraction(0), True)


async def test_subsidies_paid_are_told_by_item_and_money_that_came_back_beside_them(alone: Alone) -> None:
    def paid(no: str, *amounts: tuple[str, str], policy: str = "taizhou-2025") -> tuple[str, str, str, str]:
        data = {"application_no": no, "uscc": USCC, "policy": policy, "year": 2025, "paid_on": "2026-11-05",
                "item_amounts": [{"item": item, "amount": amount} for item, amount in amounts]}  # fmt: skip
        return ("subsidy.paid.v1", no, "2026-11-05", json.dumps(data))

    back = {
        "application_no": "1",
        "policy": "taizhou-2025",
        "total": "10000.00",
        "recovered_on": "2026-11-09",
    }
    await write_register(
        alone.entrance.database,
        [
            paid("1", ("E1", "80000.00"), ("E2", "0.01")),
            paid("2", ("I1", "500000.00")),
            paid("3", ("E1", "7.00"), policy="nowhere-2025"),
            ("subsidy.recovered.v1", "1", "2026-11-09", json.dumps(back)),
        ],
    )

    fairs, premiums = [await promise(alone, id_, profile="taizhou") for id_ in ("TZ-1", "TZ-3a")]

    assert (fairs.shown, fairs.n, fairs.met) == ("80000.01", 1, None)
    assert fairs.beside == {"by_item": {"E1": "80000.00", "E2": "0.01"}, "firms": 1, "recovered": "10000.00"}
    assert premiums.shown == "500000.00"


async def test_premiums_are_those_of_firms_with_a_case_here(alone: Alone) -> None:
    def premium(no: int, uscc: str) -> tuple[str, str, str, str]:
        data = {"policy_no": "P", "uscc": uscc, "insurer": "SINOSURE", "product": "short_term_export",
                "amount_cny": "1000.50", "paid_on": "2026-11-05", "receipt_no": str(no)}  # fmt: skip
        return ("insurance.premium_paid.v1", str(no), "2026-11-05", json.dumps(data))

    await write_case(alone.entrance.database)
    await write_register(
        alone.entrance.database, [premium(1, USCC), premium(2, USCC), premium(3, "913310000000000000")]
    )

    found = await promise(alone, "TJ-8.1-premium")

    assert (found.shown, found.n) == ("2001.00", 2)


@pytest.mark.requirement("TJ-12.1")
async def test_a_draft_is_in_force_nowhere_and_the_opinions_ended_with_2025(alone: Alone) -> None:
    draft = await promise(alone, "TJ-12.1")
    over = await promise(alone, "TZ-13a", profile="taizhou")
    last = await promise(alone, "TZ-13a", profile="taizhou", on=date(2025, 12, 31))

    assert (draft.met, draft.beside["status"]) == (False, "draft")
    assert (over.met, over.shown) == (False, "ended on 2025-12-31")
    assert (last.met, last.figure) == (True, 0)


async def test_a_profile_that_promised_nothing_has_no_promises(alone: Alone) -> None:
    assert await measured(alone.system.services["gateway"], period=Period.MONTH, profile="national") == []
