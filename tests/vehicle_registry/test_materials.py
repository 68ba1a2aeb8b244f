from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.vehicle_registry.given import (
    EXIT,
    LICENCE,
    TODAY,
    a_vehicle,
)
from vehicle_registry.domain import (
    checklist,
)


class TestTheChecklist:
    def statuses(self, *, provisional: bool, on: date = TODAY, **changed: object) -> dict[str, str]:
        vehicle = a_vehicle(licence=LICENCE, **changed)
        return {item.code: item.status for item in checklist(vehicle, on=on, provisional=provisional)}

    def test_before_customs_export_proof_exit_record_and_plate_are_deferred_and_nothing_is_uploaded(
        self,
    ) -> None:
        assert self.statuses(provisional=True) == {
            "M1": "satisfied",
            "M2": "waived",
            "M3": "waived",
            "M4": "waived",
            "M5": "deferred",
            "M6": "waived",
            "M7": "waived",
            "M8": "deferred",
            "M10": "waived",
            "M11": "deferred",
        }

    def test_after_customs_the_shared_exit_record_takes_their_place(self) -> None:
        statuses = self.statuses(provisional=False, exit_record=EXIT)

        assert (statuses["M5"], statuses["M8"], statuses["M11"]) == ("waived", "waived", "satisfied")

    @pytest.mark.parametrize("plate", [None, TODAY - timedelta(days=1)])
    def test_an_expired_temporary_plate_need_not_come_back(self, plate: date | None) -> None:
        assert self.statuses(provisional=True, temp_plate_valid_to=plate)["M8"] == "waived"

    @pytest.mark.parametrize(
        ("valid_to", "status"), [(TODAY, "waived"), (TODAY - timedelta(days=1), "required")]
    )
    def test_a_licence_counts_up_to_and_including_its_last_day(self, valid_to: date, status: str) -> None:
        vehicle = a_vehicle(licence=replace(LICENCE, valid_to=valid_to))

        statuses = {m.code: m.status for m in checklist(vehicle, on=TODAY, provisional=True)}

        assert statuses["M6"] == status

    def test_a_licence_that_expired_after_the_exit_was_valid_when_it_mattered(self) -> None:
        assert self.statuses(provisional=False, exit_record=EXIT, on=date(2027, 1, 15))["M6"] == "waived"

    def test_a_licence_whose_annex_lacks_the_vehicle_spares_nothing(self) -> None:
        vehicle = a_vehicle(licence=replace(LICENCE, covers_vin=False))

        statuses = {m.code: m.status for m in checklist(vehicle, on=TODAY, provisional=True)}

        assert statuses["M6"] == "required"

    def test_without_a_licence_identity_and_licence_are_required(self) -> None:
        statuses = {m.code: m.status for m in checklist(a_vehicle(), on=TODAY, provisional=False)}

        assert (statuses["M2"], statuses["M6"]) == ("required", "required")

    def test_every_waiver_by_a_shared_fact_names_the_fact_and_its_day(self) -> None:
        vehicle = a_vehicle(licence=LICENCE, exit_record=EXIT)

        found = {m.code: m for m in checklist(vehicle, on=TODAY, provisional=False)}

        assert (found["M6"].fact_id, found["M6"].as_of) == ("fact-licence", date(2026, 11, 20))
        assert (found["M5"].fact_id, found["M5"].as_of) == ("fact-cleared", date(2026, 11, 22))
