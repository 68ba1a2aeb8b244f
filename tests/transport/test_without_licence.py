"""C1: an application that is over without a licence frees the unit that was kept for the car; a used one stays used."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from exportlane.contracts import ALL_FACTS
from exportlane.runtime.ids import new_id
from exportlane.runtime.testing import system
from tests.agency.office import EXPORTER, OTHER_EXPORTER
from tests.agency.voices import Voice
from tests.transport.conftest import Transport
from tests.transport.given import (
    NOW,
    OTHER_USCC,
    TODAY,
    USCC,
    VIN,
    consumed,
    decided,
    later,
    registered,
    reserved,
)
from transport import domain
from transport.domain import WITHOUT_LICENCE, Finding, Over, Unit, UnitStatus
from transport.main import service

HOUR = timedelta(hours=1)
REFUSED = Over("licence_refused", USCC, NOW + HOUR)
TYPES = {
    "licence.refused.v1": "licence_refused",
    "licence.not_accepted.v1": "licence_not_accepted",
    "licence.withdrawn.v1": "licence_withdrawn",
    "licence.lapsed.v1": "licence_lapsed",
}


def released(unit: Unit, over: Over = REFUSED) -> Unit:
    return domain.without_licence(unit, over, now=later(1)).state


@pytest.mark.rule("QTA-RELEASE")
@pytest.mark.parametrize("code", sorted(WITHOUT_LICENCE))
def test_a_unit_is_released_for_every_way_to_be_without_a_licence(code: str) -> None:
    answer = domain.without_licence(reserved(), replace(REFUSED, code=code), now=later(1))

    (fact,) = answer.facts
    told = fact.data.model_dump()
    assert (answer.state.status, answer.state.vin) == (UnitStatus.AVAILABLE, None)
    assert (fact.type, told["code"], told["vin"]) == ("quota.unit_released.v1", code, VIN)
    assert (told["by"], told["reason"]) == ("transport/rule/licence", WITHOUT_LICENCE[code])


def test_told_twice_it_releases_once() -> None:
    once = released(reserved())

    assert released(once) is once


@pytest.mark.parametrize(
    "over",
    [
        pytest.param(
            replace(REFUSED, at=NOW - HOUR), id="an application that was over before the reservation"
        ),
        pytest.param(replace(REFUSED, uscc=OTHER_USCC), id="another firm's application for the same car"),
        pytest.param(
            replace(REFUSED, uscc=None), id="a fact of an earlier version, which does not say whose"
        ),
    ],
)
def test_a_reservation_stands_when_another_application_is_over(over: Over) -> None:
    unit = reserved()

    assert released(unit, over) is unit


def test_of_a_reservation_without_its_moment_the_day_counts() -> None:
    old = replace(reserved(), reserved_at=None)

    assert released(old) is old
    assert released(old, replace(REFUSED, at=later(1))).status is UnitStatus.AVAILABLE


@pytest.mark.rule("QTA-RELEASE")
def test_a_used_unit_stays_used() -> None:
    unit = consumed()

    assert released(unit) is unit


@pytest.mark.rule("QTA-CONSUME")
def test_a_car_that_was_registered_before_its_licence_was_refused_uses_its_unit_up_though_it_is_heard_later() -> (
    None
):
    free = released(reserved())

    heard = domain.consume(free, registered(free.id, on=TODAY), now=later(2))
    too_late = domain.consume(free, registered(free.id, on=later(2).date()), now=later(3))

    assert decided(heard).state.status is UnitStatus.CONSUMED  # type: ignore[arg-type]
    assert isinstance(too_late, Finding)


def over(type_: str, vin: str, uscc: str | None = EXPORTER) -> dict[str, Any]:
    whole = {
        "application_id": new_id(), "vin": vin, "exporter_uscc": uscc, "code": "unfit", "reason": "Not fit.",
        "article": "行政许可法 第三十八条", "remedy": "复议",
    }  # fmt: skip
    return {name: value for name, value in whole.items() if name in ALL_FACTS[type_].model_fields}


@pytest.mark.parametrize(("type_", "code"), TYPES.items())
async def test_what_commerce_tells_releases_the_unit_and_the_firm_can_reserve_it_again(
    office: Transport, type_: str, code: str
) -> None:
    grant = await office.allocated(1)
    unit = await office.reserved(grant["id"])
    commerce = office.beside("licensing")

    await commerce.says(new_id(), type_, over(type_, unit["vin"]))
    free = await office.until_unit(unit["id"], "available")
    again = await office.reserved(grant["id"], unit["vin"])

    last = free["history"][-1]
    assert (last["type"], last["data"]["code"], free["past"][-1]["code"]) == (
        "quota.unit_released.v1",
        code,
        code,
    )
    assert again["id"] == unit["id"]


async def test_the_fact_told_twice_releases_once_and_leaves_the_next_reservation(office: Transport) -> None:
    grant = await office.allocated(2)
    unit, other = await office.reserved(grant["id"]), await office.reserved(grant["id"])
    commerce = office.beside("licensing")

    await commerce.says(new_id(), "licence.refused.v1", over("licence.refused.v1", unit["vin"]))
    await office.until_unit(unit["id"], "available")
    again = await office.reserved(grant["id"], unit["vin"])
    await commerce.repeats()
    # What comes behind the repeat on the same bus shows that the repeat was read.
    await commerce.says(new_id(), "licence.refused.v1", over("licence.refused.v1", other["vin"]))
    await office.until_unit(other["id"], "available")

    assert (await office.unit(again["id"]))["status"] == "reserved"


async def test_neither_another_firms_application_nor_a_used_unit_is_touched(office: Transport) -> None:
    grant = await office.allocated(3)
    kept, last = await office.reserved(grant["id"]), await office.reserved(grant["id"])
    used = await office.consumed(grant["id"])
    commerce, type_, case = office.beside("licensing"), "licence.withdrawn.v1", new_id()

    await commerce.says(case, type_, over(type_, kept["vin"], OTHER_EXPORTER))
    await commerce.says(case, type_, over(type_, used["vin"]))
    await commerce.says(case, type_, over(type_, last["vin"]))
    await office.until_unit(last["id"], "available")

    assert (await office.unit(kept["id"]))["status"] == "reserved"
    assert (await office.unit(used["id"]))["status"] == "consumed"


async def test_what_was_told_while_transport_was_down_releases_the_unit_after_its_start(
    tmp_path: Path,
) -> None:
    type_ = "licence.lapsed.v1"
    async with system(tmp_path, definitions={service.name: service}) as run:
        office = Transport(run)
        unit = await office.reserved((await office.allocated(1))["id"])
    async with Voice(run, "licensing") as commerce:
        await commerce.says(new_id(), type_, over(type_, unit["vin"]))

    async with system(tmp_path, definitions={service.name: service}) as run:
        free = await Transport(run).until_unit(unit["id"], "available")

    assert [one["code"] for one in free["past"]] == ["licence_lapsed"]
