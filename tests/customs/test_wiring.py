"""Customs as it is put together: what it hears, and what its settings make of the city profiles."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from customs.domain import Status
from customs.handlers import (
    on_licence_granted,
    on_licence_lapsed,
    on_licence_not_accepted,
    on_licence_refused,
    on_licence_superseded,
    on_licence_withdrawn,
)
from customs.main import service
from customs.settings import CustomsSettings, policy_from_settings
from customs.storage import due
from exportlane.contracts.decision import FactData, Heard
from exportlane.contracts.licensing import (
    LicenceLapsed,
    LicenceNotAccepted,
    LicenceRefused,
    LicenceSuperseded,
    LicenceWithdrawn,
)
from exportlane.process import hears
from exportlane.runtime.settings import StartupRefused, load_settings
from tests.customs.given import ALONE, VINS, cleared, decided, draft, licence, submitted

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)


def heard(data: FactData) -> Heard:
    return Heard("f", "licensing", "licence.some.v1", "case-a", 1, NOW, "batch", data)


def test_customs_hears_what_the_process_says_and_nothing_else() -> None:
    assert set(service.hears) == set(hears("customs"))


def test_the_profiles_say_what_customs_waits_for() -> None:
    found = policy_from_settings(load_settings(CustomsSettings)).profiles

    assert {name: rules.waits_for_deregistration for name, rules in found.items()} == {
        "tianjin": True,
        "taizhou": False,
        "national": False,
    }
    assert all(rules.releases and rules.clears for rules in found.values())


@pytest.mark.parametrize(
    ("automatic", "releases", "clears"),
    [
        ("all", True, True),
        ("none", False, False),
        ("customs.release", True, False),
        ("rebate.pay", False, False),
    ],
)
def test_the_setting_overrides_what_customs_decides_alone(
    automatic: str, *, releases: bool, clears: bool
) -> None:
    rules = policy_from_settings(load_settings(CustomsSettings, automatic=automatic)).profiles["tianjin"]

    assert (rules.releases, rules.clears) == (releases, clears)


def test_a_verb_that_does_not_exist_stops_the_start() -> None:
    with pytest.raises(StartupRefused, match=r"EXPORTLANE_AUTOMATIC names 'customs\.wave'"):
        policy_from_settings(load_settings(CustomsSettings, automatic="customs.wave"))


def test_a_licence_that_never_comes_ends_the_draft_with_its_reason() -> None:
    no = LicenceRefused(
        application_id="lot-1",
        vin=VINS[0],
        code="owner_mismatch",
        reason="Not the owner.",
        article="a",
        remedy="r",
    )
    back = LicenceWithdrawn(application_id="lot-1", vin=VINS[0], reason="No ship.")

    over = {
        "application_id": "lot-1",
        "vin": VINS[0],
        "code": "filing",
        "reason": "Not filed.",
        "article": "a",
    }

    not_taken = decided(
        on_licence_not_accepted(draft(), heard(LicenceNotAccepted(**over)), now=NOW, policy=ALONE)
    ).state
    lapsed = decided(on_licence_lapsed(draft(), heard(LicenceLapsed(**over)), now=NOW, policy=ALONE)).state
    refused = decided(on_licence_refused(draft(), heard(no), now=NOW, policy=ALONE)).state
    withdrawn = decided(on_licence_withdrawn(draft(), heard(back), now=NOW, policy=ALONE)).state

    assert (refused.status, refused.outcome.code, refused.outcome.reason) == (
        Status.LAPSED,
        "licence_refused",
        "Not the owner.",
    )
    assert (not_taken.outcome.code, lapsed.outcome.code) == ("licence_not_accepted", "licence_lapsed")
    assert (not_taken.status, lapsed.status) == (Status.LAPSED, Status.LAPSED)
    assert (withdrawn.status, withdrawn.outcome.code) == (Status.LAPSED, "licence_withdrawn")


def test_a_superseded_licence_is_waited_to_be_replaced() -> None:
    fact = LicenceSuperseded(
        application_id="lot-1", vin=VINS[0], licence_no=licence().licence_no, reason="A slip."
    )

    waiting = decided(on_licence_superseded(submitted(), heard(fact), now=NOW, policy=ALONE)).state

    assert (waiting.void_licences, waiting.holds[0].code) == ((licence().licence_no,), "licence_not_valid")


def test_a_fact_in_the_wrong_handler_is_a_fault_of_ours() -> None:
    back = LicenceWithdrawn(application_id="lot-1", vin=VINS[0], reason="No ship.")

    with pytest.raises(TypeError, match="carries LicenceWithdrawn, not LicenceGranted"):
        on_licence_granted(draft(), heard(back), now=NOW, policy=ALONE)


def test_what_presses_is_the_licence_until_the_declaration_is_accepted() -> None:
    assert due(draft()) is None
    assert due(submitted()) == licence().valid_to.isoformat()
    assert due(cleared()) is None
