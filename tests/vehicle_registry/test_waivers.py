"""A waiver ages, is asked again, and gives way to paper: each material with what spares it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from exportlane.contracts.vehicle_registry import VehicleMaterialsWaived
from tests.vehicle_registry.given import EXIT, LICENCE, NOW, TIANJIN, TODAY, a_vehicle
from vehicle_registry.domain.materials import Material, checklist, lines, missing, papers, stale, waived
from vehicle_registry.domain.materials_facts import SharingDown
from vehicle_registry.domain.materials_table import TABLE
from vehicle_registry.domain.refreshing import LicenceSeen, must_ask, renewed
from vehicle_registry.domain.vehicle import Document, Vehicle

DOWN = SharingDown(datetime(2026, 11, 23, 1, 0, tzinfo=UTC), "the gateway did not answer", "共享通道不可用")


def seen(hours: float, **changed: object) -> Vehicle:
    """A vehicle whose licence was told so many hours ago."""
    licence = replace(LICENCE, seen_at=NOW - timedelta(hours=hours))
    return a_vehicle(licence=licence, **changed)


def found(
    vehicle: Vehicle, code: str, *, provisional: bool = True, also: frozenset[str] = frozenset()
) -> Material:
    items = checklist(vehicle, on=TODAY, provisional=provisional, now=NOW, also=also)
    return next(item for item in items if item.code == code)


@pytest.mark.rule("MAT-age")
@pytest.mark.rule("MAT-M6")
@pytest.mark.parametrize(("hours", "status"), [(0, "waived"), (24, "waived"), (24.01, "required")])
def test_licence_data_spare_the_copy_for_a_day_and_no_longer(hours: float, status: str) -> None:
    assert found(seen(hours), "M6").status == status


def test_data_that_are_too_old_are_asked_for_again_before_anybody_is_asked_for_paper() -> None:
    items = papers(seen(25), TIANJIN.rules("tianjin"), now=NOW)

    assert stale(items)
    assert must_ask(seen(25), now=NOW, policy=TIANJIN)
    assert not must_ask(seen(23), now=NOW, policy=TIANJIN)


def test_where_sharing_was_down_the_paper_takes_its_place_and_the_reason_says_so() -> None:
    vehicle = seen(25, sharing_down=DOWN)

    items = papers(vehicle, TIANJIN.rules("tianjin"), now=NOW)
    licence = next(item for item in items if item.code == "M6")

    assert not stale(items)
    assert licence.status == "required"
    assert "unavailable at 2026-11-23T01:00:00+00:00: the gateway did not answer" in licence.reason
    assert "共享通道不可用" in licence.reason_zh
    asked = {item.code: item for item in missing(items, vehicle.vin)}
    assert {"export_licence", "identity_proof"} <= asked.keys()
    assert "unavailable" in asked["export_licence"].sentence
    assert asked["export_licence"].article == "机动车登记规定 第四条"


def test_the_paper_that_was_supplied_satisfies_however_old_the_data_are() -> None:
    documents = (Document("export_licence", "A-1"), Document("identity_proof", "A-2"))
    vehicle = seen(25, sharing_down=DOWN, documents=documents)

    items = papers(vehicle, TIANJIN.rules("tianjin"), now=NOW)

    assert missing(items, vehicle.vin) == ()


@pytest.mark.rule("MAT-M2")
@pytest.mark.parametrize(("verified", "status"), [(True, "waived"), (False, "required")])
def test_an_identity_that_was_not_verified_is_proven_on_paper(verified: bool, status: str) -> None:
    assert found(seen(1, identity_verified=verified), "M2").status == status


@pytest.mark.rule("MAT-M3")
@pytest.mark.parametrize(("registered", "status"), [(True, "waived"), (False, "required")])
def test_a_registered_agent_needs_no_power_of_attorney(registered: bool, status: str) -> None:
    assert found(seen(1, agent_registered=registered), "M3").status == status


@pytest.mark.rule("MAT-M4")
@pytest.mark.parametrize(
    ("number", "status"), [("120012345678", "waived"), ("1200", "required"), (None, "required")]
)
def test_the_certificates_number_has_twelve_digits_or_is_asked_for(number: str | None, status: str) -> None:
    assert found(seen(1, registration_cert_no=number), "M4").status == status


@pytest.mark.rule("MAT-M5")
@pytest.mark.rule("MAT-M11")
@pytest.mark.parametrize(
    ("provisional", "left", "proof", "record"),
    [
        (True, False, "deferred", "deferred"),
        (False, True, "waived", "satisfied"),
        (False, False, "required", "required"),
    ],
)
def test_export_proof_and_exit_record_wait_for_customs_and_are_paper_without_them(
    provisional: bool, left: bool, proof: str, record: str
) -> None:
    vehicle = seen(1, exit_record=EXIT if left else None)

    statuses = [found(vehicle, code, provisional=provisional).status for code in ("M5", "M11")]

    assert statuses == [proof, record]


@pytest.mark.rule("MAT-M7")
@pytest.mark.rule("MAT-M10")
def test_plates_and_settled_violations_are_the_polices_own_knowledge() -> None:
    assert [found(seen(1), code).status for code in ("M7", "M10")] == ["waived", "waived"]


@pytest.mark.rule("MAT-M8")
@pytest.mark.parametrize(
    ("valid_to", "status"),
    [(None, "waived"), (date(2026, 11, 22), "waived"), (date(2026, 11, 23), "deferred")],
)
def test_a_temporary_plate_comes_back_only_while_it_is_valid(valid_to: date | None, status: str) -> None:
    assert found(seen(1, temp_plate_valid_to=valid_to), "M8").status == status


@pytest.mark.rule("MAT-M9")
def test_the_customs_notice_is_asked_for_where_customs_supervise_and_is_never_waived() -> None:
    supervised = seen(1, customs_supervised=True)
    supplied = replace(supervised, documents=(Document("customs_plate_notice", "N-1"),))

    assert found(supervised, "M9").status == "required"
    assert found(supplied, "M9").status == "satisfied"
    assert "M9" not in {item.code for item in checklist(seen(1), on=TODAY, provisional=True)}


@pytest.mark.rule("MAT-M12")
def test_a_transport_document_is_asked_for_only_where_a_city_wants_it() -> None:
    also = frozenset({"M12"})

    assert found(seen(1), "M12", also=also).status == "deferred"
    assert found(seen(1), "M12", provisional=False, also=also).status == "required"
    assert "M12" not in {item.code for item in checklist(seen(1), on=TODAY, provisional=True)}


def test_after_customs_the_exit_record_stands_for_the_licence_however_old_its_data_are() -> None:
    vehicle = seen(900, exit_record=EXIT)

    item = found(vehicle, "M6", provisional=False)

    assert (item.status, item.fact_id) == ("waived", "fact-cleared")


def test_an_exit_with_another_licence_does_not() -> None:
    vehicle = seen(900, exit_record=replace(EXIT, licence_no="26-12-00000Z"))

    assert found(vehicle, "M6", provisional=False).status == "required"


@pytest.mark.parametrize("status", ["expired", "surrendered", "revoked", "cancelled"])
def test_a_licence_that_is_no_longer_in_force_spares_nothing(status: str) -> None:
    vehicle = a_vehicle(licence=replace(LICENCE, status=status, seen_at=NOW))

    assert found(vehicle, "M6").status == "required"


def look(**changed: object) -> LicenceSeen:
    answer = LicenceSeen(
        "look-1", LICENCE.licence_no, "granted", date(2026, 12, 31), "91120118MA06ABCD1Y", True, NOW
    )
    return replace(answer, **changed)  # type: ignore[arg-type]


def test_an_answer_renews_the_waiver_and_is_named_as_its_ground() -> None:
    decided = renewed(seen(25), look(), now=NOW, policy=TIANJIN)

    item = found(decided.state, "M6")
    assert (item.status, item.fact_id, item.as_of) == ("waived", "look-1", TODAY)
    told = decided.facts[0].data
    assert isinstance(told, VehicleMaterialsWaived)
    assert {"M2", "M6"} <= {item.code for item in told.materials}


def test_an_answer_while_the_data_are_fresh_changes_nothing_that_others_must_hear() -> None:
    assert renewed(seen(2), look(), now=NOW, policy=TIANJIN).facts == ()


@pytest.mark.parametrize(
    "answer",
    [
        look(status="revoked"),
        look(covers_vin=False),
        look(exporter_uscc="91310000MA1FL0000N"),
        look(valid_to=date(2026, 11, 22)),
    ],
)
def test_an_answer_that_the_licence_is_no_good_ends_the_waiver(answer: LicenceSeen) -> None:
    decided = renewed(seen(2), answer, now=NOW, policy=TIANJIN)

    assert found(decided.state, "M6").status == "required"
    assert [fact.type for fact in decided.facts] == ["vehicle.materials_waived.v1"]


def test_a_licence_that_was_replaced_meanwhile_is_kept_beside_the_new_one() -> None:
    decided = renewed(seen(25), look(licence_no="26-12-00000B"), now=NOW, policy=TIANJIN)

    assert decided.state.licence is not None
    assert decided.state.licence.licence_no == "26-12-00000B"
    assert [one.licence_no for one in decided.state.licences_before] == [LICENCE.licence_no]


def test_when_sharing_is_down_it_is_kept_since_when_and_told_once() -> None:
    first = renewed(seen(25), DOWN, now=NOW, policy=TIANJIN)
    again = renewed(first.state, DOWN, now=NOW, policy=TIANJIN)

    assert first.state.sharing_down == DOWN
    assert [fact.type for fact in first.facts] == ["vehicle.materials_waived.v1"]
    assert again.facts == ()
    assert must_ask(first.state, now=NOW, policy=TIANJIN)


def test_without_a_licence_there_is_nothing_to_ask() -> None:
    assert not must_ask(a_vehicle(), now=NOW, policy=TIANJIN)
    assert renewed(a_vehicle(), DOWN, now=NOW, policy=TIANJIN).state == a_vehicle()


@pytest.mark.requirement("TJ-6.4")
def test_with_a_licence_told_today_four_papers_need_no_upload() -> None:
    items = papers(seen(1), TIANJIN.rules("tianjin"), now=NOW)

    assert {"M2", "M6", "M7", "M10"} <= {item.code for item in waived(items)}


def test_every_line_of_the_table_has_a_reason_in_both_languages_and_an_article() -> None:
    vehicle = seen(1, customs_supervised=True)
    items = checklist(vehicle, on=TODAY, provisional=False, now=NOW, also=frozenset({"M12"}))

    shown = list(lines(items, now=NOW))

    assert [line["code"] for line in shown] == [line.code for line in TABLE]
    assert all(
        line["reason"] and line["reason_zh"] and "机动车登记规定" in str(line["article"]) for line in shown
    )
