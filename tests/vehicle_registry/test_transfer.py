"""The transfer registration pending export: who may have the endorsement, and what goes with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from exportlane.contracts.decision import Decided, Refused
from tests.vehicle_registry.given import (
    LICENCE,
    NOW,
    PAPERS,
    TIANJIN,
    TIANJIN_BY_HAND,
    TODAY,
    a_vehicle,
    decided,
    rules,
)
from vehicle_registry.domain import (
    PROHIBITIONS,
    Asked,
    Document,
    Ended,
    Status,
    Vehicle,
    accept_transfer,
    add_bar,
    check_transfer,
    endorse,
    licence_denied,
    lift_transfer,
    note_licence,
    plate_valid_to,
    refuse_transfer,
    reissue_plate,
    request_transfer_correction,
    revoke,
    supply_transfer_correction,
    take_in,
)
from vehicle_registry.domain.quota import HeardUnits, QuotaCopy

QUOTA = {"quota_required_when": "register_in_tianjin", "plate_prefix": "津"}
BY_PLATE = rules(two_phase=True, **QUOTA)
BY_EXPORTER = rules(two_phase=True, quota_required_when="exporter_in_tianjin")
RESERVED = QuotaCopy(
    id="QU-1", status="reserved", uscc=a_vehicle().exporter_uscc, as_of=NOW, vin=a_vehicle().vin,
    valid_to=date(2027, 1, 31),
)  # fmt: skip
WITH_UNIT = replace(BY_PLATE, quota_units=HeardUnits({"QU-1": RESERVED}))
BAN = Ended("applicant_banned", "banned until 2029", "机动车登记规定 第八十一条")


def papers(**changed: object) -> Vehicle:
    """A vehicle whose transfer the registry is to do."""
    own = {name: changed.pop(name) for name in list(changed) if hasattr(PAPERS, name)}
    return a_vehicle(
        transfer_pending_export_date=None,
        temp_plate_valid_to=None,
        transfer=replace(PAPERS, **own),
        **changed,
    )


def submitted(**changed: object) -> Vehicle:
    return decided(take_in(papers(**changed), now=NOW, policy=TIANJIN))


def accepted(**changed: object) -> Vehicle:
    return decided(accept_transfer(submitted(**changed), now=NOW, policy=TIANJIN))


def checked(**changed: object) -> Vehicle:
    return decided(check_transfer(accepted(**changed), "rubbing", now=NOW))


def facts(answer: object) -> list[str]:
    assert isinstance(answer, Decided), answer
    return [fact.type.removeprefix("vehicle.").removesuffix(".v1") for fact in answer.facts]


def refusal(answer: object) -> Refused:
    assert isinstance(answer, Refused), answer
    return answer


def test_papers_without_an_endorsement_begin_a_transfer() -> None:
    answer = take_in(papers(), now=NOW, policy=TIANJIN)

    assert facts(answer) == ["transfer_submitted"]
    assert decided(answer).status is Status.TRANSFER_SUBMITTED


def test_papers_with_neither_an_endorsement_nor_a_transfer_are_refused() -> None:
    answer = refusal(take_in(replace(papers(), transfer=None), now=NOW, policy=TIANJIN))

    assert (answer.slug, answer.field, answer.status) == ("transfer_papers_missing", "/transfer", 422)


def test_a_delivery_does_not_lie_in_the_future() -> None:
    answer = refusal(take_in(papers(delivered_on=date(2026, 11, 24)), now=NOW, policy=TIANJIN))

    assert answer.field == "/transfer/delivered_on"


def test_the_three_working_days_begin_with_the_acceptance() -> None:
    vehicle = accepted()

    assert (vehicle.transfer_accepted_on, vehicle.due_on) == (TODAY, date(2026, 11, 26))


def test_the_endorsement_takes_the_plates_back_and_gives_a_temporary_one() -> None:
    answer = endorse(checked(), temp_plate_no="津临A001", now=NOW, policy=TIANJIN)

    assert isinstance(answer, Decided)
    assert facts(answer) == ["transfer_pending_export"]
    data = answer.facts[0].data.model_dump()
    assert (data["owner_uscc"], data["transfer_pending_export_date"]) == (answer.state.exporter_uscc, TODAY)
    assert (data["temp_plate_no"], data["temp_plate_valid_to"]) == ("津临A001", date(2027, 1, 22))
    assert "plate_no" not in data
    state = answer.state
    assert (state.plates_taken_back_on, state.former_plate_no) == (TODAY, "津A12345")
    assert (state.due_on, state.clocks[0].stopped_on) == (None, TODAY)


def test_a_licence_that_was_heard_of_before_the_endorsement_begins_the_deregistration() -> None:
    early = decided(note_licence(checked(), LICENCE, now=NOW, policy=TIANJIN))

    answer = endorse(early, temp_plate_no=None, now=NOW, policy=TIANJIN)

    assert facts(answer) == ["transfer_pending_export", "deregistered"]


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("mortgage", marks=pytest.mark.rule("REG-T-mortgage")),
        pytest.param("pledge", marks=pytest.mark.rule("REG-T-pledge")),
        pytest.param("seizure", marks=pytest.mark.rule("REG-T-seizure")),
        pytest.param("stolen", marks=pytest.mark.rule("REG-T-stolen")),
        pytest.param("mismatch", marks=pytest.mark.rule("REG-T-mismatch")),
        pytest.param("invalid_proofs", marks=pytest.mark.rule("REG-T-invalid_proofs")),
        pytest.param("customs_supervised", marks=pytest.mark.rule("REG-T-customs_supervised")),
        pytest.param("illegally_assembled", marks=pytest.mark.rule("REG-T-illegally_assembled")),
        pytest.param("violations_open", marks=pytest.mark.rule("REG-T-violations_open")),
        pytest.param("accident_open", marks=pytest.mark.rule("REG-T-accident_open")),
    ],
)
def test_a_registered_bar_forbids_the_endorsement_with_its_article(code: str) -> None:
    vehicle = decided(add_bar(checked(), code, now=NOW, policy=TIANJIN))

    answer = refusal(endorse(vehicle, temp_plate_no=None, now=NOW, policy=TIANJIN))

    assert (answer.slug, answer.status) == (code, 422)
    assert answer.article == PROHIBITIONS[code].blocks["transfer"]


@pytest.mark.rule("REG-T-customs")
def test_a_vehicle_under_customs_supervision_needs_their_release() -> None:
    released = (Document("customs_supervision_release", "JG-1"),)

    refused = endorse(checked(customs_supervised=True), temp_plate_no=None, now=NOW, policy=TIANJIN)
    done = endorse(
        checked(customs_supervised=True, documents=released), temp_plate_no=None, now=NOW, policy=TIANJIN
    )

    assert refusal(refused).slug == "customs_supervised"
    assert isinstance(done, Decided)


@pytest.mark.rule("REG-T-scrapping")
@pytest.mark.parametrize(
    ("scrapped", "barred"),
    [(date(2027, 11, 22), True), (date(2027, 11, 23), True), (date(2027, 11, 24), False), (None, False)],
)
def test_one_year_before_scrapping_is_within_the_year(scrapped: date | None, barred: bool) -> None:
    answer = endorse(checked(scrapping_due_date=scrapped), temp_plate_no=None, now=NOW, policy=TIANJIN)

    assert isinstance(answer, Refused) is barred
    if barred:
        assert refusal(answer).slug == "scrapping_within_year"


@pytest.mark.rule("REG-T-scrapping")
def test_the_year_before_a_leap_day_ends_on_the_twenty_eighth() -> None:
    now = datetime(2027, 2, 28, 2, tzinfo=UTC)

    answer = endorse(
        checked(scrapping_due_date=date(2028, 2, 29)), temp_plate_no=None, now=now, policy=TIANJIN
    )

    assert refusal(answer).slug == "scrapping_within_year"


@pytest.mark.rule("REG-T-filing")
@pytest.mark.parametrize(("valid_to", "barred"), [(TODAY, False), (date(2026, 11, 22), True), (None, False)])
def test_the_owner_has_a_valid_filing(valid_to: date | None, barred: bool) -> None:
    answer = endorse(checked(filing_valid_to=valid_to), temp_plate_no=None, now=NOW, policy=TIANJIN)

    assert isinstance(answer, Refused) is barred
    if barred:
        assert refusal(answer).slug == "owner_not_filed"


@pytest.mark.rule("X11")
@pytest.mark.parametrize(
    ("policy", "changed", "needed"),
    [
        pytest.param(BY_PLATE, {}, True, id="a Tianjin plate"),
        pytest.param(BY_PLATE, {"plate_no": "浙J12345"}, False, id="Q12: registered elsewhere"),
        pytest.param(BY_PLATE, {"small_passenger_car": False}, False, id="Q6: a truck or trailer"),
        pytest.param(BY_EXPORTER, {"plate_no": "浙J12345"}, True, id="Q12: the other reading"),
        pytest.param(BY_EXPORTER, {"exporter_uscc": "91331004MA2A1B2C3U"}, False, id="an exporter elsewhere"),
        pytest.param(TIANJIN, {}, False, id="no quota"),
    ],
)
def test_a_small_passenger_car_needs_a_quota_unit_where_the_profile_says_so(
    policy: object, changed: dict[str, object], needed: bool
) -> None:
    without = checked(quota_unit_no=None, **changed)

    answer = endorse(without, temp_plate_no=None, now=NOW, policy=policy)  # type: ignore[arg-type]

    assert isinstance(answer, Refused) is needed
    if needed:
        assert (refusal(answer).slug, refusal(answer).status) == ("quota_required", 422)


@pytest.mark.rule("X11")
def test_the_unit_is_used_by_the_transfer_and_told_to_the_others() -> None:
    answer = endorse(checked(), temp_plate_no=None, now=NOW, policy=WITH_UNIT)

    assert isinstance(answer, Decided)
    assert answer.facts[0].data.model_dump()["quota_unit_no"] == "QU-1"
    assert (answer.state.quota_unit_no, answer.state.quota_as_of) == ("QU-1", NOW)


@pytest.mark.parametrize(
    ("changed", "item"),
    [
        pytest.param(
            {"delivered_on": date(2026, 10, 23)}, "applied_late", marks=pytest.mark.rule("REG-25.1"), id="day 31"
        ),
        pytest.param({"delivered_on": date(2026, 10, 24)}, None, marks=pytest.mark.rule("REG-25.1"), id="day 30"),
        pytest.param({"delivered_on": date(2026, 10, 25)}, None, marks=pytest.mark.rule("REG-25.1"), id="day 29"),
        pytest.param(
            {"registration_cert_no": None}, "registration_certificate", marks=pytest.mark.rule("REG-28.1")
        ),
        pytest.param({"identity_verified": False}, "identity_proof", marks=pytest.mark.rule("REG-28.2")),
        pytest.param({"agent_registered": False}, "power_of_attorney", marks=pytest.mark.rule("REG-86.1")),
        pytest.param(
            {"insurance_valid_to": None}, "compulsory_insurance", marks=pytest.mark.rule("REG-28.3"), id="none"
        ),
        pytest.param(
            {"insurance_valid_to": date(2026, 11, 22)}, "compulsory_insurance",
            marks=pytest.mark.rule("REG-28.3"), id="ended yesterday",
        ),
        pytest.param(
            {"insurance_valid_to": TODAY}, None, marks=pytest.mark.rule("REG-28.3"), id="ends today"
        ),
    ],
)  # fmt: skip
def test_incomplete_papers_are_not_accepted_and_the_notice_names_them(
    changed: dict[str, object], item: str | None
) -> None:
    vehicle = submitted(**changed)

    answer = accept_transfer(vehicle, now=NOW, policy=TIANJIN)
    notice = request_transfer_correction(vehicle, (), by="officer", now=NOW, policy=TIANJIN)

    if item is None:
        assert facts(answer) == ["transfer_accepted"]
        return
    assert (refusal(answer).slug, refusal(answer).status) == (item, 422)
    assert refusal(answer).article
    assert [one.code for one in decided(notice).asked] == [item]


@pytest.mark.rule("REG-3")
def test_the_answer_must_answer_every_item_of_the_notice() -> None:
    lacking = submitted(agent_registered=False, insurance_valid_to=None)
    asked = decided(
        request_transfer_correction(lacking, (Asked("photo", "a photo"),), by="li", now=NOW, policy=TIANJIN)
    )
    attorney = Document("power_of_attorney", "POA")

    half = supply_transfer_correction(asked, certificate_no=None, documents=(attorney,), now=NOW)
    whole = supply_transfer_correction(
        asked,
        certificate_no=None,
        documents=(attorney, Document("photo", "P")),
        insured_to=date(2027, 1, 1),
        quota_unit_no="QU-2",
        now=NOW,
    )

    assert [item.code for item in asked.asked] == ["photo", "power_of_attorney", "compulsory_insurance"]
    assert refusal(half).slug == "items_open"
    assert facts(whole) == ["transfer_correction_supplied"]
    assert decided(whole).status is Status.TRANSFER_SUBMITTED
    assert decided(whole).transfer is not None
    assert decided(whole).transfer.quota_unit_no == "QU-2"  # type: ignore[union-attr]
    assert facts(accept_transfer(decided(whole), now=NOW, policy=TIANJIN)) == ["transfer_accepted"]


def test_papers_are_not_asked_for_again_and_again() -> None:
    thrice = replace(submitted(), notices=2)

    answer = refusal(request_transfer_correction(thrice, (), by="li", now=NOW, policy=TIANJIN))

    assert (answer.slug, answer.article) == ("too_many_notices", "机动车登记规定 第三条")


def test_a_notice_without_any_item_is_none() -> None:
    answer = refusal(request_transfer_correction(submitted(), (), by="li", now=NOW, policy=TIANJIN))

    assert answer.slug == "nothing_to_ask"


@pytest.mark.parametrize(
    ("code", "named", "cited"),
    [
        ("stolen", None, "机动车登记规定 第二十九条"),
        ("violations_open", None, "机动车登记规定 第二十五条"),
        ("other", None, "机动车登记规定 第二十九条"),
        ("other", "机动车登记规定 第九条", "机动车登记规定 第九条"),
    ],
)
def test_a_refusal_is_announced_with_the_article_of_its_code(
    code: str, named: str | None, cited: str
) -> None:
    answer = refuse_transfer(checked(), code=code, reason="because", article=named, now=NOW)

    assert isinstance(answer, Decided)
    assert facts(answer) == ["transfer_refused"]
    assert answer.facts[0].data.model_dump()["article"] == cited
    assert answer.state.status is Status.TRANSFER_REFUSED


@pytest.mark.rule("REG-81")
def test_a_banned_applicant_is_refused_by_the_rules() -> None:
    answer = take_in(papers(), now=NOW, policy=TIANJIN, banned=BAN)

    assert facts(answer) == ["transfer_submitted", "transfer_refused"]
    assert decided(answer).status is Status.TRANSFER_REFUSED


def test_when_the_licence_is_refused_before_the_endorsement_the_case_is_closed() -> None:
    answer = licence_denied(accepted(), Ended("withdrawn", "no buyer"), now=NOW, policy=TIANJIN)

    assert (facts(answer), decided(answer).status) == ([], Status.CLOSED)


@pytest.mark.rule("TJ-2.2")
def test_a_car_on_a_quota_unit_serves_no_other_purpose_than_export() -> None:
    bought = decided(endorse(checked(), temp_plate_no=None, now=NOW, policy=WITH_UNIT))

    answer = refusal(lift_transfer(bought, reason="sold at home", by="supervisor", now=NOW))

    assert (answer.slug, answer.status) == ("export_only", 422)


def test_a_supervisor_lifts_the_endorsement_of_another_vehicle() -> None:
    answer = lift_transfer(a_vehicle(), reason="given up", by="vehicle-registry/supervisor/zhou", now=NOW)

    assert facts(answer) == ["transfer_lifted"]
    assert decided(answer).status is Status.LIFTED


@pytest.mark.parametrize(
    ("vehicle", "slug"),
    [
        (a_vehicle(locks=(Ended("misuse", "seen on a road"),)), "locked"),
        (replace(papers(), status=Status.CLOSED), "move-not-allowed"),
    ],
)
def test_a_locked_vehicle_is_not_lifted_nor_one_that_was_never_endorsed(vehicle: Vehicle, slug: str) -> None:
    assert refusal(lift_transfer(vehicle, reason="x", by="x", now=NOW)).slug == slug


@pytest.mark.rule("REG-28.4")
@pytest.mark.parametrize(
    ("issued", "insured", "valid_to"),
    [
        (date(2026, 11, 23), date(2027, 6, 30), date(2027, 1, 22)),
        (date(2026, 11, 23), date(2027, 1, 22), date(2027, 1, 22)),
        (date(2026, 11, 23), date(2027, 1, 21), date(2027, 1, 21)),
        (date(2026, 11, 23), date(2026, 11, 23), date(2026, 11, 23)),
        (date(2026, 11, 23), date(2026, 11, 22), None),
        (date(2026, 11, 23), None, None),
        (date(2027, 12, 31), date(2029, 1, 1), date(2028, 2, 29)),
    ],
)
def test_a_temporary_plate_lasts_sixty_calendar_days_and_never_beyond_the_insurance(
    issued: date, insured: date | None, valid_to: date | None
) -> None:
    assert plate_valid_to(issued, insured, days=60) == valid_to


@pytest.mark.rule("C22")
def test_a_temporary_plate_is_issued_again_once() -> None:
    insured = date(2027, 6, 30)

    again = reissue_plate(
        a_vehicle(temp_plate_expired=True), number="津临B1", insured_to=insured, now=NOW, policy=TIANJIN
    )
    twice = reissue_plate(decided(again), number="津临B2", insured_to=insured, now=NOW, policy=TIANJIN)

    assert facts(again) == ["temp_plate_reissued"]
    assert (decided(again).temp_plate_expired, decided(again).temp_plate_no) == (False, "津临B1")
    assert (refusal(twice).slug, refusal(twice).status) == ("plate_reissued_before", 422)


@pytest.mark.rule("C22")
def test_without_insurance_there_is_no_second_plate() -> None:
    answer = reissue_plate(a_vehicle(), number="津临B1", insured_to=None, now=NOW, policy=TIANJIN)

    assert refusal(answer).slug == "compulsory_insurance"


@pytest.mark.parametrize(
    ("ground", "on", "until"),
    [
        pytest.param("deceit", NOW, date(2029, 11, 23), marks=pytest.mark.rule("REG-81")),
        pytest.param("false_material", NOW, date(2027, 11, 23), marks=pytest.mark.rule("REG-80")),
        pytest.param(
            "deceit",
            datetime(2028, 2, 29, 2, tzinfo=UTC),
            date(2031, 2, 28),
            marks=pytest.mark.rule("REG-81"),
        ),
    ],
)
def test_a_revocation_bans_the_applicant_for_years(ground: str, on: datetime, until: date) -> None:
    answer = revoke(a_vehicle(), ground, reason="forged", now=on, policy=TIANJIN_BY_HAND)  # type: ignore[arg-type]

    assert isinstance(answer, Decided)
    assert answer.facts[0].data.model_dump()["banned_until"] == until
    assert answer.state.status is Status.REVOKED
