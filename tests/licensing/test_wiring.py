"""Licensing as it is put together: what it hears, and what its settings make of the city profiles."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from exportlane.contracts.customs import CustomsCancelled, CustomsRejected
from exportlane.contracts.decision import FactData, Heard
from exportlane.contracts.licensing import LicenceUsed
from exportlane.contracts.vehicle_registry import VehicleRegistrationRestored
from exportlane.process import hears
from exportlane.runtime.settings import StartupRefused, load_settings
from licensing.domain import Status
from licensing.handlers import (
    on_customs_cancelled,
    on_customs_rejected,
    on_customs_released,
    on_registration_restored,
)
from licensing.main import service
from licensing.settings import LicensingSettings, policy_from_settings
from tests.licensing.given import CASES, DECLARATION_NO, MONDAY, VINS, decided, granted, policy


def test_licensing_hears_what_the_process_says_and_nothing_else() -> None:
    assert set(service.hears) == set(hears("licensing"))


def test_the_profiles_say_what_follows_the_licence_and_who_issues_it() -> None:
    policy = policy_from_settings(load_settings(LicensingSettings))
    found = {name: policy.rules(name) for name in policy.versions}

    assert {name: rules.next_step for name, rules in found.items()} == {
        "tianjin": "deregistration",
        "taizhou": "customs",
        "national": "customs",
    }
    assert {rules.automatic for rules in found.values()} == {True}
    assert found["tianjin"].issuer != found["national"].issuer


@pytest.mark.parametrize(
    ("automatic", "alone"),
    [
        ("all", True),
        ("none", False),
        ("licence.grant", True),
        ("customs.clear", False),
        ("customs.clear, licence.grant", True),
    ],
)
def test_the_setting_overrides_what_the_authority_decides_alone(automatic: str, *, alone: bool) -> None:
    found = policy_from_settings(load_settings(LicensingSettings, automatic=automatic))

    assert found.rules("tianjin").automatic is alone


def test_a_verb_that_does_not_exist_stops_the_start() -> None:
    with pytest.raises(StartupRefused, match=r"EXPORTLANE_AUTOMATIC names 'licence\.print'"):
        policy_from_settings(load_settings(LicensingSettings, automatic="licence.print"))


def test_a_fact_in_the_wrong_handler_is_a_fault_of_ours() -> None:
    data = LicenceUsed(
        application_id="lot-1",
        vin="LSVAU033002221761",
        licence_no="26-12-000000",
        declaration_no=DECLARATION_NO,
    )
    now = datetime.now(UTC)
    heard = Heard("f", "customs", "customs.released.v1", "case-a", 1, now, "batch", data)

    with pytest.raises(TypeError, match="carries LicenceUsed, not CustomsReleased"):
        on_customs_released(granted(), heard, now=now, policy=policy())


UNDOING = [
    ("national", on_customs_rejected, CustomsRejected, "customs_rejected", {"article": "海关法 第二十四条"}),
    (
        "national",
        on_customs_cancelled,
        CustomsCancelled,
        "customs_cancelled",
        {"declaration_no": DECLARATION_NO},
    ),
    ("tianjin", on_registration_restored, VehicleRegistrationRestored, "registration_restored", {}),
]


@pytest.mark.parametrize(("profile", "handler", "model", "code", "more"), UNDOING)
def test_the_undo_of_the_step_after_it_reaches_the_licence(
    profile: str, handler: Any, model: type[FactData], code: str, more: dict[str, str]
) -> None:
    state = granted(profile=profile)

    for case_id, vin in zip(CASES, VINS, strict=True):
        fields = {"declaration_id": "lot-1", "vin": vin, "code": "rolled", "reason": "The ship left.", **more}
        heard = Heard("f", "other", "other.v1", case_id, 1, MONDAY, "batch", model.model_validate(fields))
        answer = decided(handler(state, heard, now=MONDAY, policy=policy()))
        state = answer.state

    assert (state.status, state.outcome.code) == (Status.CANCELLED, code)
    assert "The ship left." in state.outcome.reason
    assert all(fact.data.article for fact in answer.facts)
