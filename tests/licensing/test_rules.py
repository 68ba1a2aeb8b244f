"""Each rule of the examination by itself: what it finds, which article it names, and where its boundary lies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from licensing.domain import Application, Outcome, examine
from tests.licensing.given import (
    EXPORTER,
    FILED,
    OTHER_EXPORTER,
    RULES,
    TODAY,
    VINS,
    application,
    endorsement,
    letter,
    line,
    report,
)

YOUNG = date(2026, 10, 1)
STRICT = replace(RULES, conformity_countries=frozenset({"KAZ"}))


def whole(**changes: object) -> Application:
    """Everything in order: two endorsed cars of a filed firm; `changes` to the application."""
    lines = (line(0, endorsement=endorsement(0)), line(1, endorsement=endorsement(1)))
    return application(*lines, **{"standing": FILED, "conformity_declaration": "C-1", **changes})


def with_first(**changes: object) -> Application:
    """The same with changes to the first vehicle."""
    first = replace(whole().lines[0], **changes)
    return replace(whole(), lines=(first, whole().lines[1]))


def young(**changes: object) -> Application:
    """The first vehicle applied for 46 days after its registration, with its maker's letter changed."""
    known = endorsement(0, first_registration_date=YOUNG)
    given = replace(letter(), **changes)
    return with_first(first_registration_date=YOUNG, endorsement=known, after_sales_letter=given)


@pytest.mark.parametrize(
    ("made", "code"),
    [
        pytest.param(
            lambda: with_first(endorsement=None),
            "endorsement_missing",
            marks=pytest.mark.rule("LIC-ENDORSED"),
        ),
        pytest.param(
            lambda: with_first(endorsement=endorsement(0, vin=VINS[1])),
            "licence_data_mismatch",
            marks=pytest.mark.rule("X01"),
        ),
        pytest.param(
            lambda: with_first(endorsement=endorsement(0, owner_uscc=OTHER_EXPORTER)),
            "owner_mismatch",
            marks=pytest.mark.rule("X02"),
        ),
        pytest.param(
            lambda: with_first(endorsement=endorsement(0, model_code="SVW7141")),
            "licence_data_mismatch",
            marks=pytest.mark.rule("X03"),
        ),
        pytest.param(
            lambda: with_first(endorsement=endorsement(0, transfer_pending_export_date=date(2026, 11, 11))),
            "licence_data_mismatch",
            marks=pytest.mark.rule("X04"),
        ),
        pytest.param(
            lambda: young(vins=(VINS[1],)), "after_sales_letter_missing", marks=pytest.mark.rule("X05")
        ),
        pytest.param(
            lambda: with_first(barred=Outcome("seizure", "Seized by a court.", "机动车登记规定 第四十二条")),
            "vehicle_encumbered",
            marks=pytest.mark.rule("X08"),
        ),
        pytest.param(
            lambda: with_first(inspection_report=report(result="fail")),
            "inspection_failed",
            marks=pytest.mark.rule("X09"),
        ),
        pytest.param(
            lambda: young(destination="UZB"), "after_sales_letter_missing", marks=pytest.mark.rule("X13")
        ),
        pytest.param(
            lambda: young(issuer_kind="sales_company"),
            "after_sales_letter_issuer",
            marks=pytest.mark.rule("LIC-LETTER-ISSUER"),
        ),
        pytest.param(
            lambda: with_first(scrapping_due_date=date(2027, 11, 16)),
            "scrapping_within_year",
            marks=pytest.mark.rule("LIC-SCRAP"),
        ),
        pytest.param(
            lambda: whole(consignor_uscc=OTHER_EXPORTER),
            "consignor_mismatch",
            marks=pytest.mark.rule("LIC-CONSIGNOR"),
        ),
        pytest.param(
            lambda: whole(goods_condition="新"), "goods_condition_wrong", marks=pytest.mark.rule("LIC-OLD")
        ),
        pytest.param(
            lambda: whole(hs_code="8411990090"), "hs_heading_not_allowed", marks=pytest.mark.rule("LIC-HS")
        ),
        pytest.param(
            lambda: whole(contract_no="X" * 18),
            "contract_no_too_long",
            marks=pytest.mark.rule("LIC-CONTRACT"),
        ),
        pytest.param(
            lambda: whole(standing=replace(FILED, kind="manufacturer", brands=("奥迪",))),
            "not_own_product",
            marks=pytest.mark.rule("LIC-PRODUCTS"),
        ),
        pytest.param(
            lambda: whole(standing=replace(FILED, valid_to=date(2026, 11, 15))),
            "filing_expired",
            marks=pytest.mark.rule("LIC-FILED"),
        ),
    ],
)
def test_what_can_never_be_right_refuses_with_its_article(made: Callable[[], Application], code: str) -> None:
    findings = examine(made(), on=TODAY, rules=STRICT)

    assert code in {item.code for item in findings.refusing}
    assert findings.correctable == ()
    assert all(item.article for item in findings.all)


@pytest.mark.parametrize(
    ("made", "code"),
    [
        pytest.param(
            lambda: with_first(inspection_report=None),
            "inspection_report_missing",
            marks=pytest.mark.rule("LIC-REPORT"),
        ),
        pytest.param(
            lambda: with_first(inspection_report=report(dated=date(2026, 11, 17))),
            "inspection_report_future",
            marks=pytest.mark.rule("LIC-REPORT-FUTURE"),
        ),
        pytest.param(
            lambda: with_first(inspection_report=report(dated=date(2026, 8, 17))),
            "inspection_report_old",
            marks=pytest.mark.rule("LIC-REPORT-AGE"),
        ),
        pytest.param(
            lambda: with_first(endorsement=endorsement(0, vehicle_class="commercial")),
            "inspection_standard_wrong",
            marks=pytest.mark.rule("LIC-REPORT-STANDARD"),
        ),
        pytest.param(
            lambda: with_first(inspection_report=report(owner_uscc=OTHER_EXPORTER)),
            "inspection_owner_wrong",
            marks=pytest.mark.rule("LIC-REPORT-OWNER"),
        ),
        pytest.param(
            lambda: with_first(inspection_report=report(sealed=False)),
            "inspection_report_unsealed",
            marks=pytest.mark.rule("LIC-REPORT-SEAL"),
        ),
        pytest.param(
            lambda: young(sealed=False),
            "after_sales_letter_incomplete",
            marks=pytest.mark.rule("LIC-LETTER-FORM"),
        ),
        pytest.param(lambda: young(outlets=()), "after_sales_letter_incomplete"),
        pytest.param(
            lambda: whole(contract_translation=False),
            "contract_translation_missing",
            marks=pytest.mark.rule("LIC-TRANSLATION"),
        ),
        pytest.param(
            lambda: whole(conformity_declaration=None),
            "conformity_declaration_missing",
            marks=pytest.mark.rule("LIC-CONFORMITY"),
        ),
    ],
)
def test_what_can_be_put_right_is_asked_for_with_its_article(
    made: Callable[[], Application], code: str
) -> None:
    findings = examine(made(), on=TODAY, rules=STRICT)

    assert [item.code for item in findings.correctable] == [code]
    assert findings.refusing == ()
    assert all(item.article for item in findings.all)


def test_everything_in_order_is_found_in_order() -> None:
    for state in (whole(), young(outlets=("Almaty, Abay 10",), miit_no="G-1"), whole(contract_no="X" * 17)):
        assert examine(state, on=TODAY, rules=STRICT).all == ()


@pytest.mark.parametrize(("endorsed_on", "needed"), [(date(2025, 12, 31), False), (date(2026, 1, 1), True)])
def test_a_vehicle_endorsed_before_the_notice_took_effect_needs_no_letter(
    endorsed_on: date, *, needed: bool
) -> None:
    known = endorsement(
        0, first_registration_date=date(2025, 12, 1), transfer_pending_export_date=endorsed_on
    )
    state = with_first(
        endorsement=known,
        first_registration_date=date(2025, 12, 1),
        transfer_pending_export_date=endorsed_on,
    )
    state = replace(state, applied_on=date(2026, 2, 2))

    findings = examine(state, on=TODAY, rules=RULES)

    assert ("after_sales_letter_missing" in {item.code for item in findings.refusing}) is needed


@pytest.mark.parametrize("issuer", ["sales_company", "overseas_division", "dealer", "modifier"])
def test_nobody_but_the_manufacturer_can_promise_the_service(issuer: str) -> None:
    findings = examine(young(issuer_kind=issuer), on=TODAY, rules=RULES)

    assert [item.code for item in findings.refusing] == ["after_sales_letter_issuer"]
    assert "工作指引" in (findings.refusing[0].article or "")


@pytest.mark.parametrize(
    ("vehicle_class", "standard", "fits"),
    [
        ("passenger", "WM/T 8-2022", True),
        ("passenger", "WM/T8-2022", True),
        ("passenger", "WM/T 9-2022", False),
        ("commercial", "WM/T 9-2022", True),
        ("commercial", "WM/T 8-2022", False),
        ("trailer", "WM/T 9-2022", True),
        (None, "GB 7258", True),
    ],
)
def test_the_standard_of_the_report_fits_the_class_of_the_vehicle(
    vehicle_class: str | None, standard: str, *, fits: bool
) -> None:
    state = with_first(
        endorsement=endorsement(0, vehicle_class=vehicle_class), inspection_report=report(standard=standard)
    )

    assert (examine(state, on=TODAY, rules=RULES).all == ()) is fits


def test_the_report_may_name_the_firm_or_nobody() -> None:
    for owner in (None, EXPORTER):
        assert (
            examine(with_first(inspection_report=report(owner_uscc=owner)), on=TODAY, rules=RULES).all == ()
        )


def test_a_vehicle_that_was_left_out_is_examined_no_more() -> None:
    state = with_first(inspection_report=None, left_out="Sold elsewhere.")

    assert examine(state, on=TODAY, rules=RULES).all == ()
