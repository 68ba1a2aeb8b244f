"""The parts of the portal that need no browser: words, facts as they are told, static files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from exportlane.contracts import ALL_FACTS, REGISTER_FACTS
from exportlane.process import End, Stage, StepName
from gateway.portal import words
from gateway.portal.facts import lines, told, tone


def test_everything_that_a_page_names_has_words_in_both_languages() -> None:
    for type_ in ALL_FACTS.keys() - REGISTER_FACTS:
        assert words.of_fact(type_).en, type_
    for table, keys in (
        (words.STEPS, StepName),
        (words.STAGES, Stage),
        (words.ENDS, End),
        (words.AGENCIES, ("licensing", "vehicle-registry", "customs", "tax-rebate", "gateway")),
    ):
        assert {str(key) for key in keys} <= set(table)
    assert words.of(words.STEPS, "never-heard") == words.Words("never-heard", "")


def test_a_fact_is_told_with_its_numbers_reasons_and_article() -> None:
    refused = {
        "vin": "V",
        "code": "mortgage",
        "reason": "A mortgage stands.",
        "article": "机动车登记规定 第四十二条",
    }
    asked = {"items": [{"code": "report", "sentence": "The report is missing.", "article": None}]}
    document: dict[str, Any] = {
        "id": "1", "agency": "vehicle-registry", "type": "vehicle.deregistered.v1", "sequence": 2,
        "occurred_at": "2026-11-21T00:00:00Z",
        "data": {"phase": "provisional", "materials": [
            {"code": "M2", "status": "waived", "reason": "shared"},
            {"code": "M4", "status": "satisfied", "reason": "r"}]},
    }  # fmt: skip

    assert list(lines(refused)) == ["A mortgage stands.（机动车登记规定 第四十二条）"]
    assert list(lines(asked)) == ["• The report is missing."]
    page = told(document)
    assert page.papers == ("M2 免予提交 waived：shared",)
    assert "暂行" in page.lines[0]


@pytest.mark.parametrize(
    ("type_", "expected"),
    [("licence.granted.v1", "good"), ("licence.refused.v1", "no"), ("customs.returned_for_correction.v1", "ask"),
     ("customs.accepted.v1", "step"), ("odd", "step")],
)  # fmt: skip
def test_a_fact_has_a_colour(type_: str, expected: str) -> None:
    assert tone(type_) == expected


def test_the_static_files_name_no_other_host() -> None:
    folder = Path(words.__file__).parent / "static"
    for file in (each for each in folder.iterdir() if each.is_file()):
        content = file.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "http:" not in content
        assert "https:" not in content
        assert "@import" not in content
