"""What the rows of a case say: its way, its steps, its days, its words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest

from benchmarks.portal.telling import Beat, Story
from exportlane.contracts.decision import Heard
from exportlane.law.calendar import shipped_calendar
from gateway.domain import CaseView, hear
from gateway.flow.progress import gaps_after, rule_of
from gateway.flow.row import Made, Row, case_row, week_of
from gateway.flow.spelling import backwards, spelt, words_of
from gateway.flow.steps import Counter, StepRow, step_rows
from gateway.flow.walk import Said, Walk, walk
from tests.gateway.flow.histories import NOW, facts_of, opened

COUNTER = Counter(shipped_calendar())
MADE = Made("rule", dt.date(2026, 11, 20), NOW, COUNTER)
PREPARED: tuple[Beat, ...] = (
    ("licence.application_submitted", 0.0, {}),
    ("vehicle.transfer_pending_export", 1.0, {}),
)
TO_GRANT: tuple[Beat, ...] = (*PREPARED, ("licence.accepted", 1.0, {}), ("licence.granted", 1.0, {}))


def followed(
    *beats: Beat, profile: str = "tianjin", days_ago: float = 40.0
) -> tuple[CaseView, Sequence[Heard]]:
    """The view after these facts, and the facts."""
    view = opened(1, named=profile, days_ago=days_ago)
    facts = list(facts_of(view, Story(profile, list(beats))))
    for fact in facts:
        view = hear(view, fact, now=fact.occurred_at)
    return view, facts


def way(facts: Sequence[Heard], profile: str = "tianjin") -> Walk:
    stamped = [
        Said(one.id, one.source, one.type, one.occurred_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")) for one in facts
    ]
    return walk(profile, "2026.2", stamped)


def rows(*beats: Beat, profile: str = "tianjin", days_ago: float = 40.0) -> tuple[Row, dict[str, StepRow]]:
    view, facts = followed(*beats, profile=profile, days_ago=days_ago)
    found = way(facts, profile)
    steps = step_rows(view, found.first, COUNTER)
    return case_row(view, 1, found, steps, MADE), {step.step: step for step in steps}


def test_the_way_of_a_case_names_its_steps_and_what_befell_them() -> None:
    _, facts = followed(
        *PREPARED, ("licence.correction_requested", 1.0, {}), ("licence.correction_supplied", 1.0, {}),
        ("licence.accepted", 0.1, {}), ("licence.granted", 1.0, {}), ("vehicle.deregistration_blocked", 1.0, {}),
        ("vehicle.deregistration_unblocked", 1.0, {}), ("vehicle.deregistered", 1.0, {"phase": "provisional"}),
    )  # fmt: skip

    found = way(facts)

    assert found.variant == "licence>correction>licence>deregistration>block>deregistration"
    assert found.rework == 1


def test_a_case_that_was_sent_back_twice_says_so() -> None:
    _, facts = followed(
        *PREPARED, ("licence.correction_requested", 1.0, {}), ("licence.correction_supplied", 1.0, {}),
        ("licence.correction_requested", 1.0, {}), ("licence.correction_supplied", 1.0, {}),
    )  # fmt: skip

    assert way(facts).rework == 2
    assert way(facts).variant == "licence>correction"


def test_the_order_of_arrival_does_not_change_the_way() -> None:
    _, facts = followed(*TO_GRANT, ("vehicle.deregistered", 2.0, {"phase": "provisional"}))

    assert way(facts) == way(list(reversed(facts)))


def test_a_step_begins_when_its_turn_has_come_and_its_papers_are_there() -> None:
    _, steps = rows(*TO_GRANT, ("vehicle.deregistration_requested", 4.0, {}))

    assert steps["licence"].outcome == "done"
    assert steps["deregistration"].began_on is not None
    assert steps["licence"].ended_on is not None
    assert steps["deregistration"].began_on > steps["licence"].ended_on
    assert steps["deregistration"].ended_on is None
    assert steps["customs"].began_on is None


def test_papers_that_were_there_early_do_not_make_a_step_longer() -> None:
    _, steps = rows(
        ("licence.application_submitted", 0.0, {}), ("vehicle.transfer_pending_export", 0.1, {}),
        ("vehicle.deregistration_requested", 0.1, {}), ("licence.granted", 5.0, {}),
    )  # fmt: skip

    assert steps["deregistration"].began_on == steps["licence"].ended_on


def test_days_on_which_the_clock_stood_still_are_counted_apart() -> None:
    _, steps = rows(
        *PREPARED, ("licence.accepted", 1.0, {}), ("licence.clock_paused", 1.0, {}),
        ("licence.clock_resumed", 14.0, {}), ("licence.granted", 1.0, {}),
    )  # fmt: skip

    licence = steps["licence"]
    assert licence.gross is not None
    assert licence.workdays is not None
    assert licence.paused is not None
    assert licence.paused >= 9
    assert licence.gross == licence.workdays + licence.paused


@pytest.mark.parametrize(
    ("last", "outcome"),
    [("licence.refused", "refused"), ("licence.withdrawn", "withdrawn"), ("licence.not_accepted", "refused")],
)
def test_a_step_that_ended_without_success_says_how(last: str, outcome: str) -> None:
    row, steps = rows(*PREPARED, (last, 1.0, {}))

    assert steps["licence"].outcome == outcome
    assert row["step"] != "licence"


def test_a_running_case_says_where_it_stands_and_since_when_who_is_waited_for() -> None:
    row, _ = rows(*PREPARED, ("licence.correction_requested", 2.0, {}))

    assert (row["step"], row["step_state"]) == ("licence", "correction")
    assert (row["waiting_kind"], row["waiting_agency"], row["waiting_matter"]) == (
        "enterprise",
        "licensing",
        "correction",
    )
    assert row["live"] == "1"
    assert row["ended_on"] is None
    assert row["due_on"] is not None
    assert str(row["stages"]).startswith("licence:correction deregistration:waiting")


def test_a_closed_case_says_when_it_ended_and_how_long_it_took() -> None:
    row, _ = rows(
        *TO_GRANT, ("vehicle.deregistered", 1.0, {"phase": "provisional"}), ("customs.accepted", 1.0, {}),
        ("customs.released", 1.0, {}), ("licence.used", 0.0, {}), ("customs.cleared", 1.0, {}),
        ("vehicle.exit_confirmed", 1.0, {}), ("rebate.claim_accepted", 1.0, {}), ("rebate.approved", 1.0, {}),
        ("rebate.paid", 1.0, {}),
    )  # fmt: skip

    assert row["ended_as"] == "refund_paid"
    assert (row["live"], row["step"], row["waiting_kind"], row["due_on"]) == (None, None, None, None)
    assert row["workdays"] == COUNTER.count(
        dt.date.fromisoformat(str(row["opened_on"])), dt.date.fromisoformat(str(row["ended_on"]))
    )
    assert row["variant"] == "licence>deregistration>customs>rebate"


def test_a_licence_that_runs_out_is_a_risk_of_today() -> None:
    row, _ = rows(*TO_GRANT[:-1], ("licence.granted", 1.0, {"valid_to": "2026-11-25"}), days_ago=4)

    assert "licence_expiry" in str(row["risks"]).split()


def test_weeks_are_those_of_iso_8601() -> None:
    assert week_of(dt.date(2026, 11, 20)) == "2026-W47"
    assert week_of(dt.date(2027, 1, 1)) == "2026-W53"
    assert week_of(None) is None


@pytest.mark.parametrize(
    "written",
    ["lsvau0304n2000001", " LSVAU 0304N2000001", "ＬＳＶＡＵ０３０４Ｎ２０００００１", "LSVAU-0304-N2000001"],
)
def test_a_number_is_spelt_in_one_way_however_it_is_written(written: str) -> None:
    assert spelt(written) == "LSVAU0304N2000001"


def test_every_number_is_found_by_its_beginning_and_by_its_end() -> None:
    view, facts = followed(*TO_GRANT)

    words = set(
        words_of(view, (("plate", "津A12345"), ("paper", "MSCU 663-8810"), ("licence", "26-AA-100001")))
    )

    assert (spelt(view.vin), "vin") in words
    assert (backwards(spelt(view.vin)), "vin") in words
    assert ("津A12345", "plate") in words
    assert {("MSCU6638810", "paper"), ("<0188366UCSM", "paper")} <= words
    assert {kind for word, kind in words if word == "26AA100001"} == {"licence"}
    assert any(kind == "licence" for _, kind in words)
    assert facts


def test_positions_that_were_missing_are_looked_for_until_their_time_is_over() -> None:
    first = gaps_after({}, before=10, found=[11, 14], now=NOW)
    second = gaps_after(first, before=14, found=[12, 15], now=NOW + dt.timedelta(seconds=5))
    third = gaps_after(second, before=15, found=[], now=NOW + dt.timedelta(seconds=90))

    assert set(first) == {12, 13}
    assert set(second) == {13}
    assert set(third) == set()


def test_another_calendar_is_another_rule() -> None:
    assert rule_of(shipped_calendar()) == rule_of(shipped_calendar())
    assert rule_of(shipped_calendar()) != rule_of(shipped_calendar(published_through=2025))
