"""City profiles are dated data, every number of which has its source beside it."""

from __future__ import annotations

from datetime import date
from importlib.resources import files

import pytest

from exportlane.policies import (
    PROFILE_NAMES,
    UnknownProfile,
    VersionNotFound,
    profile,
    shipped,
    versions,
)
from exportlane.policies.keys import needed_keys


def test_the_names_are_those_of_the_data() -> None:
    assert set(shipped().profiles) == set(PROFILE_NAMES)


def test_an_unknown_profile_is_refused_with_those_that_exist() -> None:
    with pytest.raises(UnknownProfile, match="tianjin, taizhou, national"):
        profile("hangzhou")


@pytest.mark.parametrize("name", PROFILE_NAMES)
@pytest.mark.requirement("TJ-0.1")
def test_every_version_names_its_instruments_and_has_every_number(name: str) -> None:
    for found in versions(name):
        assert found.version.startswith(name)
        assert found.instruments
        assert found.limits.licence == 3
        assert len(found.automatic) == 8
        assert needed_keys() <= set(found.sources)


def test_a_draft_and_an_expired_text_say_so() -> None:
    assert profile("tianjin").status == "draft"
    assert profile("taizhou").status == "expired"
    assert profile("national").status == "in_force"


@pytest.mark.requirement("TZ-13a")
def test_the_opinions_of_taizhou_were_in_force_for_one_year() -> None:
    assert [(found.version, found.status) for found in versions("taizhou")] == [
        ("taizhou-2024.1", "in_force"),
        ("taizhou-2024.2", "in_force"),
        ("taizhou-2025.1", "in_force"),
        ("taizhou-2026.1", "expired"),
    ]
    assert [found.limits.rebate_average for found in versions("taizhou")] == [None, None, 3, 3]


@pytest.mark.parametrize(
    ("on", "version"),
    [
        (date(2024, 3, 1), "tianjin-2024.1"),
        (date(2024, 11, 30), "tianjin-2024.1"),
        (date(2024, 12, 1), "tianjin-2024.2"),
        (date(2025, 12, 31), "tianjin-2024.2"),
        (date(2026, 1, 1), "tianjin-2026.1"),
        (date(2099, 1, 1), "tianjin-2026.1"),
    ],
)
@pytest.mark.requirement("TJ-12.1")
def test_what_starts_on_a_day_has_the_version_of_that_day(on: date, version: str) -> None:
    assert profile("tianjin", on=on).version == version


def test_before_the_first_day_of_the_announcement_no_version_holds() -> None:
    with pytest.raises(VersionNotFound, match=r"holds on 2024-02-29; there are tianjin-2024\.1"):
        profile("tianjin", on=date(2024, 2, 29))


def test_a_case_that_is_pinned_to_an_older_version_finds_it() -> None:
    assert profile("tianjin", "tianjin-2024.1").tax.departure_port_scheme is None
    assert profile("tianjin", "tianjin-2024.2").licensing.after_sales_letter_days is None
    assert profile("tianjin").licensing.after_sales_letter_days == 180
    with pytest.raises(VersionNotFound, match=r"no version tianjin-2019\.1"):
        profile("tianjin", version="tianjin-2019.1")


@pytest.mark.parametrize("name", PROFILE_NAMES)
def test_the_letter_and_the_window_begin_on_the_first_day_of_2026(name: str) -> None:
    before, after = profile(name, on=date(2025, 12, 31)), profile(name, on=date(2026, 1, 1))

    assert (before.licensing.after_sales_letter_days, after.licensing.after_sales_letter_days) == (None, 180)
    assert (before.tax.window_months, after.tax.window_months) == (None, 36)
    assert "rebate_window" not in before.time_limits
    assert after.time_limits["rebate_window"].length == 36


@pytest.mark.parametrize("name", PROFILE_NAMES)
def test_a_binding_limit_of_a_class_is_never_longer_than_the_national_one(name: str) -> None:
    for found in versions(name):
        national = profile("national", on=found.valid_from).limits.rebate_by_class
        assert all(days <= national[number] for number, days in found.limits.rebate_by_class.items())


@pytest.mark.parametrize(
    ("matter", "unit", "length"),
    [
        ("acceptance_notice", "workdays", 5),
        ("filing", "workdays", 15),
        ("licence", "workdays", 3),
        ("licence_delivery", "workdays", 10),
        ("transfer", "workdays", 3),
        ("transfer_application", "days", 30),
        ("deregistration", "workdays", 1),
        ("deregistration_application", "months", 2),
        ("temp_plate", "days", 60),
        ("document_filing", "days", 15),
        ("rebate_window", "months", 36),
        ("correction_supply", "days", 30),
        ("reapply", "days", 30),
        ("shut_out", "days", 30),
        ("dispute_answer", "workdays", 5),
    ],
)
@pytest.mark.parametrize("name", PROFILE_NAMES)
def test_the_time_limits_are_those_of_the_law(name: str, matter: str, unit: str, length: int) -> None:
    limit = profile(name).time_limits[matter]

    assert (limit.unit, limit.length, limit.average) == (unit, length, False)
    assert limit.article == profile(name).article(f"time_limits.{matter}")


def test_the_rebate_is_bound_by_class_or_aims_at_an_average() -> None:
    tianjin, taizhou, national = (profile(name).time_limits["rebate"] for name in PROFILE_NAMES)

    assert (tianjin.length, tianjin.average, dict(tianjin.by_class)) == (5, True, {1: 3, 2: 3})
    assert (taizhou.length, taizhou.average, dict(taizhou.by_class)) == (3, True, {})
    assert (national.length, national.average) == (None, False)
    assert dict(national.by_class) == {1: 5, 2: 10, 3: 15, 4: 20}


def test_only_the_two_phases_confirm_an_exit() -> None:
    modes = {
        name: (profile(name).registry.dereg_mode, "exit_confirmation" in profile(name).time_limits)
        for name in PROFILE_NAMES
    }

    assert modes == {
        "tianjin": ("two_phase", True),
        "taizhou": ("after_customs", False),
        "national": ("after_customs", False),
    }


def test_what_is_our_own_convention_stands_in_a_rule_set_of_our_own() -> None:
    for name in PROFILE_NAMES:
        for found in versions(name):
            for source in found.sources.values():
                own = source.rule_set.startswith("own-") or "-own@" in source.rule_set
                assert source.article.strip()
                assert own or "本系统约定" not in source.article, source


def test_the_data_travel_with_the_package() -> None:
    assert files("exportlane.policies").joinpath("rule_sets/notice-2025-648@2026.1.json").is_file()
    assert files("exportlane.policies").joinpath("profiles/national.json").is_file()
