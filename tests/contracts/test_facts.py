"""What a fact may say, and what it may never say."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from exportlane.contracts import (
    AGENCIES,
    AGENCY_OF_TYPE,
    ALL_FACTS,
    FACTS_OF_AGENCY,
    OPERATIONS,
    may_announce,
    topic_of,
)
from exportlane.contracts.tax_rebate import RebatePaid
from tests.contracts.golden_story import SAMPLES
from tools.documents.schemas import Schema, schemas


def fields_of(schema: Schema) -> set[str]:
    """The names of all fields, however deep."""
    below = [*schema.get("properties", {}).values(), *schema.get("anyOf", [])]
    below += [schema["items"]] if "items" in schema else []
    return set(schema.get("properties", {})).union(*(fields_of(node) for node in below))


def test_every_type_belongs_to_one_agency_or_to_operations() -> None:
    owned = [type_ for facts in FACTS_OF_AGENCY.values() for type_ in facts]

    assert len(owned) == len(set(owned))
    assert set(ALL_FACTS) == {*owned, *OPERATIONS}
    assert not set(owned) & set(OPERATIONS)


@pytest.mark.parametrize("type_", ALL_FACTS)
def test_a_type_is_a_past_tense_with_a_version_and_its_class_is_called_alike(type_: str) -> None:
    subject, verb, version = type_.split(".")

    assert version == "v1"
    assert ALL_FACTS[type_].__name__ == "".join(word.capitalize() for word in f"{subject}_{verb}".split("_"))
    assert ALL_FACTS[type_].__doc__


@pytest.mark.parametrize("type_", ALL_FACTS)
def test_a_fact_cannot_be_changed(type_: str) -> None:
    fact = ALL_FACTS[type_].model_validate(SAMPLES[type_])
    name = next(iter(ALL_FACTS[type_].model_fields))

    with pytest.raises(ValidationError, match="frozen"):
        setattr(fact, name, "changed")


def test_an_agency_announces_only_its_own_facts_and_operations() -> None:
    assert may_announce("licensing", "licence.granted.v1")
    assert not may_announce("customs", "licence.granted.v1")
    assert all(may_announce(agency, "message.parked.v1") for agency in AGENCIES)
    assert not may_announce("insurer", "message.parked.v1")
    assert not may_announce("licensing", "licence.invented.v1")


def test_each_agency_has_its_own_topic() -> None:
    assert {topic_of(agency) for agency in AGENCIES} == {
        "exportlane.licensing.facts",
        "exportlane.vehicle-registry.facts",
        "exportlane.customs.facts",
        "exportlane.tax-rebate.facts",
        "exportlane.gateway.facts",
        "exportlane.transport.facts",
        "exportlane.incentives.facts",
        "exportlane.credit-insurance.facts",
        "exportlane.logistics.facts",
        "exportlane.registers.facts",
    }


def test_nothing_of_a_former_owner_leaves_the_registry() -> None:
    for type_, schema in schemas().items():
        names = fields_of(schema)

        assert not {name for name in names if "former" in name or "previous" in name or "person" in name}, (
            type_
        )
        assert not names & {"owner_name", "owner_id", "address", "phone", "identity_no", "plate_no"}, type_


def test_what_was_paid_for_a_vehicle_stays_with_the_tax_office_and_its_declared_value_at_customs() -> None:
    for type_, schema in schemas().items():
        names = fields_of(schema)

        assert not {name for name in names if "price" in name or "invoice" in name or "fob" in name}, type_
        # Support, insurance and finance are about other money: what was granted, insured, lent or received.
        money = {"tax-rebate", "incentives", "credit-insurance"}
        assert "amount" not in names or AGENCY_OF_TYPE[type_] in money, type_


def paid(**changes: Any) -> dict[str, Any]:
    return SAMPLES["rebate.paid.v1"] | changes


@pytest.mark.parametrize(
    "amount", [13000, 13000.0, True, "13000.001", "-1.00", "1e4", "NaN", "", "１３", "1\n", None]
)
def test_an_amount_is_text_with_two_decimals_at_most(amount: object) -> None:
    with pytest.raises(ValidationError):
        RebatePaid.model_validate_json(json.dumps(paid(amount=amount)))


def test_an_amount_stays_exact() -> None:
    fact = RebatePaid.model_validate_json(json.dumps(paid(amount="9007199254740.93")))

    assert fact.amount == Decimal("9007199254740.93")
    assert (
        RebatePaid.model_validate(paid(amount=Decimal(13000))).model_dump(mode="json")["amount"] == "13000.00"
    )


@pytest.mark.parametrize("day", [20261120, 0, 1.5, "20.11.2026", "2026-02-30", ""])
def test_a_day_is_written_in_iso_and_never_a_number(day: object) -> None:
    with pytest.raises(ValidationError):
        RebatePaid.model_validate_json(json.dumps(paid(paid_on=day)))


@pytest.mark.parametrize(
    "vin",
    [
        "LSVAU03300222176",
        "LSVAU0330022217611",
        "LSVAU033002221O61",
        "lsvau033002221761",
        "LSVAU033002221761\n",
        "",
    ],
)
def test_a_vin_has_seventeen_characters_without_i_o_and_q(vin: str) -> None:
    with pytest.raises(ValidationError):
        RebatePaid.model_validate_json(json.dumps(paid(vin=vin)))


@pytest.mark.parametrize(
    ("type_", "field", "value"),
    [
        ("licence.granted.v1", "licence_no", "26-12-0000"),
        ("licence.granted.v1", "customs_port", "TJ02"),
        ("licence.granted.v1", "destination_country", "RU"),
        ("licence.granted.v1", "hs_code", "87032349"),
        ("licence.granted.v1", "contract_no", "HT-2026-0117-LONGER"),
        ("licence.granted.v1", "quantity", 21),
        ("licence.granted.v1", "vins", []),
        ("licence.granted.v1", "exporter_uscc", "91120118MA06ABCDIY"),
        ("customs.accepted.v1", "declaration_no", "020220261000000017"),
        ("rebate.claim_accepted.v1", "rebate_class", 5),
        ("vehicle.deregistered.v1", "phase", "temporary"),
        ("licence.correction_requested.v1", "items", []),
        ("licence.refused.v1", "code", "After Sales"),
    ],
)
def test_a_number_of_the_wrong_shape_is_refused(type_: str, field: str, value: object) -> None:
    with pytest.raises(ValidationError, match=field):
        ALL_FACTS[type_].model_validate(SAMPLES[type_] | {field: value})


@pytest.mark.parametrize(
    "day", ["0", "0.00", "1763856000", "2026-1-5", "20261105", "2026-11-05T00:00:00", "２０２６-11-05"]
)
def test_a_day_is_written_out(day: str) -> None:
    with pytest.raises(ValidationError, match="must be a day such as 2026-11-05"):
        ALL_FACTS["licence.granted.v1"].model_validate(SAMPLES["licence.granted.v1"] | {"issued_on": day})
