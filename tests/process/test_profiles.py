"""City profiles are data, every number of which has its source beside it."""

from __future__ import annotations

from importlib.resources import files

import pytest
from pydantic import ValidationError

from exportlane import policies
from exportlane.policies import PROFILE_NAMES, Profile, UnknownProfile, profile


def test_the_names_are_those_of_the_data() -> None:
    assert tuple(one.name for one in policies._load().profiles) == PROFILE_NAMES


def test_an_unknown_profile_is_refused_with_those_that_exist() -> None:
    with pytest.raises(UnknownProfile, match="tianjin, taizhou, national"):
        profile("hangzhou")


@pytest.mark.parametrize("name", PROFILE_NAMES)
def test_a_profile_names_its_instruments_and_is_a_version(name: str) -> None:
    found = profile(name)

    assert found.version.startswith(name)
    assert all(instrument.title and instrument.number for instrument in found.instruments)
    assert found.limits.licence == 3
    assert len(found.automatic) == 8


def test_a_draft_and_an_expired_text_say_so() -> None:
    assert profile("tianjin").status == "draft"
    assert profile("taizhou").status == "expired"
    assert profile("national").status == "in_force"


def test_a_number_without_a_source_is_refused() -> None:
    data = profile("tianjin").model_dump(mode="json")
    del data["articles"]["limits.licence"]

    with pytest.raises(ValidationError, match=r"limits\.licence"):
        Profile.model_validate(data)


def test_an_unknown_key_is_refused() -> None:
    data = profile("tianjin").model_dump(mode="json") | {"licence_days": 2}

    with pytest.raises(ValidationError, match="licence_days"):
        Profile.model_validate(data)


def test_a_binding_limit_of_a_class_is_never_longer_than_the_national_one() -> None:
    national = profile("national").limits.rebate_by_class

    for name in PROFILE_NAMES:
        assert all(days <= national[number] for number, days in profile(name).limits.rebate_by_class.items())


def test_the_data_travel_with_the_package() -> None:
    assert files("exportlane.policies").joinpath("profiles.json").is_file()
