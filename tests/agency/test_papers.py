from __future__ import annotations

from dataclasses import dataclass

import pytest
from pydantic import TypeAdapter, ValidationError

from exportlane.agency.papers import CaseId, CheckedUscc, CheckedVin, Notice, ReasonedGround, each_once


@dataclass(frozen=True)
class Line:
    case_id: str
    vin: str


def test_a_notice_asks_for_something_and_for_nothing_that_is_misspelt() -> None:
    item = {"code": "report", "sentence": "The report is missing."}

    assert Notice.model_validate({"items": [item]}).items[0].article is None
    for wrong in ([], [{**item, "articel": "第三十二条"}], [item] * 101):
        with pytest.raises(ValidationError):
            Notice.model_validate({"items": wrong})


def test_a_ground_has_a_reason() -> None:
    with pytest.raises(ValidationError, match="reason"):
        ReasonedGround.model_validate({"code": "unfit", "reason": ""})


@pytest.mark.parametrize(
    ("kind", "right", "wrong"),
    [
        (CheckedUscc, "91120118MA06ABCD1Y", "91120118MA06ABCD1X"),
        (CheckedVin, "LSVAU033002221761", "LSVAU03300222176O"),
        (CaseId, "0193a1b2-0000-7000-8000-000000000001", "case-1"),
    ],
    ids=["exporter", "vehicle", "case"],
)
def test_what_cannot_be_right_is_refused_at_the_edge(kind: object, right: str, wrong: str) -> None:
    known = TypeAdapter(kind)

    assert known.validate_python(right) == right
    with pytest.raises(ValidationError):
        known.validate_python(wrong)


def test_no_vehicle_stands_on_two_lines() -> None:
    each_once((Line("1", "A"), Line("2", "B")), "case_id", "vin")

    for twice, name in ((Line("1", "B"), "case_id"), (Line("2", "A"), "vin")):
        with pytest.raises(ValueError, match=f"its own {name}"):
            each_once((Line("1", "A"), twice), "case_id", "vin")
