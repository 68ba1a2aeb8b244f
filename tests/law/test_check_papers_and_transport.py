from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum import iso6346

from exportlane.law.checks import (
    Level,
    check_container,
    check_declaration_no,
    check_hs_code,
    check_imo,
    check_licence_no,
    check_plate,
    shipped_headings,
)

quick = settings(max_examples=200, deadline=None)


def test_an_export_declaration_number_passes() -> None:
    assert check_declaration_no("020220260000000001").code == "ok"


@pytest.mark.parametrize(
    ("number", "code"), [("020220261000000001", "import_declaration"), ("020220265000000001", "direction")]
)
def test_the_ninth_character_of_an_export_declaration_is_0(number: str, code: str) -> None:
    result = check_declaration_no(number)

    assert (result.valid, result.code) == (False, code)
    assert "character 9" in result.reason


@pytest.mark.parametrize("year", ["1999", "2100", "0000"])
def test_a_declaration_of_an_impossible_year_asks_for_a_second_look(year: str) -> None:
    result = check_declaration_no(f"0202{year}0000000001")

    assert (result.valid, result.level, result.code) == (True, Level.WARNING, "year")


def test_a_licence_number_passes() -> None:
    assert check_licence_no("26-AB-123456").code == "ok"
    assert check_licence_no("26-AB-123456", issued=date(2026, 12, 31)).code == "ok"


def test_a_licence_number_carries_the_year_of_its_issue() -> None:
    result = check_licence_no("26-AB-123456", issued=date(2027, 1, 4))

    assert (result.valid, result.code) == (False, "year")
    assert "issued in 2027" in result.reason


@pytest.mark.parametrize(
    ("number", "complaint"),
    [
        ("26AAB-123456", "character 3 is 'A', which a licence number cannot have there; allowed: '-'"),
        ("2A-AB-123456", "character 2 is 'A'"),
        ("26-A--123456", "allowed: a digit or a capital letter"),
        ("26-ab-123456", "written in capitals"),
        ("26-AB-12345", "has 12 characters, not 11"),
    ],
)
def test_a_wrong_licence_number_says_where(number: str, complaint: str) -> None:
    result = check_licence_no(number)

    assert not result.valid
    assert complaint in result.reason


def test_only_headings_for_vehicles_are_exported_under_this_licence() -> None:
    headings = shipped_headings()

    assert check_hs_code("8703234110", headings=headings).code == "ok"
    assert check_hs_code("9503000000", headings=headings).code == "heading"
    assert check_hs_code("87032341", headings=headings).code == "length"
    assert check_hs_code("8703234110", headings=frozenset({"8704"})).reason == (
        "heading 8703 is not for used vehicles; allowed: 8704"
    )


@pytest.mark.parametrize("number", ["9319466", "8814275", "9074729"])
def test_a_right_imo_number_passes(number: str) -> None:
    assert check_imo(number).code == "ok"


@pytest.mark.parametrize(
    ("number", "code"), [("8814274", "check_digit"), ("IMO8814275", "length"), ("881427A", "character")]
)
def test_a_wrong_imo_number_is_refused(number: str, code: str) -> None:
    result = check_imo(number)

    assert (result.valid, result.code) == (False, code)


@quick
@given(serial=st.text("0123456789", min_size=6, max_size=6))
def test_exactly_one_digit_ends_an_imo_number(serial: str) -> None:
    total = sum(int(digit) * weight for digit, weight in zip(serial, range(7, 1, -1), strict=True))

    valid = [digit for digit in "0123456789" if check_imo(serial + digit).valid]

    assert valid == [str(total % 10)]


@pytest.mark.parametrize("number", ["CSQU3054383", "TASU1170000"])
def test_a_right_container_number_passes(number: str) -> None:
    assert check_container(number).code == "ok"


def test_when_the_remainder_is_10_the_check_digit_of_a_container_is_0() -> None:
    letters = dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", (n for n in range(10, 39) if n % 11), strict=True))
    edge = next(
        number
        for number in (f"CSQU{n:06}" for n in range(1000))
        if sum((letters.get(c) or int(c)) * 2**n for n, c in enumerate(number)) % 11 == 10
    )

    assert check_container(edge + "0").valid


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("CSQU3054384", "check_digit"),
        ("CSQU305438", "length"),
        ("CSQA3054383", "character"),
        ("CS1U3054383", "character"),
        ("csqu3054383", "lower_case"),
        ("CSQU 305438", "character"),
    ],
)
def test_a_wrong_container_number_is_refused(number: str, code: str) -> None:
    result = check_container(number)

    assert (result.valid, result.code) == (False, code)


def test_category_r_is_no_container_although_the_library_takes_it() -> None:
    number = "CSQR305438"
    number += iso6346.calc_check_digit(number)

    result = check_container(number)

    assert iso6346.is_valid(number)
    assert not result.valid
    assert "'U' or 'J' or 'Z'" in result.reason


@pytest.mark.parametrize(
    "plate", ["津A12345", "浙J8K2M9", "津AD12345", "津AF1234学"[:7], "浙J12345D", "粤Z1234港", "津A1234挂"]
)
def test_a_usual_plate_passes(plate: str) -> None:
    assert check_plate(plate).level is Level.OK


@pytest.mark.parametrize(
    "plate", ["", "A12345", "津O12345", "津A1234I", "津A12345\n", "津Ａ12345", "WJ京12345", "津A1２345"]
)
def test_an_unusual_plate_is_never_more_than_a_warning(plate: str) -> None:
    result = check_plate(plate)

    assert (result.valid, result.level, result.code) == (True, Level.WARNING, "unusual_plate")
