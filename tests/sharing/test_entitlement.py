"""Who may look at what, for what, and from when to when."""

from __future__ import annotations

from datetime import date

import pytest

from exportlane.contracts.decision import Refused
from exportlane.sharing.book import shipped_book
from exportlane.sharing.entitlement import (
    NOT_AGREED,
    NOT_IN_FORCE,
    UNKNOWN,
    WRONG_PURPOSE,
    Entitled,
    entitled,
    may_be_shared,
)
from tests.sharing.given import TODAY, book


def ask(on: date = TODAY, **changed: str) -> Entitled | Refused:
    question = {"resource": "registration_status", "consumer": "customs", "purpose": "customs_clearance"}
    return entitled(book(), on=on, **(question | changed))


def test_an_agreement_grants_its_fields_and_no_others_and_is_named() -> None:
    found = ask()

    assert found == Entitled("registration_status", ("vin", "bars"), "SH-01", "海关法 第二十四条")


@pytest.mark.rule("SHR-01")
def test_without_an_agreement_nobody_looks() -> None:
    found = ask(consumer="tax-rebate")

    assert isinstance(found, Refused)
    assert (found.slug, found.article, found.status) == (NOT_AGREED, "政务数据共享条例 第二十五条", 403)


@pytest.mark.rule("SHR-02")
def test_an_agreement_for_one_purpose_serves_no_other() -> None:
    found = ask(purpose="rebate_examination")

    assert isinstance(found, Refused)
    assert (found.slug, found.field) == (WRONG_PURPOSE, "/purpose")
    assert "for customs_clearance, not for rebate_examination" in found.sentence


@pytest.mark.rule("SHR-03")
@pytest.mark.parametrize(
    ("on", "said"), [(date(2025, 12, 31), "begins on 2026-01-01"), (date(2027, 1, 1), "ended on 2026-12-31")]
)
def test_before_its_first_day_and_after_its_last_an_agreement_grants_nothing(on: date, said: str) -> None:
    found = ask(on)

    assert isinstance(found, Refused)
    assert found.slug == NOT_IN_FORCE
    assert said in found.sentence


@pytest.mark.parametrize("on", [date(2026, 1, 1), date(2026, 12, 31)])
def test_its_first_and_last_day_count(on: date) -> None:
    assert isinstance(ask(on), Entitled)


def test_a_resource_that_nobody_offers_is_named_with_those_that_exist() -> None:
    found = ask(resource="weather")

    assert isinstance(found, Refused)
    assert (found.slug, found.status) == (UNKNOWN, 422)
    assert "registration_status" in found.sentence


@pytest.mark.rule("SHR-04")
def test_a_former_owners_data_are_shared_with_nobody() -> None:
    shipped = shipped_book()
    personal = {"former_owner_name", "former_owner_id_no", "former_owner_address", "former_plate_no"}

    assert not any(may_be_shared(shipped, "registration_status", field) for field in personal)
    assert not personal & {
        field for one in shipped.agreements for field in shipped.granted(one, "registration_status")
    }
