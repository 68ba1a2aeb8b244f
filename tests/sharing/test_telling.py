"""A fact is told only when everybody who hears it may have each of its fields."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from exportlane.contracts import AGENCIES, AGENCY_OF_TYPE, REGISTER_FACTS
from exportlane.contracts.customs import CustomsLapsed
from exportlane.contracts.decision import Announce
from exportlane.process import BESIDE
from exportlane.runtime.service import discover
from exportlane.sharing.book import Book, read, shipped_book
from exportlane.sharing.telling import Guard, gaps, listeners
from tests.sharing.given import NOW, TODAY

LAPSED = Announce(
    "case",
    "customs.lapsed.v1",
    CustomsLapsed(declaration_id="lot", vin="LSVAU033002221761", code="x", reason="y"),
)


def without(*ids: str) -> Book:
    """The shipped book without some agreements."""
    shipped = shipped_book()
    return shipped.model_copy(
        update={"agreements": tuple(one for one in shipped.agreements if one.id not in ids)}
    )


@pytest.mark.parametrize("agency", [name for name in AGENCIES if name != "gateway"])
def test_everything_that_an_agency_announces_is_agreed_on(agency: str) -> None:
    assert Guard(shipped_book(), agency).check_all(TODAY) == ()


@pytest.mark.rule("SHR-05")
def test_a_fact_without_an_agreement_is_named_with_field_and_consumer() -> None:
    found = list(gaps(without("SH-43"), "customs", "customs.lapsed.v1", on=TODAY))

    assert "customs.lapsed.v1 may not be told to gateway" in found[0]
    assert "the field declaration_id of customs" in found[0]
    assert "政务数据共享条例 第二十五条" in found[0]


def test_a_personal_field_in_a_fact_stops_it_whatever_is_agreed() -> None:
    fields = {name: line.model_dump() for name, line in shipped_book().fields.items()}
    fields["vin"]["sensitivity"] = "personal"
    shipped = shipped_book().model_dump()
    for agreement in shipped["agreements"]:
        agreement["grants"] = [
            {**grant, "fields": tuple(f for f in grant["fields"] if f != "vin")}
            for grant in agreement["grants"]
        ]

    found = " ".join(gaps(read({**shipped, "fields": fields}), "customs", "customs.lapsed.v1", on=TODAY))

    assert "carries the field" not in found or "personal and never leaves customs" in found
    assert "vin" in " ".join(
        gaps(read({**shipped, "fields": fields}), "customs", "customs.lapsed.v1", on=TODAY)
    )


def test_a_field_that_nobody_catalogued_stops_the_fact() -> None:
    shipped = shipped_book()
    fields = {name: line for name, line in shipped.fields.items() if name != "code"}

    found = list(
        gaps(shipped.model_copy(update={"fields": fields}), "customs", "customs.lapsed.v1", on=TODAY)
    )

    assert len(found) == 1
    assert "the catalogue does not know the field code of customs.lapsed.v1" in found[0]


def test_the_answer_is_kept_for_the_day_and_asked_anew_on_the_next() -> None:
    ending = shipped_book().model_copy(
        update={
            "agreements": tuple(
                one.model_copy(update={"valid_to": TODAY}) if one.id == "SH-43" else one
                for one in shipped_book().agreements
            )
        }
    )
    asked: list[tuple[str, str]] = []

    def heard_by(provider: str, type_: str) -> frozenset[str]:
        asked.append((provider, type_))
        return frozenset({"gateway"})

    guard = Guard(ending, "customs", heard_by=heard_by)

    assert guard([LAPSED, LAPSED], NOW) is None
    assert guard([LAPSED], NOW) is None
    first = len(asked)
    refused = guard([LAPSED], datetime(2026, 11, 23, 16, 0, tzinfo=UTC))

    assert first == len(CustomsLapsed.model_fields)
    assert refused is not None
    assert (refused.slug, refused.article) == ("sharing-not-agreed", "政务数据共享条例 第二十五条")


def test_what_a_register_announces_is_heard_by_those_alone_who_name_it() -> None:
    assert REGISTER_FACTS
    for type_ in REGISTER_FACTS:
        named = {agency for agency, types in BESIDE.items() if type_ in types}
        assert listeners(AGENCY_OF_TYPE[type_], type_) == named


def every_hearing() -> Iterator[tuple[str, str]]:
    for name, definition in discover().items():
        yield from ((name, type_) for type_ in definition.hears)


def test_nobody_hears_more_than_is_checked() -> None:
    loose = [
        (consumer, type_)
        for consumer, type_ in every_hearing()
        if type_ in AGENCY_OF_TYPE and consumer not in listeners(AGENCY_OF_TYPE[type_], type_)
    ]

    assert loose == []


def test_a_day_in_the_year_of_the_announcement_is_covered_too() -> None:
    assert Guard(shipped_book(), "customs").check_all(date(2024, 3, 1)) == ()
