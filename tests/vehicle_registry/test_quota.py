"""A small passenger car that needs a unit of the export quota is endorsed on none but its own, as transport told it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event

from exportlane.contracts.decision import Decided, Refused
from exportlane.runtime.testing import until
from tests.agency.office import EXPORTER, OTHER_EXPORTER
from tests.agency.voices import Voice
from tests.vehicle_registry.conftest import Registry, Start
from tests.vehicle_registry.given import NOW, TODAY, a_vehicle
from tests.vehicle_registry.quota_told import GRANT, reserved, told
from tests.vehicle_registry.test_transfer import BY_PLATE, RESERVED, checked, refusal
from tests.vehicle_registry.test_transfer_api import CHECKED, a_transfer, does, done, endorsed, refused
from vehicle_registry.domain import Ended, Status, endorse, misuse_established
from vehicle_registry.domain.quota import HeardUnits, QuotaCopy

OTHER_VIN = "1M8GDM9AXKP042788"
TIANJIN = {"plate_no": "津A12345", "quota_unit_no": "QU-1"}
MISUSED = Ended("road_use", "Three cameras saw it.", "天津措施（征求意见稿）第二条")


@pytest.fixture
async def transport(registry: Registry) -> AsyncIterator[Voice]:
    async with registry.speaks("transport") as voice:
        yield voice


async def ready(registry: Registry, **changed: object) -> str:
    """A car whose papers are complete and which was looked at."""
    case = await registry.receive(**a_transfer(**{**TIANJIN, **changed}))
    await done(registry, case, *CHECKED)
    return case


HEARD: list[tuple[QuotaCopy | None, str]] = [
    (None, "no reservation of the unit QU-1 was heard of"),
    (replace(RESERVED, status="released"), "is released"),
    (replace(RESERVED, status="expired"), "is expired"),
    (replace(RESERVED, status="revoked"), "is revoked"),
    (replace(RESERVED, vin=OTHER_VIN), "is not reserved for this vehicle"),
    (replace(RESERVED, uscc=OTHER_EXPORTER), "is not reserved for this exporter"),
    (replace(RESERVED, valid_to=date(2026, 11, 21)), "was reserved until 2026-11-21"),
]


@pytest.mark.rule("X11")
@pytest.mark.parametrize(("copy", "sentence"), HEARD)
def test_a_unit_that_is_not_reserved_for_this_car_and_firm_on_this_day_is_none(
    copy: QuotaCopy | None, sentence: str
) -> None:
    heard = HeardUnits({"QU-1": copy} if copy else {}, newest=NOW)

    answer = refusal(
        endorse(checked(), temp_plate_no=None, now=NOW, policy=replace(BY_PLATE, quota_units=heard))
    )

    assert (answer.slug, answer.status) == ("quota_required", 422)
    assert sentence in answer.sentence
    assert "+08:00" in answer.sentence, "the refusal says how old the knowledge is"


@pytest.mark.parametrize(("valid_to", "fits"), [(TODAY, True), (date(2026, 12, 31), True), (None, True)])
def test_the_last_day_of_a_reservation_counts(valid_to: date | None, *, fits: bool) -> None:
    heard = HeardUnits({"QU-1": replace(RESERVED, valid_to=valid_to)})

    answer = endorse(checked(), temp_plate_no=None, now=NOW, policy=replace(BY_PLATE, quota_units=heard))

    assert isinstance(answer, Decided) is fits


def test_a_unit_that_another_car_used_here_is_none_whatever_was_told() -> None:
    heard = HeardUnits({"QU-1": RESERVED}, used={"QU-1": OTHER_VIN})

    answer = refusal(
        endorse(checked(), temp_plate_no=None, now=NOW, policy=replace(BY_PLATE, quota_units=heard))
    )

    assert "was used for another vehicle" in answer.sentence


@pytest.mark.parametrize("status", [Status.PENDING_EXPORT, Status.PROVISIONAL, Status.REQUESTED])
def test_established_misuse_locks_the_car_once(status: Status) -> None:
    first = misuse_established(a_vehicle(status=status), MISUSED, now=NOW)
    second = misuse_established(first.state, MISUSED, now=NOW)

    assert [lock.code for lock in second.state.locks] == ["misuse"]
    assert first.facts[0].type == "vehicle.locked.v1"
    assert second.facts == ()


@pytest.mark.parametrize("status", [Status.DEREGISTERED, Status.LIFTED, Status.REVOKED])
def test_where_nothing_is_left_to_be_locked_the_misuse_is_noted(status: Status) -> None:
    answer = misuse_established(a_vehicle(status=status), MISUSED, now=NOW)

    assert (answer.state.locks, answer.state.misuse, answer.facts) == ((), (MISUSED,), ())


@pytest.mark.requirement("TJ-2.1")
@pytest.mark.rule("X11")
async def test_no_unit_no_endorsement_and_with_the_units_word_it_is_done_and_says_how_old_that_was(
    registry: Registry, transport: Voice
) -> None:
    case = await ready(registry)

    before = await does(registry, case, "endorse", {})
    await reserved(registry, transport, "QU-1")
    after = await does(registry, case, "endorse", {})

    assert refused(before) == (422, "rule-violated", "quota_required")
    assert "nor of any other" in before.json()["detail"]
    assert after.status_code == 200, after.text
    assert (after.json()["quota_unit_no"], after.json()["quota_as_of"] is None) == ("QU-1", False)


async def test_what_became_of_the_unit_since_counts(registry: Registry, transport: Voice) -> None:
    case = await ready(registry)
    ends: dict[str, dict[str, object]] = {
        "unit_released": {
            "code": "purchase_failed",
            "reason": "No car.",
            "released_on": "2026-11-20",
            "by": "x",
        },
        "unit_expired": {"again_available": True, "expired_on": "2026-11-20"},
        "unit_revoked": {
            "code": "road_use",
            "reason": "Seen.",
            "article": "第二条",
            "revoked_on": "2026-11-20",
        },
    }
    vin = (await registry.see(case))["vin"]
    answers = []
    for what, data in ends.items():
        await reserved(registry, transport, "QU-1")
        await told(registry, transport, "QU-1", what, unit_no="QU-1", vin=vin, **data)
        answers.append(await does(registry, case, "endorse", {}))
    await reserved(registry, transport, "QU-1", OTHER_VIN)
    answers.append(await does(registry, case, "endorse", {}))
    await reserved(registry, transport, "QU-1", uscc=OTHER_EXPORTER)
    answers.append(await does(registry, case, "endorse", {}))
    await reserved(registry, transport, "QU-1", days=-1)
    answers.append(await does(registry, case, "endorse", {}))

    assert {refused(answer) for answer in answers} == {(422, "rule-violated", "quota_required")}


async def test_a_frozen_grant_stops_its_units_and_the_decision_frees_them(
    registry: Registry, transport: Voice
) -> None:
    case = await ready(registry)
    await reserved(registry, transport, "QU-1")
    frozen = {"misuse_id": "m-1", "reason": "Looked into.", "article": "第二条", "frozen_on": "2026-11-20"}
    freed = {"misuse_id": "m-1", "reason": "Dismissed.", "unfrozen_on": "2026-11-21"}

    await told(registry, transport, GRANT, "units_frozen", **frozen)
    held = await does(registry, case, "endorse", {})
    await told(registry, transport, GRANT, "units_unfrozen", **freed)
    done_ = await does(registry, case, "endorse", {})

    assert refused(held) == (422, "rule-violated", "quota_frozen")
    assert done_.status_code == 200


async def test_of_units_that_nobody_reserved_the_registry_keeps_nothing(
    registry: Registry, transport: Voice
) -> None:
    gone: dict[str, object] = {"grant_no": GRANT, "uscc": EXPORTER, "unit_no": "QU-7"}
    await transport.says(
        "QU-7", "quota.unit_expired.v1", gone | {"again_available": False, "expired_on": "2026-12-31"}
    )
    await reserved(registry, transport, "QU-8")

    case = await ready(registry, quota_unit_no="QU-7")
    answer = await does(registry, case, "endorse", {})

    assert refused(answer)[2] == "quota_required"
    assert "the newest word of any unit is of" in answer.json()["detail"]


@pytest.mark.requirement("TJ-2.1")
@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"small_passenger_car": False, "vehicle_class": "commercial"}, id="Q6: a truck"),
        pytest.param({"small_passenger_car": False, "vehicle_class": "trailer"}, id="Q6: a trailer"),
        pytest.param({"plate_no": "浙J12345"}, id="Q12: registered in another city"),
    ],
)
async def test_what_needs_no_unit_is_endorsed_without_one(
    registry: Registry, changed: dict[str, object]
) -> None:
    case = await ready(registry, quota_unit_no=None, **changed)

    answer = await does(registry, case, "endorse", {})

    assert answer.status_code == 200, answer.text
    assert answer.json()["quota_unit_no"] is None


@pytest.mark.requirement("TJ-2.5")
async def test_only_the_police_do_the_registration(registry: Registry, transport: Voice) -> None:
    case = await ready(registry)
    await reserved(registry, transport, "QU-1")

    others = [
        registry.caller(agency, role)
        for agency, role in (
            ("licensing", "officer"), ("transport", "officer"), ("transport", "supervisor"), ("customs", "officer"),
            ("gateway", "service"), ("vehicle-registry", "viewer"),
        )
    ]  # fmt: skip
    denied = [
        (await who.post(f"/v1/vehicles/{case}/endorse", {}, version="*")).status_code
        for who in (*others, registry.exporter)
    ]
    by_the_police = await does(registry, case, "endorse", {})

    assert denied == [403] * 7
    assert by_the_police.status_code == 200


@pytest.mark.requirement("TJ-2.2")
async def test_the_car_that_was_misused_is_locked_with_the_code_and_the_article(
    registry: Registry, transport: Voice
) -> None:
    case = await endorsed(registry, **TIANJIN)
    data: dict[str, object] = {
        "unit_no": "QU-1", "grant_no": GRANT, "uscc": EXPORTER, "vin": (await registry.see(case))["vin"],
        "code": "road_use", "reason": "Three cameras saw it.", "article": "天津措施（征求意见稿）第二条",
        "on": "2026-11-20", "by": "transport/supervisor/zhou",
    }  # fmt: skip

    await transport.says(case, "quota.misuse_established.v1", data)

    async def locked() -> dict[str, Any] | None:
        shown = await registry.see(case)
        return shown if shown["locks"] else None

    shown = await until(locked, what="the lock")
    assert shown is not None
    assert [(lock["code"], lock["article"]) for lock in shown["locks"]] == [("misuse", data["article"])]
    assert shown["history"][-1]["type"] == "vehicle.locked.v1"


async def test_a_profile_without_a_quota_asks_nothing_of_transport(start: Start) -> None:
    async with start() as run:
        registry = Registry(run)
        case = await registry.receive(profile="taizhou", **a_transfer(plate_no="津A12345"))
        await done(registry, case, *CHECKED)
        statements: list[str] = []
        engine = registry.service.database.engine.sync_engine
        event.listen(engine, "before_cursor_execute", lambda _c, _cu, text, *_: statements.append(text))
        answer = await does(registry, case, "endorse", {})

    assert answer.status_code == 200, answer.text
    assert not [text for text in statements if "quota_copies" in text]


def test_papers_without_a_unit_need_none_to_be_known() -> None:
    answer = endorse(checked(quota_unit_no=None), temp_plate_no=None, now=NOW, policy=BY_PLATE)

    assert isinstance(answer, Refused)
    assert answer.sentence == "a small passenger car needs a unit of the export quota"
