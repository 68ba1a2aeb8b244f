"""What a careful clerk refuses before looking at any check digit, for every kind of number."""

from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exportlane.law.checks import (
    CheckResult,
    Level,
    check_container,
    check_declaration_no,
    check_hs_code,
    check_imo,
    check_licence_no,
    check_uscc,
    check_vin,
    shipped_headings,
)

Check = Callable[[str], CheckResult]
RIGHT: dict[str, tuple[Check, str]] = {
    "vin": (check_vin, "LFV2A21K9J4000003"),
    "uscc": (check_uscc, "91350100M000100Y43"),
    "declaration": (check_declaration_no, "020220260000000001"),
    "licence": (check_licence_no, "26-AB-123456"),
    "imo": (check_imo, "9074729"),
    "container": (check_container, "CSQU3054383"),
    "hs": (partial(check_hs_code, headings=shipped_headings()), "8703234110"),
}
every_kind = pytest.mark.parametrize("kind", RIGHT)


def full_width(text: str) -> str:
    return "".join(chr(ord(character) + 0xFEE0) for character in text)


@every_kind
def test_the_right_number_passes(kind: str) -> None:
    check, right = RIGHT[kind]

    assert check(right) == CheckResult(valid=True, level=Level.OK, reason=check(right).reason, code="ok")


@every_kind
def test_an_empty_value_is_missing(kind: str) -> None:
    check, _ = RIGHT[kind]

    assert check("").code == "empty"
    assert "is missing" in check("").reason


@every_kind
@pytest.mark.parametrize("space", [" ", "\t", "\n", "\r\n", "\u3000", "\u00a0"])
def test_space_around_a_number_is_refused_and_not_trimmed(kind: str, space: str) -> None:
    check, right = RIGHT[kind]

    assert check(right + space).code == "surrounding_space"
    assert check(space + right).code == "surrounding_space"


@every_kind
def test_a_line_break_in_the_place_of_the_last_character_is_refused(kind: str) -> None:
    check, right = RIGHT[kind]

    assert not check(right[:-1] + "\n").valid


@every_kind
def test_one_character_more_or_less_is_refused(kind: str) -> None:
    check, right = RIGHT[kind]

    for wrong in (right[:-1], right + "0"):
        assert check(wrong).code == "length"
        assert f"has {len(right)} characters, not {len(wrong)}" in check(wrong).reason


@every_kind
def test_full_width_characters_are_refused_by_name(kind: str) -> None:
    check, right = RIGHT[kind]

    result = check(full_width(right))

    assert (result.valid, result.code) == (False, "not_ascii")
    assert "character 1 is U+FF" in result.reason
    assert "FULLWIDTH" in result.reason


@every_kind
@pytest.mark.parametrize("zero", ["\u0660", "\u0966", "\uff10", "\U0001d7ce"])
def test_digits_of_other_scripts_are_no_digits(kind: str, zero: str) -> None:
    check, right = RIGHT[kind]
    alien = "".join(chr(ord(zero) + int(c)) if c in "0123456789" else c for c in right)

    assert check(alien).code == "not_ascii"


@pytest.mark.parametrize("kind", ["vin", "uscc", "licence", "container"])
def test_lower_case_is_refused_and_said_to_be_lower_case(kind: str) -> None:
    check, right = RIGHT[kind]

    result = check(right.lower())

    assert (result.valid, result.code) == (False, "lower_case")
    assert "written in capitals" in result.reason


def test_a_lower_case_letter_where_only_digits_stand_is_just_a_wrong_character() -> None:
    assert check_imo("907472a").code == "character"


def test_a_character_without_a_name_can_still_be_pointed_at() -> None:
    result = check_imo("907\x00729")

    assert "character 4 is U+0000 (no printable character)" in result.reason


@every_kind
@settings(max_examples=100, deadline=None)
@given(text=st.text(max_size=20))
def test_whatever_is_handed_in_gets_an_answer_that_fits_itself(kind: str, text: str) -> None:
    check, _ = RIGHT[kind]

    result = check(text)

    assert result.valid == (result.level is not Level.ERROR)
    assert result.reason
    assert result.code.isidentifier()
    assert result.reason.isprintable()
