from __future__ import annotations

import pytest

from exportlane.agency.settings import AgencySettings
from exportlane.policies import PROFILE_NAMES, profile
from exportlane.policies.automatic import VERBS, UnknownVerb, named_verbs
from exportlane.runtime.settings import StartupRefused, load_settings


@pytest.mark.parametrize(
    ("said", "named"),
    [
        (None, None),
        ("all", VERBS),
        (" none ", frozenset()),
        ("rebate.pay, licence.grant", frozenset({"rebate.pay", "licence.grant"})),
    ],
)
def test_the_setting_names_all_none_or_some_verbs(said: str | None, named: frozenset[str] | None) -> None:
    assert named_verbs(said) == named


@pytest.mark.parametrize("said", ["licence.print", "", "licence.grant,", "all,none"])
def test_what_is_no_verb_is_named_beside_those_that_are(said: str) -> None:
    with pytest.raises(UnknownVerb, match=r"it is all, none, or some of customs\.clear"):
        named_verbs(said)


def test_a_verb_that_does_not_exist_stops_the_start() -> None:
    with pytest.raises(
        StartupRefused, match=r"EXPORTLANE_AUTOMATIC names 'customs\.wave', 'rebate\.give'; it is"
    ):
        load_settings(AgencySettings, automatic="rebate.give,customs.wave,rebate.pay")


@pytest.mark.parametrize("name", PROFILE_NAMES)
def test_the_profile_says_what_is_done_alone_unless_the_setting_does(name: str) -> None:
    found = profile(name)

    assert load_settings(AgencySettings).done_alone(found) == found.automatic
    assert load_settings(AgencySettings, automatic="none").done_alone(found) == frozenset()
