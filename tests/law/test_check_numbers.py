"""VIN and unified social credit code."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from stdnum.cn import uscc as stdnum_uscc

from exportlane.law.checks import Level, check_uscc, check_vin
from exportlane.law.checks import uscc as credit_code
from exportlane.law.checks.uscc import uscc_check_character
from exportlane.law.checks.vin import ALPHABET, VALUES, vin_check_digit

quick = settings(max_examples=200, deadline=None)
VINS = st.text(ALPHABET, min_size=17, max_size=17).map(lambda vin: vin[:8] + vin_check_digit(vin) + vin[9:])
CREDIT_CODES = st.tuples(*(st.sampled_from(allowed) for allowed in credit_code.POSITIONS[:17])).map("".join)
CREDIT_WEIGHTS = [pow(3, n, 31) for n in range(17)]


@pytest.mark.parametrize(
    "vin", ["1M8GDM9AXKP042788", "LGXC76C30P0123456", "11111111111111111", "LFV2A21K9J4000003"]
)
def test_a_right_vin_passes(vin: str) -> None:
    result = check_vin(vin)

    assert (result.valid, result.level, result.code) == (True, Level.OK, "ok")


def test_a_right_vin_with_a_model_year_that_cannot_be_is_valid_with_a_warning() -> None:
    result = check_vin("LSVAU033002221761")

    assert (result.valid, result.level, result.code) == (True, Level.WARNING, "model_year")
    assert "character 10, the model year, is never '0'" in result.reason


@pytest.mark.parametrize("year", "UZ0")
def test_a_model_year_is_never_u_z_or_0(year: str) -> None:
    vin = "LFV2A21K9" + year + "4000003"
    result = check_vin(vin[:8] + vin_check_digit(vin) + vin[9:])

    assert result.code == "model_year"


def test_a_wrong_check_digit_is_an_error_where_it_is_demanded_and_says_what_it_should_be() -> None:
    result = check_vin("LFV2A21K8J4000003")

    assert (result.valid, result.level, result.code) == (False, Level.ERROR, "check_digit")
    assert "character 9" in result.reason
    assert "should be '9', not '8'" in result.reason


def test_a_wrong_check_digit_is_a_warning_when_the_registry_knows_the_vehicle() -> None:
    result = check_vin("LFV2A21K8J4000003", registry_knows=True)

    assert (result.valid, result.level, result.code) == (True, Level.WARNING, "registry_confirmed")


def test_what_the_registry_knows_does_not_excuse_a_letter_that_no_vin_has() -> None:
    assert not check_vin("LFV2A21K9J400000O", registry_knows=True).valid


@pytest.mark.parametrize("vin", ["WVWZZZ1KZAW123456", "JTDKB20U093456789"])
def test_a_wrong_check_digit_from_elsewhere_is_a_warning(vin: str) -> None:
    result = check_vin(vin)

    assert (result.valid, result.level, result.code) == (True, Level.WARNING, "check_digit")


def test_a_profile_may_choose_the_regions_that_demand_the_check_digit() -> None:
    assert not check_vin("WVWZZZ1KZAW123456", strict_regions="LW").valid
    assert check_vin("LFV2A21K8J4000003", strict_regions="W").valid


@pytest.mark.parametrize(("letter", "position"), [("I", 1), ("O", 4), ("Q", 17)])
def test_no_vin_has_i_o_or_q(letter: str, position: int) -> None:
    vin = "LFV2A21K9J4000003"

    result = check_vin(vin[: position - 1] + letter + vin[position:])

    assert (result.valid, result.code) == (False, "character")
    assert f"character {position} is '{letter}'" in result.reason
    assert "other than I, O, Q" in result.reason


@quick
@given(vin=VINS, position=st.integers(0, 16), character=st.sampled_from(ALPHABET))
def test_one_changed_character_is_caught_unless_it_has_the_same_value(
    vin: str, position: int, character: str
) -> None:
    assume(vin[position] != character)
    changed = vin[:position] + character + vin[position + 1 :]

    caught = check_vin(changed, strict_regions=ALPHABET).code == "check_digit"

    assert caught == (position == 8 or VALUES[character] != VALUES[vin[position]])


@quick
@given(vin=VINS)
def test_every_vin_with_its_own_check_digit_is_valid(vin: str) -> None:
    assert check_vin(vin, strict_regions=ALPHABET).valid


@pytest.mark.parametrize(
    "code",
    [
        "91350100M000100Y43",
        "91120118MA06ABCD1Y",
        "91310000MA1FL0000N",
        "91331004MA2A1B2C3U",
    ],
)
def test_a_right_credit_code_passes(code: str) -> None:
    assert check_uscc(code).code == "ok"


def test_the_wrong_example_of_the_standard_is_refused_because_no_code_has_a_z() -> None:
    result = check_uscc("91350100M000100Y4Z")

    assert (result.valid, result.code) == (False, "character")
    assert "character 18 is 'Z'" in result.reason


def test_a_wrong_check_character_says_what_it_should_be() -> None:
    result = check_uscc("91350100M000100Y44")

    assert (result.valid, result.level, result.code) == (False, Level.ERROR, "check_character")
    assert "should be '3', not '4'" in result.reason


def test_when_the_sum_is_a_multiple_of_31_the_check_character_is_0() -> None:
    edge = next(
        code
        for code in (f"91120118MA06{n:05}" for n in range(1000))
        if sum(credit_code.ALPHABET.index(c) * w for c, w in zip(code, CREDIT_WEIGHTS, strict=True)) % 31 == 0
    )

    assert uscc_check_character(edge) == "0"
    assert check_uscc(edge + "0").valid


@quick
@given(first=CREDIT_CODES)
def test_the_check_character_follows_the_formula_of_the_standard(first: str) -> None:
    total = sum(credit_code.ALPHABET.index(c) * w for c, w in zip(first, CREDIT_WEIGHTS, strict=True))

    assert uscc_check_character(first) == credit_code.ALPHABET[(31 - total % 31) % 31]


@quick
@given(first=CREDIT_CODES, position=st.integers(0, 16), data=st.data())
def test_one_changed_character_of_a_credit_code_is_always_caught(
    first: str, position: int, data: st.DataObject
) -> None:
    other = data.draw(st.sampled_from(credit_code.POSITIONS[position]))
    assume(other != first[position])

    result = check_uscc(first[:position] + other + first[position + 1 :] + uscc_check_character(first))

    assert result.code == "check_character"


def test_a_rural_collective_has_a_letter_first_which_the_library_alone_would_refuse() -> None:
    code = "N2120118MA06ABCD1"
    code += uscc_check_character(code)

    assert check_uscc(code).valid
    assert not stdnum_uscc.is_valid(code)


def test_the_region_of_a_credit_code_is_digits() -> None:
    result = check_uscc("9135A100M000100Y43")

    assert (result.valid, result.code) == (False, "character")
    assert "character 5 is 'A'" in result.reason
    assert "allowed: a digit" in result.reason
