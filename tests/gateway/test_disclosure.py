"""Who sees what of a case."""

from __future__ import annotations

import pytest

from exportlane.runtime.auth import Caller
from gateway.disclosure import disclose, eyes_of, mask

OWN, OTHER = "91120118MA06ABCD1Y", "91310000MA1FL0000N"
VIN = "LSVAU033002221761"


def caller(agency: str, role: str, uscc: str | None = None) -> Caller:
    return Caller("somebody", agency, role, frozenset(), uscc)


def test_an_exporter_sees_its_own_cases_with_amounts_and_no_others() -> None:
    eyes = eyes_of(caller("enterprise", "exporter", OWN))

    assert eyes.sees(OWN)
    assert eyes.sees_amounts(OWN)
    assert not eyes.sees(OTHER)
    assert not eyes.sees_amounts(OTHER)
    assert eyes.vin(VIN) == VIN


def test_an_exporter_without_a_code_in_its_token_sees_nothing() -> None:
    eyes = eyes_of(caller("enterprise", "exporter"))

    assert not eyes.sees(OWN)
    assert not eyes.sees_amounts(OWN)


@pytest.mark.parametrize(
    ("agency", "role", "amounts", "masked"),
    [
        ("tax-rebate", "officer", True, False),
        ("tax-rebate", "supervisor", True, False),
        ("licensing", "officer", True, False),
        ("customs", "officer", False, False),
        ("vehicle-registry", "supervisor", False, False),
        ("gateway", "operator", False, False),
        ("gateway", "officer", False, False),
        ("conference", "conference", False, True),
        ("customs", "viewer", False, True),
        ("tax-rebate", "viewer", False, True),
        ("licensing", "conference", False, True),
    ],
)
def test_agencies_see_all_cases_and_only_the_entitled_see_sums_and_whole_numbers(
    agency: str, role: str, amounts: bool, masked: bool
) -> None:
    eyes = eyes_of(caller(agency, role))

    assert eyes.sees(OWN)
    assert eyes.sees(OTHER)
    assert eyes.sees_amounts(OWN) is amounts
    assert (eyes.vin(VIN) != VIN) is masked


def test_a_masked_number_keeps_the_maker_and_the_serial_and_its_length() -> None:
    assert mask(VIN) == "LSV••••••••••1761"
    assert len(mask(VIN)) == len(VIN)


def test_an_amount_is_left_out_of_a_fact_for_who_may_not_see_it() -> None:
    data = {"vin": VIN, "amount": "1300.00", "currency": "CNY", "claim_no": "C-1"}

    assert disclose(data, eyes_of(caller("customs", "officer")), OWN) == {"vin": VIN, "claim_no": "C-1"}
    assert disclose(data, eyes_of(caller("enterprise", "exporter", OWN)), OWN) == data
    assert disclose(data, eyes_of(caller("tax-rebate", "officer")), OWN) == data


def test_no_vin_stays_plain_in_a_fact_that_is_shown_masked() -> None:
    data = {
        "vin": VIN,
        "vins": [VIN, VIN],
        "items": [{"code": "report", "vin": VIN, "sentence": "s"}],
        "quantity": 2,
    }

    shown = disclose(data, eyes_of(caller("conference", "conference")), OWN)

    assert VIN not in str(shown)
    assert shown["quantity"] == 2
