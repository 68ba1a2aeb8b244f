"""The catalogue and the agreements hold together, and a wrong line is named."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from exportlane.contracts import ALL_FACTS, ON_THE_WAY
from exportlane.sharing.book import Grant, read, shipped_book
from tests.sharing.given import book, parts

Spoil = Callable[[dict[str, Any]], Any]


def agreement(found: dict[str, Any]) -> dict[str, Any]:
    return found["agreements"][0]


WRONG: dict[str, tuple[Spoil, str]] = {
    "a field that the catalogue does not have": (
        lambda b: agreement(b)["grants"].append({"resource": "registration_status", "fields": ["weight"]}),
        "the unknown field weight",
    ),
    "a personal field": (
        lambda b: agreement(b)["grants"].append(
            {"resource": "registration_status", "fields": ["former_owner_name"]}
        ),
        "is personal and never leaves",
    ),
    "a resource that nobody offers": (
        lambda b: agreement(b)["grants"].append({"resource": "tax_credit", "fields": ["vin"]}),
        "which nobody offers",
    ),
    "somebody else's resource": (lambda b: agreement(b).update(provider="tax-rebate"), "answers for and not"),
    "an agency that does not exist": (lambda b: agreement(b).update(consumer="port"), "not two agencies"),
    "an end before the beginning": (
        lambda b: agreement(b).update(valid_to="2025-01-01"),
        "ends before it begins",
    ),
    "an unknown purpose": (
        lambda b: agreement(b).update(purposes=["curiosity"]),
        "the unknown purpose curiosity",
    ),
    "two agreements for one purpose on one day": (
        lambda b: b["agreements"].append({**agreement(b), "id": "SH-02", "valid_from": "2026-12-31"}),
        "on the same day",
    ),
    "an id that stands twice": (
        lambda b: b["agreements"].append({**agreement(b), "valid_from": "2027-01-01", "valid_to": None}),
        "id stands twice",
    ),
    "a resource that stands twice": (lambda b: b["resources"].append(b["resources"][0]), "twice"),
    "a resource of nobody": (lambda b: b["resources"][0].update(provider="port"), "no agency"),
    "a field without a line": (
        lambda b: b["resources"][0]["fields"].append("colour"),
        "no line in fields.json",
    ),
    "an unknown key": (lambda b: agreement(b).update(reason="because"), "reason"),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_line_of_the_book_is_refused_and_named(what: str) -> None:
    found = parts()
    spoil, said = WRONG[what]
    spoil(found)

    with pytest.raises(ValidationError, match=said):
        read(found)


def test_an_agreement_counts_on_its_first_and_on_its_last_day_and_not_beside_them() -> None:
    one = book().agreements[0]

    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 1)]

    assert [one.in_force(day) for day in days] == [False, True, True, False]


@pytest.mark.parametrize("line", [{"fields": ["vin"], "up_to": "internal"}, {}])
def test_a_grant_names_fields_or_a_height_and_not_both(line: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="either fields or up_to"):
        Grant.model_validate({"resource": "vehicle.*", **line})


def test_a_grant_up_to_internal_leaves_amounts_out() -> None:
    shipped = shipped_book()
    handling = next(one for one in shipped.agreements if one.id == "SH-57")
    view = next(one for one in shipped.agreements if one.id == "SH-44")

    assert "cleared_on" in shipped.granted(handling, "customs.cleared.v1")
    assert "amount" in shipped.granted(view, "rebate.paid.v1")
    lower = view.model_copy(update={"grants": (Grant(resource="rebate.*", up_to="internal"),)})
    assert "amount" not in shipped.granted(lower, "rebate.paid.v1")


def test_the_shipped_book_knows_every_field_of_every_fact() -> None:
    shipped = shipped_book()

    for type_, model in ALL_FACTS.items():
        for field in model.model_fields:
            assert shipped.line(field, of=type_).source


def test_every_agency_on_the_way_offers_something_and_every_offer_has_a_taker() -> None:
    shipped = shipped_book()

    assert {line.provider for line in shipped.resources} >= ON_THE_WAY - {"gateway"}
    for line in shipped.resources:
        assert [one for one in shipped.agreements for grant in one.grants if grant.covers(line.name)], (
            line.name
        )
