"""When the registry first rested on a grant: noted once for each grant, whichever agency is heard first."""

from __future__ import annotations

import datetime as dt
from itertools import combinations
from typing import Any

import pytest

from exportlane.contracts import AGENCY_OF_TYPE
from exportlane.contracts.decision import FactData, Heard, Write
from exportlane.contracts.vehicle_registry import Material
from gateway.domain import CaseView, hear
from gateway.promises.milestones import milestones
from gateway.storage import CASES
from tests.gateway.flow.histories import opened

NOON = dt.datetime(2026, 3, 2, 4, 0, tzinfo=dt.UTC)


class Said(FactData):
    """As much of a fact's data as a milestone of these reads."""

    phase: str = "provisional"
    materials: tuple[Material, ...] = ()


def fact(id_: str, type_: str, sequence: int, seconds: float, *papers: tuple[str, str, str]) -> Heard:
    materials = [
        {"code": code, "status": status, "reason": "r", "fact_id": grant} for code, status, grant in papers
    ]
    at = NOON + dt.timedelta(seconds=seconds)
    data = Said.model_validate({"materials": materials})
    return Heard(id_, AGENCY_OF_TYPE[type_], type_, opened(1).id, sequence, at, "batch", data)


GRANTED = fact("grant", "licence.granted.v1", 1, 0)
WAIVED = fact("waived", "vehicle.materials_waived.v1", 1, 2.5, ("M6", "waived", "grant"))
USED = fact("used", "licence.used.v1", 2, 50)
GONE = fact("gone", "vehicle.deregistered.v1", 2, 60, ("M6", "waived", "grant"))


def reach(*facts: Heard, view: CaseView | None = None) -> list[dict[str, Any]]:
    view, rows = view or opened(1), list[Write]()
    for one in facts:
        view = CASES.decode(CASES.encode(hear(view, one, now=one.occurred_at)))
        rows += milestones(view, one)
    return [row.row for row in rows if row.row["matter"] == "reach"]


@pytest.mark.parametrize("places", list(combinations(range(4), 2)), ids=str)
@pytest.mark.requirement("TJ-6.3")
def test_each_grant_is_counted_once_whoever_is_heard_first(places: tuple[int, int]) -> None:
    heard = [WAIVED, GONE]
    for place, one in zip(places, (GRANTED, USED), strict=True):
        heard.insert(place, one)

    (row,) = reach(*heard)

    assert (row["thing"], row["amount"], row["day"]) == ("grant", 250, "2026-03-02")


def test_a_licence_that_takes_its_place_is_counted_by_itself() -> None:
    again = fact("anew", "licence.granted.v1", 3, 70)
    rests = fact("rests", "vehicle.materials_waived.v1", 3, 71, ("M6", "waived", "anew"))

    rows = reach(WAIVED, GRANTED, GONE, again, rests)

    assert [(row["thing"], row["amount"]) for row in rows] == [("grant", 250), ("anew", 100)]


@pytest.mark.parametrize(
    "paper", [("M6", "required", "grant"), ("M7", "waived", "grant"), ("M6", "waived", "other")]
)
def test_a_paper_that_does_not_rest_on_the_grant_counts_nothing(paper: tuple[str, str, str]) -> None:
    assert reach(GRANTED, fact("asked", "vehicle.materials_waived.v1", 1, 2, paper)) == []
