"""The examination by rule: what is granted, what is corrected first, and what is refused for the whole batch."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from exportlane.contracts.decision import Decided
from exportlane.contracts.licensing import LicenceCorrectionRequested, LicenceGranted, LicenceRefused
from licensing.domain import Application, Endorsement, Line, Status, examine, hear_endorsement
from tests.licensing.given import (
    BY_HAND,
    CASES,
    EXPORTER,
    MONDAY,
    OTHER_EXPORTER,
    RULES,
    TODAY,
    VINS,
    application,
    decided,
    endorsed,
    endorsement,
    granted,
    letter,
    line,
    policy,
    received,
    report,
    submitted,
    types,
)


def test_a_licence_is_granted_when_every_vehicle_is_endorsed_and_every_rule_passes() -> None:
    state = submitted()

    answer = endorsed(state)

    assert answer.state.status is Status.GRANTED
    assert types(answer.facts) == [(case, "licence.granted") for case in CASES]
    facts = [fact.data for fact in answer.facts]
    assert all(isinstance(fact, LicenceGranted) for fact in facts)
    assert {fact.vins for fact in facts} == {VINS}
    assert [fact.vin for fact in facts] == list(VINS)
    assert {fact.licence_no for fact in facts} == {answer.state.licence.licence_no}
    assert {fact.quantity for fact in facts} == {2}


def test_nothing_is_decided_before_the_last_vehicle_is_endorsed() -> None:
    answer = hear_endorsement(submitted(), CASES[1], endorsement(1), now=MONDAY, policy=policy())

    assert answer.facts == ()
    assert answer.state.status is Status.SUBMITTED
    assert answer.state.lines[1].endorsement == endorsement(1)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"brand": "奥迪"}, "brand"),
        ({"model_code": "SVW7141"}, "model"),
        ({"first_registration_date": date(2021, 5, 7)}, "first registration"),
        ({"transfer_pending_export_date": date(2026, 11, 11)}, "转让待出口"),
        ({"vin": VINS[1]}, "VIN"),
    ],
)
def test_values_unlike_the_registration_certificate_refuse_the_whole_batch(
    changed: dict[str, object], words: str
) -> None:
    known = endorsement(0, **changed)
    state = submitted(line(0))

    answer = endorsed(state, known) if known.vin == VINS[0] else _heard(state, known)

    assert answer.state.status is Status.REFUSED
    fact = answer.facts[0].data
    assert isinstance(fact, LicenceRefused)
    assert (fact.code, fact.article) == ("licence_data_mismatch", "商贸函〔2025〕648号")
    assert fact.exporter_uscc == state.exporter_uscc
    assert words in fact.reason
    assert "行政复议" in fact.remedy


def _heard(state: Application, known: Endorsement) -> Decided[Application]:
    return decided(hear_endorsement(state, CASES[0], known, now=MONDAY, policy=policy()))


def test_a_refusal_is_of_every_vehicle_of_the_batch() -> None:
    answer = endorsed(submitted(), endorsement(0, brand="奥迪"))

    assert types(answer.facts) == [(case, "licence.refused") for case in CASES]
    assert answer.state.outcome.code == "licence_data_mismatch"
    assert VINS[0] in answer.state.outcome.reason


def test_only_the_owner_may_apply() -> None:
    answer = endorsed(submitted(), endorsement(1, owner_uscc=OTHER_EXPORTER))

    assert answer.facts[0].data.code == "owner_mismatch"
    assert EXPORTER in answer.facts[0].data.reason


@pytest.mark.parametrize(
    ("due", "refused"),
    [
        (date(2027, 11, 16), True),
        (date(2027, 11, 17), False),
        (date(2026, 1, 1), True),
        (None, False),
    ],
)
def test_a_vehicle_within_one_year_of_scrapping_included_is_not_exported(
    due: date | None, refused: bool
) -> None:
    by_paper = endorsed(submitted(line(0, scrapping_due_date=due)))
    by_registry = endorsed(submitted(line(0)), endorsement(0, scrapping_due_date=due))

    for answer in (by_paper, by_registry):
        assert (answer.facts[0].type == "licence.refused.v1") is refused
        if refused:
            assert answer.facts[0].data.code == "scrapping_within_year"


def test_the_earlier_of_two_scrapping_days_counts() -> None:
    far, near = date(2030, 1, 1), date(2027, 1, 1)

    answer = endorsed(submitted(line(0, scrapping_due_date=far)), endorsement(0, scrapping_due_date=near))

    assert answer.facts[0].data.code == "scrapping_within_year"


@pytest.mark.parametrize(("due", "found"), [(date(2029, 2, 28), 1), (date(2029, 3, 1), 0)])
def test_a_year_from_the_29th_of_february_ends_on_the_28th(due: date, found: int) -> None:
    state = application(
        line(0, scrapping_due_date=due, endorsement=endorsement(0)), applied_on=date(2028, 2, 29)
    )

    findings = examine(state, on=date(2028, 2, 29), rules=RULES)

    assert [item.code for item in findings.refusing].count("scrapping_within_year") == found


# 180 days included; the worked examples of the notice, and the day before the rule began.
LETTER_EXAMPLES = [
    (date(2026, 1, 10), date(2026, 7, 8), True),
    (date(2026, 1, 10), date(2026, 7, 9), True),
    (date(2026, 1, 10), date(2026, 7, 10), False),
    (date(2025, 9, 1), date(2026, 3, 1), False),
    (date(2025, 9, 1), date(2025, 12, 31), False),
    (date(2025, 9, 1), date(2026, 1, 1), True),
]


@pytest.mark.parametrize(("registered", "applied", "needed"), LETTER_EXAMPLES)
def test_a_young_vehicle_needs_the_makers_letter(registered: date, applied: date, needed: bool) -> None:
    young = line(
        0, first_registration_date=registered, endorsement=endorsement(0, first_registration_date=registered)
    )

    findings = examine(application(young, applied_on=applied), on=applied, rules=RULES)

    assert ("after_sales_letter_missing" in {item.code for item in findings.refusing}) is needed


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (None, "no manufacturer's letter"),
        (letter(VINS[1]), "does not name this VIN"),
        (letter(destination="UZB"), "for UZB, not for KAZ"),
        (letter(), None),
    ],
)
def test_the_letter_must_name_the_vehicle_and_the_country(given: object, words: str | None) -> None:
    young = date(2026, 10, 1)
    state = submitted(line(0, first_registration_date=young, after_sales_letter=given))

    answer = endorsed(state, endorsement(0, first_registration_date=young))

    if words is None:
        assert answer.state.status is Status.GRANTED
        return
    fact = answer.facts[0].data
    assert (fact.code, fact.article) == ("after_sales_letter_missing", "商贸函〔2025〕648号")
    assert words in fact.reason


def test_a_failed_inspection_refuses() -> None:
    answer = endorsed(submitted(line(0, inspection_report=report(result="fail"))))

    assert answer.facts[0].data.code == "inspection_failed"


@pytest.mark.parametrize(
    ("dated", "code"),
    [
        (date(2026, 8, 18), None),
        (date(2026, 8, 17), "inspection_report_old"),
        (date(2026, 11, 16), None),
        (date(2026, 11, 17), "inspection_report_future"),
    ],
)
def test_an_inspection_report_is_at_most_90_days_old(dated: date, code: str | None) -> None:
    answer = endorsed(submitted(line(0, inspection_report=report(dated=dated))))

    if code is None:
        assert answer.state.status is Status.GRANTED
        return
    assert answer.facts[0].type == "licence.correction_requested.v1"
    assert [item.code for item in answer.facts[0].data.items] == [code]


def test_one_notice_names_everything_that_is_missing_from_every_vehicle() -> None:
    state = submitted(
        line(0, inspection_report=None), line(1, inspection_report=report(dated=date(2026, 1, 5)))
    )

    answer = endorsed(state)

    assert answer.state.status is Status.CORRECTION_REQUESTED
    assert types(answer.facts) == [(case, "licence.correction_requested") for case in CASES]
    for fact in answer.facts:
        assert isinstance(fact.data, LicenceCorrectionRequested)
        assert fact.data.by == "rule"
        assert [(item.code, item.vin) for item in fact.data.items] == [
            ("inspection_report_missing", VINS[0]),
            ("inspection_report_old", VINS[1]),
        ]


def test_what_can_never_be_right_is_refused_without_asking_for_papers_first() -> None:
    state = submitted(line(0, inspection_report=None), line(1, inspection_report=report(result="fail")))

    answer = endorsed(state)

    assert answer.state.status is Status.REFUSED
    assert "inspection report is missing" in answer.state.outcome.reason


def test_a_reason_about_twenty_vehicles_still_fits_the_contract() -> None:
    bad = [
        line(0, case_id=f"case-{n}", vin=f"{VINS[0][:-2]}{n:02d}", brand="错" * 60, model_code="M" * 60)
        for n in range(20)
    ]

    answer = endorsed(submitted(*bad), *(endorsement(0, vin=one.vin) for one in bad))

    assert len(answer.facts) == 20
    assert answer.facts[0].data.reason.endswith("findings)")


def test_an_officer_sees_what_the_rules_found_when_he_decides_himself() -> None:
    answer = endorsed(submitted(line(0, inspection_report=None), by=BY_HAND), by=BY_HAND)

    assert answer.facts == ()
    assert answer.state.status is Status.SUBMITTED
    assert [item.code for item in answer.state.found] == ["inspection_report_missing"]


def test_without_an_endorsement_nothing_can_be_granted() -> None:
    findings = examine(application(), on=TODAY, rules=RULES)

    assert [item.code for item in findings.refusing] == ["endorsement_missing"] * 2


@pytest.mark.parametrize(
    ("instant", "issued", "valid_to"),
    [
        (datetime(2026, 3, 15, 3, tzinfo=UTC), date(2026, 3, 15), date(2026, 9, 15)),
        (datetime(2026, 7, 1, 3, tzinfo=UTC), date(2026, 7, 1), date(2026, 12, 31)),
        (datetime(2026, 12, 19, 16, tzinfo=UTC), date(2026, 12, 20), date(2026, 12, 31)),
    ],
)
def test_a_licence_never_outlives_the_year_of_its_issue(
    instant: datetime, issued: date, valid_to: date
) -> None:
    old = line(0, inspection_report=report(dated=issued))
    state = endorsed(
        decided(received(application(old, applied_on=issued), now=instant)).state, now=instant
    ).state

    assert (state.licence.issued_on, state.licence.valid_to) == (issued, valid_to)


def test_a_licence_number_names_the_year_the_issuer_and_a_serial_of_its_own() -> None:
    numbers = {granted(id=f"lot-{n}").licence.licence_no for n in range(200)}

    assert len(numbers) == 200
    assert all(number[:6] == "26-12-" and len(number) == 12 for number in numbers)


def test_the_serial_changes_with_the_moment_so_that_a_second_attempt_draws_another() -> None:
    later = MONDAY.replace(microsecond=1)

    first, second = (endorsed(submitted(), now=now).state.licence for now in (MONDAY, later))

    assert first.licence_no != second.licence_no


def test_a_vehicle_of_the_application_is_a_line() -> None:
    assert isinstance(application().line(CASES[0]), Line)
