"""What transport is made of fits what stands beside the process, and what it may tell."""

from __future__ import annotations

from datetime import date

from exportlane.contracts import transport as contract
from exportlane.process.beside import BESIDE, heard_beside
from exportlane.sharing.book import shipped_book
from exportlane.sharing.telling import Guard
from transport.consumer import HEARS
from transport.main import service


def test_it_hears_what_stands_beside_the_process() -> None:
    assert set(HEARS) == heard_beside("transport")


def test_every_fact_may_be_told_to_everybody_who_hears_it() -> None:
    assert Guard(shipped_book(), "transport").check_all(date(2026, 11, 20)) == ()


def test_every_fact_has_a_reader_and_facts_of_cases_are_the_two_about_a_car() -> None:
    heard = {type_ for types in BESIDE.values() for type_ in types}

    assert set(contract.FACTS) - heard == {"quota.unit_consumed.v1"}, (
        "which the view of cases hears by itself"
    )
    assert set(contract.FACTS) - contract.REGISTER_FACTS == {
        "quota.unit_consumed.v1",
        "quota.misuse_established.v1",
    }


def test_the_service_has_its_name_in_both_languages() -> None:
    assert service.title == ("小客车出口指标", "Passenger-car export quota")
